from tests.cli.runner import call
from tests.report.study import made_up


def test_embedstudy_alone_and_with_a_study(tmp_path):
    alone = call("cite")
    assert alone.exit_code == 0
    assert alone.stdout.startswith("@software{embedstudy,\n")
    study = made_up.bare(tmp_path / "s", identity={"datasets": ["imdb"]})
    both = call("cite", study.path)
    assert both.stdout.startswith(alone.stdout)
    assert "@misc{maas2011learning,\n" in both.stdout


def test_no_study_there(tmp_path):
    result = call("cite", tmp_path)
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
