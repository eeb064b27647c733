"""structure.csv, drift.csv and words.csv, of studies in which the answer is known."""

import numpy as np
import pytest

from embedstudy.errors import InputError
from embedstudy.structure.tables import measure_structure, write_structure
from tests.structure.known_study import TOTAL, TRAIN, WORDS, N, by_chance, by_class, values
from tests.structure.made_up_study import Run, write_study
from tests.studies import compare


def between_seeds(measured, metric, space):
    return [
        r.value
        for r in measured.structure
        if (r.metric, r.kind, r.other_seed) == (metric, space, 1) and r.other == r.space
    ]


def test_every_measure_has_its_rows_under_every_seed(measured):
    seeds = {}
    for row in measured.structure:
        assert row.dataset == "d"
        seeds.setdefault((row.kind, row.metric), set()).add(row.seed)
    single = {
        "task_alignment", "general_meaning", "opposites", "effective_rank", "mean_cosine",
        "norm_frequency",
    }  # fmt: skip
    for space in ("random-before", "random", "finetuned"):
        for metric in single:
            assert seeds[space, metric] == {0, 1}
    assert {seeds["pretrained", metric].pop() for metric in single} == {None}
    assert {space for space, metric in seeds if metric == "drift"} == {"random", "finetuned"}
    assert {row.of for row in measured.structure if row.metric == "task_alignment"} == {
        "observed", "null mean", "null 95 %", "p",
    }  # fmt: skip


def test_measures_of_words_have_intervals(measured):
    """Intervals are of the mean over seeds; the by-class spaces lie above all others."""
    rows = {
        row.kind: row for row in measured.structure
        if (row.metric, row.of) == ("task_alignment", "observed")
    }  # fmt: skip
    for row in rows.values():
        assert row.ci_low < np.mean(values(measured, row.metric, row.kind, row.of)) < row.ci_high
    differences = {
        (row.kind, row.other_kind): row for row in measured.differences
        if (row.metric, row.of) == ("task_alignment", "observed")
    }  # fmt: skip
    above = differences["random", "random-before"]
    means = [np.mean(values(measured, above.metric, kind, above.of)) for kind in rows]
    by_kind = dict(zip(rows, means, strict=True))
    assert above.value == pytest.approx(by_kind["random"] - by_kind["random-before"])
    assert above.is_found
    assert not differences["pretrained", "random-before"].is_found
    assert (above.n_seeds, differences["pretrained", "random"].n_seeds) == (2, 2)
    assert {row.metric for row in measured.structure if row.ci_low is None} >= {"cka", "drift"}


def known():
    mask = np.ones(N, dtype=bool)
    mask[[3, 4]] = False
    return mask


def test_seeds_that_differ_by_a_rotation_are_stable(measured):
    assert between_seeds(measured, "overlap@10", "random") == [1]
    assert between_seeds(measured, "cka", "random") == pytest.approx([1])
    assert between_seeds(measured, "procrustes", "random") == pytest.approx([0], abs=1e-6)
    assert between_seeds(measured, "cka", "random-before")[0] < 0.3


def test_spaces_are_compared_under_the_same_seed(measured):
    rows = [row for row in measured.structure if row.metric == "cka"]
    between = {(r.kind, r.other_kind, r.seed, r.other_seed) for r in rows if r.other != r.space}
    both = {("random-before", "random"), ("random-before", "finetuned"), ("random", "finetuned")}
    assert between == {
        *((a, b, seed, seed) for a, b in both for seed in (0, 1)),
        *((a, "pretrained", seed, None) for a in ("random-before", "random") for seed in (0, 1)),
        *(("pretrained", "finetuned", None, seed) for seed in (0, 1)),
    }
    assert {(r.kind, r.seed, r.other_seed) for r in rows if r.other == r.space} == {
        ("random-before", 0, 1), ("random", 0, 1), ("finetuned", 0, 1),
    }  # fmt: skip
    assert {r.of for r in rows} == {""}


def test_a_space_by_class_is_aligned_and_one_by_chance_is_not(measured):
    # Within a class ranks differ and neighbours are by chance, which leaves three quarters.
    assert values(measured, "task_alignment", "random", "observed") == pytest.approx(
        [0.75] * 2, abs=0.1
    )
    assert max(values(measured, "task_alignment", "random", "p")) == 0.001
    for space in ("random-before", "pretrained"):
        assert max(values(measured, "task_alignment", space, "observed")) < 0.15


def test_held_out_texts_decide_and_not_those_that_were_trained_on(study, tmp_path):
    """A class that training texts alone tell apart is no alignment."""
    even = np.stack([TOTAL, TOTAL], axis=1)
    alone = write_study(
        tmp_path / "s", WORDS, TRAIN, even, [Run("random", by_class(5), by_chance(0))]
    )
    rows = [r for r in measure_structure(alone).structure if r.metric == "task_alignment"]
    assert {(r.value, r.note) for r in rows} == {(None, "the classes say all words equally often")}


