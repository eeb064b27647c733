"""The output of ``embedstudy forecast``."""

from embedstudy.cli.output.forecast import print_forecast
from embedstudy.forecast.forecast import make_forecast
from embedstudy.results.create import begin
from tests.forecast.made_up_curves import META, make_summary


def test_every_size_has_an_interval(tmp_path, capsys):
    summary = make_summary({"random": (0.56, 0.64, 0.74)})
    study = begin(tmp_path / "s", {"identity": {}, "status": "complete", **META})
    print_forecast(study, make_forecast(summary, META, [3000]))
    lines = capsys.readouterr().out.splitlines()
    (row,) = [line for line in lines if "random" in line]
    assert row.count("[") == 1
