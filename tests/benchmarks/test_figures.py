import pytest

from benchmarks.reference_study.figures import draw_all, draw_curves, write_figure
from embedstudy.report.palette import light
from tests.benchmarks.made_up_reference import make_tables

NAMES = {"a": 50, "b": 200, "c": 400, "d": 9000}


@pytest.fixture(scope="module")
def tables():
    return make_tables(NAMES)


def test_each_data_set_has_its_curves_and_its_crossing(tables):
    figure = draw_curves(tables, columns=3, width=700)
    panels = {axes.get_title(loc="left"): axes for axes in figure.axes}
    assert {*NAMES} <= {*panels}
    lines = {line.get_color(): line for line in panels["b"].lines}
    assert [*lines[light("orange")].get_ydata()] == pytest.approx([70] * 4)
    assert [text.get_text() for text in panels["b"].texts] == ["200"]
    assert not panels["a"].texts
    assert not panels["d"].texts


def test_the_same_tables_give_the_same_bytes(tables, tmp_path):
    for name in ("once", "twice"):
        (tmp_path / name).mkdir()
        for file, figure in draw_all(tables).items():
            write_figure(figure, tmp_path / name / f"{file}.svg")
    files = sorted((tmp_path / "once").iterdir())
    assert {file.stem for file in files} == {
        "curves", "curves-narrow", "crossings", "finetuned-random", "frozen-random", "ranks",
        "alignment",
    }  # fmt: skip
    for file in files:
        assert file.read_bytes() == (tmp_path / "twice" / file.name).read_bytes()
        assert b"<text" not in file.read_bytes()  # no font of the reader's is needed


def test_the_other_encoder_has_a_figure_where_it_was_run():
    assert draw_all(make_tables(NAMES, encoder="cnn"))["curves-cnn"]


def test_no_data_sets_leave_empty_figures():
    assert "ranks" not in draw_all(make_tables({}))