def test_words_carry_what_the_second_of_two_classes_says_in_held_out_texts(measured):
    rows = {row.word: row for row in measured.words}
    assert {row.class_name for row in measured.words} == {"pos"}
    held_out = TRAIN[::-1].sum(axis=1)
    assert rows["cold"].count == held_out[N - 1]
    # The order of the words is turned round, and with it which class has which.
    assert rows["cold"].z < -5
    assert rows["hot"].z > 5
    assert rows["hot"].log_odds > 0


def test_rare_words_are_left_out(study):
    few = measure_structure(study, min_count=20)
    frequent = sum(TOTAL[i] >= 20 for i in range(N) if i not in (3, 4))
    assert {r.n for r in few.structure if r.metric == "overlap@10"} == {frequent}
    assert {row.count >= 20 for row in few.drift} == {True}
    assert {r.of for r in few.structure if r.metric == "drift"} == {"10-99", "100-999", "1000+"}
    with pytest.raises(InputError, match="min_count is 0; it must be at least 1"):
        measure_structure(study, min_count=0)
    none = measure_structure(study, min_count=10**6)
    assert {r.value for r in none.structure if r.metric == "cka"} == {None}
    assert none.drift == []


def test_the_tables_are_written_and_the_same_again(study, measured):
    write_structure(study)
    names = ("structure.csv", "drift.csv", "words.csv")
    first = [(study.path / name).read_bytes() for name in names]
    write_structure(study)
    assert [(study.path / name).read_bytes() for name in names] == first
    assert len(study.structure) == len(measured.structure)
    assert [row.word for row in study.drift] == [row.word for row in measured.drift]
    assert [row.word for row in study.words] == [row.word for row in measured.words]
    assert [row.value is None for row in study.structure] == [
        row.value is None for row in measured.structure
    ]


def test_three_words(tmp_path):
    words, counts = ["good", "bad", "x"], np.array([[3, 1], [1, 3], [2, 2]])
    runs = [Run("random", by_class(k)[:3], by_chance(k)[:3], k) for k in range(2)]
    study = write_study(tmp_path / "s", words, counts, counts, runs)
    measured = measure_structure(study)
    rows = {(r.kind, r.metric, r.of): r for r in measured.structure}
    assert between_seeds(measured, "overlap@10", "random") == [1]  # the two others, both
    assert rows["random", "opposites", "polarity"].n == 1
    alignment = rows["random", "task_alignment", "observed"]
    assert alignment.value is None
    assert alignment.note == "only 0 words in held-out texts 5 times or more, and 20 are needed"


def test_two_data_sets_and_a_run_that_failed(tmp_path):
    runs = [
        Run("random", by_class(1), by_chance(1), 0, dataset="a"),
        Run("random", by_class(2), by_chance(2), 0, dataset="b"),
        Run("random", by_class(2), None, 1, dataset="b", status="diverged"),
    ]
    study = write_study(tmp_path / "s", WORDS, TRAIN, TRAIN, runs)
    rows = measure_structure(study).structure
    assert {(row.dataset, row.seed) for row in rows} == {("a", 0), ("b", 0)}
    assert len({row.space for row in rows}) == 4
    assert not [row for row in rows if row.other == row.space]


def test_no_finished_run(tmp_path):
    runs = [Run("random", by_class(1), None, status="diverged")]
    study = write_study(tmp_path / "s", WORDS, TRAIN, TRAIN, runs)
    with pytest.raises(InputError, match="no finished run to look into"):
        measure_structure(study)
    write_structure(study)
    assert study.structure == study.drift == study.words == []


def test_training_aligns_random_vectors_with_the_task(corpus, vectors, tmp_path):
    """In a study as `compare` makes it: 80 words, half of which a class says more often."""
    study = compare(corpus, vectors, seeds=2, learning_rate=0.3, out=tmp_path / "s", progress=False)
    rows = [r for r in study.structure if (r.metric, r.of) == ("task_alignment", "observed")]
    mean = {
        space: np.mean([r.value for r in rows if r.kind == space])
        for space in ("random-before", "random", "pretrained", "finetuned")
    }
    assert mean["random"] > mean["random-before"] + 0.2
    assert mean["finetuned"] > mean["pretrained"]
    assert {row.kind for row in study.drift} == {"random", "finetuned"}
    z = {row.word: row.z for row in study.words}
    mean = {c: np.mean([v for w, v in z.items() if w.startswith(c)]) for c in ("good", "bad")}
    assert mean["bad"] < -0.5 < 0.5 < mean["good"]
    assert {row.dataset for row in study.words} == {"made-up"}
