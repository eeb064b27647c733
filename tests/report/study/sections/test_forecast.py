"""The section on what to expect of more training texts."""

import pytest

from embedstudy.errors import InputError
from embedstudy.report.formatting import NO_BREAK
from embedstudy.report.study import render_page
from embedstudy.report.study.sections import SECTIONS
from tests.report.study.made_up import (
    forecast,
    forecast_crossovers,
    forecast_gains,
    made_up,
    study_data,
    with_forecast,
)

SECTION = SECTIONS["forecast"]
TABLES = {
    "forecast": forecast(),
    "forecast_crossovers": forecast_crossovers(),
    "forecast_gains": forecast_gains(),
}


def test_crossings_and_lacks_are_sentences(tmp_path):
    content = SECTION.content(with_forecast(tmp_path))
    ((_, sentences, _, _),) = content["curves"]
    assert [sentence.replace(NO_BREAK, " ") for sentence in sentences] == [
        "random is expected to overtake finetuned at about 2,400 training texts (80 % interval "
        "1,500 to 6,000)."
    ]
    assert content["lacks"] == ["No forecast of finetuned (table, mean): the curve falls."]


def test_a_study_without_forecast_has_no_section(tmp_path):
    assert SECTION.content(study_data(tmp_path)) is None


def test_lacks_alone_are_told_without_a_figure(tmp_path):
    content = SECTION.content(with_forecast(tmp_path, forecast=forecast()[-1:]))
    assert content["curves"] == []
    assert len(content["lacks"]) == 1


def test_the_page_has_it_after_the_learning_curve(tmp_path):
    page = render_page(made_up(tmp_path / "s", **TABLES)).decode()
    assert page.index("With fewer training texts") < page.index("With more training texts")
    assert '<a href="#d0-section-forecast">Forecast</a>' in page


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("damage", ["missing", "garbled"])
def test_a_damaged_table_leaves_the_rest(tmp_path, table, damage):
    study = made_up(tmp_path / "s", **TABLES)
    path = study.path / f"{table}.csv"
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(b"dataset,\xff\n")
    page = render_page(study).decode()
    assert "With fewer training texts" in page
    assert ("With more training texts" in page) == (table != "forecast")
    if damage == "garbled":
        assert f"{table}.csv" in page
        with pytest.raises(InputError, match=table):
            study.rows(type(TABLES[table][0]))
