from dataclasses import replace

import pytest

from benchmarks.reference_study.collect import (
    collect_tables,
    list_measures,
    read_crossing,
    sum_tuning_seconds,
)
from benchmarks.reference_study.tables import read_tables, write_tables
from embedstudy.results.create import begin
from embedstudy.results.directory import StudyDirectory
from embedstudy.results.rows import CrossoverRow, StructureDifferenceRow, StructureRow


def test_a_study_that_is_not_there_has_a_row_and_no_numbers(reference_tables):
    (row,) = [row for row in reference_tables.studies if row.dataset == "absent"]
    assert (row.encoder, row.status, row.is_finished, row.train) == (
        "mean", "not finished", False, None,
    )  # fmt: skip


def test_short_texts_are_asked_of_cnn_too(reference_tables):
    rows = [(row.dataset, row.status) for row in reference_tables.studies if row.encoder == "cnn"]
    assert rows == [("tiny", "not finished"), ("small", "not finished")]


def test_facts_are_those_of_the_study(reference_tables):
    row = reference_tables.find_study("mean", "tiny")
    assert (row.classes, row.train, row.test, row.seeds) == (2, 128, 16, 2)
    assert row.tokens_per_text == 6
    assert row.baseline.startswith("tfidf-")
    assert reference_tables.list_datasets("mean") == ["tiny", "small"]


def test_points_and_pairs_are_those_of_the_study(reference_folder, reference_tables):
    study = StudyDirectory(reference_folder / "mean" / "small")
    points = [row for row in reference_tables.curves if row.dataset == "small"]
    assert [(row.strategy, row.train_size, row.mean) for row in points] == [
        (row.strategy, row.train_size, row.mean) for row in study.curve
    ]
    deltas = {(r.vectors, r.train_size, r.a, r.b): r.delta for r in study.comparisons}
    pairs = [row for row in reference_tables.pairs if row.dataset == "small"]
    strategies = {"random", "frozen", "finetuned"}
    for row in pairs:
        if not row.b_vectors:
            assert row.delta == deltas[row.vectors, row.train_size, row.a, row.b]
    # Three pairs of strategies, at three sizes, with two tables.
    assert sum({row.a, row.b} <= strategies and not row.b_vectors for row in pairs) == 18


def test_tables_of_vectors_are_compared_by_paired_predictions(reference_tables):
    rows = [row for row in reference_tables.pairs if row.b_vectors and row.dataset == "small"]
    assert {(row.vectors, row.b_vectors) for row in rows} == {("glove-6b-100d", "glove-6b-50d")}
    means = {
        (row.vectors, row.strategy, row.train_size): row.mean
        for row in reference_tables.curves
        if row.dataset == "small"
    }
    for row in rows:
        assert row.a == row.b
        sides = (means[name, row.a, row.train_size] for name in (row.vectors, row.b_vectors))
        assert row.delta == pytest.approx(next(sides) - next(sides), abs=1e-6)
        assert row.ci_low < row.delta < row.ci_high


def test_each_strategy_has_its_costs(reference_tables):
    rows = [row for row in reference_tables.costs if row.dataset == "tiny"]
    assert {row.strategy for row in rows} == {
        "random", "frozen", "finetuned", "tfidf-logistic-regression", "tfidf-linear-svm",
    }  # fmt: skip
    baseline = next(row for row in rows if row.strategy == "tfidf-linear-svm")
    assert baseline.trials > 0
    assert baseline.tuning is not None
    assert all(row.run > 0 for row in rows)


CROSSOVER = CrossoverRow("d", "v", "mean", "random", "frozen", 300, 200, None, 5, 100,
                         "crossing", "open above: that ...")  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "crossing"),
        ({"status": "none", "note": "random leads at every size, in 9% of ..."}, "always"),
        ({"a": "frozen", "b": "random"}, "never"),
        ({"a": "frozen", "b": "random", "status": "none"}, "never"),
        ({"status": "none", "note": "level at the largest size"}, "level"),
    ],
)
def test_from_where_random_is_ahead(changes, expected):
    assert read_crossing(replace(CROSSOVER, **changes)) == expected


def test_alignment_is_the_mean_over_seeds(tmp_path):
    study = begin(tmp_path / "s", {"identity": {}})
    row = StructureRow("d", "random", "v", "mean", 0, "task_alignment", "observed", "", "", "",
                       None, 0.2, 90, "", 0.1, 0.4)  # fmt: skip
    study.write_rows(
        StructureRow, [row, replace(row, seed=1, value=0.3), replace(row, of="p", value=0.001)]
    )
    difference = StructureDifferenceRow("d", "task_alignment", "observed", "random", "v", "mean",
                                        "pretrained", "v", "", 0.1, 0.05, 0.15, 2, 90)  # fmt: skip
    study.write_rows(StructureDifferenceRow, [difference])
    value, above = list_measures("mean", "d", None, study)
    assert (value.kind, value.other_kind, value.value) == ("random", "", pytest.approx(0.25))
    assert (above.kind, above.other_kind, above.value) == ("random", "pretrained", 0.1)


def test_seconds_of_trials_are_read_from_the_log():
    lines = [
        "INFO finished: tuning 1,000 texts, glove, random, rate 1, seed 1: dev 9.1 %, 1,000.50 s",
        "INFO finished: tuning 1,000 texts, glove, random-frozen, rate 1, seed 1: dev 9 %, 4.00 s",
        "INFO finished: tuning 100 texts, glove, random, rate 1, seed 1: dev 9.1 %, 2.00 s",
        "INFO finished: tuning 1,000 texts, tfidf-linear-svm, C 1, seed 1: dev 9.1 %, 3.00 s",
    ]
    assert sum_tuning_seconds(lines, 1000, "glove", "random") == 1000.5
    assert sum_tuning_seconds(lines, 1000, "", "tfidf-linear-svm") == 3
    assert sum_tuning_seconds(lines, 300, "glove", "random") is None


def test_tables_are_read_as_they_were_written(tmp_path, reference_tables):
    write_tables(reference_tables, tmp_path)
    once = read_tables(tmp_path)
    write_tables(once, tmp_path / "again")
    assert read_tables(tmp_path / "again") == once
    assert once.studies == reference_tables.studies
    assert len(once.pairs) == len(reference_tables.pairs)


def test_a_study_is_looked_for_in_each_folder(tmp_path, reference_folder, reference_tables):
    (tmp_path / "mean" / "tiny").mkdir(parents=True)
    tables = collect_tables([tmp_path, reference_folder], ["tiny", "small"])
    assert tables.studies == tuple(
        row for row in reference_tables.studies if row.dataset != "absent"
    )
