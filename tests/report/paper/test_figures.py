from embedstudy.report.paper.figures import list_figures
from tests.report.study import made_up


def test_every_figure_that_the_study_has_numbers_for(study):
    assert [name for name, _ in list_figures(study)] == [
        "accuracy", "curve", "meaning", "drift", "dynamics", "tuning",
    ]  # fmt: skip


def test_several_data_sets_have_figures_of_their_own(tmp_path):
    rows = [*made_up.runs(), *made_up.runs(dataset="e/f.csv")]
    study = made_up.bare(tmp_path / "s", rows)
    assert [name for name, _ in list_figures(study)] == ["d-accuracy", "f-accuracy"]
