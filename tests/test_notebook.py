import json
import sys

import pandas as pd
import pytest

from embedstudy.errors import InputError
from embedstudy.notebook import Study
from embedstudy.results.create import begin
from embedstudy.results.rows import RunRow, SummaryRow, TuningRow
from tests.forecast.made_up_curves import META, make_summary
from tests.results.made_up import run_row


@pytest.mark.parametrize("name", ["runs", "tuning", "summary", "comparisons", "neighbors"])
def test_tables_as_those_of_pandas(finished, name):
    frame, rows = finished.to_pandas(name), getattr(finished, name)
    assert len(frame) == len(rows)
    for place, row in enumerate(rows):
        for column, value in vars(row).items():
            cell = frame[column].iloc[place]
            assert pd.isna(cell) if value is None else cell == value


def test_columns_have_types_whatever_is_in_them(finished, begun):
    for study in (finished, begun):  # the second has no run at all
        types = study.to_pandas().dtypes.astype(str).to_dict()
        assert types["run"] == types["strategy"] == types["note"] == "string"
        assert types["train_size"] == types["seed"] == "int64"
        assert types["fold"] == types["epochs"] == "Int64"
        assert types["lr"] == types["test_accuracy"] == types["dropout"] == "float64"
        assert list(study.to_pandas().columns) == list(RunRow.__dataclass_fields__)
    assert finished.to_pandas("summary").ci_low.mean() > 0


def test_what_is_missing_is_missing(begun):
    begun.write_rows(RunRow, [run_row("random", 0, dev=None)])
    frame = begun.to_pandas()
    assert frame.isna().iloc[0][["fold", "epochs", "dev_accuracy", "seconds"]].all()
    assert frame.vectors.tolist() == [""]
    row = TuningRow(
        "d", "", "s", "mean", 7, 2, 0.1, None, 5, None, 0.3, 1, 1_000_000, None, "diverged"
    )
    begun.write_rows(TuningRow, [row])
    frame = begun.to_pandas("tuning")
    assert frame.epochs.sum() == 5
    assert frame.fold.tolist() == [2]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("run", "no table 'run'; there are: runs, "),
        ("neighbours", "no table 'neighbours'; there are: neighbors, "),
        (None, "table: a name is a string, not None"),
        (["runs"], "table: a name is a string"),
    ],
)
def test_a_table_that_is_not_there(begun, name, message):
    with pytest.raises(InputError, match=message):
        begun.to_pandas(name)


def test_without_pandas_it_says_what_to_install(begun, monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(InputError, match="pip install pandas"):
        begun.to_pandas()


def test_it_shows_its_answer_and_its_chart(finished):
    page = finished._repr_html_()
    assert finished.verdict.headline in page
    assert 'src="data:image/png;base64,' in page
    assert "<table>" in page


def test_printed_it_says_what_it_is_and_its_answer(finished):
    head, *lines = str(finished).splitlines()
    assert head.startswith(f"Study {finished.path}: complete, ")
    assert lines[0].endswith(f"{finished.verdict.headline}.")
    assert repr(finished) == f"Study({str(finished.path)!r})"


def test_unfinished_it_has_no_answer_yet(begun):
    assert len(str(begun).splitlines()) == 1
    assert "<img" not in begun._repr_html_()


def test_a_figure_by_name(finished):
    figure = finished.plot("accuracy")
    assert figure._repr_png_().startswith(b"\x89PNG")
    with pytest.raises(InputError, match="no figure 'accurate'"):
        finished.plot("accurate")


def test_the_verdict_is_that_of_study_json(finished, begun):
    (verdict,) = finished.verdicts
    assert finished.verdict == verdict
    assert finished.meta["verdict"] == json.loads(json.dumps(verdict.to_json()))
    assert verdict.headline in finished._repr_html_()
    assert (begun.verdict, begun.verdicts) == (None, ())


def test_a_forecast_at_sizes_beyond_the_data(finished, tmp_path):
    summary = make_summary({"random": (0.56, 0.64, 0.74), "frozen": (0.68, 0.71, 0.73)})
    study = begin(tmp_path / "s", {"identity": {}, "status": "complete", **META})
    study.write_rows(SummaryRow, summary)
    rows = Study(study.path).forecast_at(3000, 9000)
    sizes = [(row.strategy, row.train_size) for row in rows]
    assert sizes == [(name, n) for name in ("random", "frozen") for n in (3000, 9000)]
    with pytest.raises(InputError, match="has 1 train size, and a forecast needs 3"):
        finished.forecast_at(3000)
