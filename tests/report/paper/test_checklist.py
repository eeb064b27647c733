from embedstudy.report.paper.checklist import make_checklist
from tests.report.study import made_up


def test_it_is_filled_in_from_the_study(study):
    items = dict(make_checklist(study).rows)
    assert items["Data: d"] == (
        "1,000 train, 500 dev, 500 test texts; 2 classes; SHA-256 abababababab"
    )
    assert items["Split: d"].endswith("2 test texts stand in train too, word for word")
    assert items["Vectors: table"].startswith("knows 87.6 % of the words")
    assert items["Seeds of the reported runs"] == "3: 0, 1, 2"
    assert items["Search"].startswith("grid: 6 trials a cell, at most 6.0 trainings")
    assert items["Runs"] == "11, of which 0 failed and 0 were unstable"
    assert items["Time to train"] == "2.5 s a run, without search"
    assert items["Time of the study"] == "61 s"
    assert items["Memory"] == "398 MB"
    assert "python 3.11.7" in items["Software"]


def test_runs_that_failed_are_counted(tmp_path):
    rows = [
        made_up.run_row("random", 0, None),
        made_up.run_row("random", 1, 0.5, status="unstable"),
    ]
    items = dict(make_checklist(made_up.bare(tmp_path / "s", rows)).rows)
    assert items["Runs"] == "2, of which 1 failed and 1 were unstable"
    assert items["Search"] == "none: every setting was given"


def test_a_cross_validation_names_its_own_test(tmp_path):
    study = made_up.bare(tmp_path / "s")
    study.write_meta({**study.meta, "identity": {**study.meta["identity"], "cv": 10}})
    items = dict(make_checklist(study).rows)
    assert items["Measure"] == "accuracy on 10-fold cross-validation"
    assert "corrected resampled t-test over folds" in items["Intervals and tests"]
