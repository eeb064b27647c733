"""dynamics.csv, of studies in which the answer is known."""

from dataclasses import replace

import numpy as np
import pytest

from embedstudy.errors import InputError
from embedstudy.results.rows import DynamicsRow, RunRow
from embedstudy.results.snapshots import Moment, Snapshots
from embedstudy.structure.dynamics import keeps_snapshots, measure_dynamics, write_dynamics
from embedstudy.structure.tables import measure_structure
from tests.structure.known_study import TRAIN, WORDS, N, by_chance, by_class
from tests.structure.made_up_study import Run, write_study

BEFORE, AFTER = by_chance(0), by_class(5)
MOMENTS = (Moment(0.0, 0.7, 0.5), Moment(0.25, 0.6, 0.625), Moment(1.0, 0.3, 0.75))
ORDER = np.argsort(-np.asarray(TRAIN).sum(axis=1), kind="stable")


def make_snapshots(*spaces, words=WORDS, order=ORDER):
    vectors = np.stack([space[order] for space in spaces]).astype(np.float32)
    chosen = len(spaces) - 1
    return Snapshots(tuple(words[i] for i in order), vectors, MOMENTS[: len(spaces)], chosen)


@pytest.fixture
def study(tmp_path):
    """A space that turns from chance to the classes, its middle moment half of the way."""
    runs = [Run("random", AFTER, BEFORE, seed) for seed in (0, 1)]
    runs.append(Run("frozen", by_chance(9), None, 0, [3, 4]))
    study = write_study(tmp_path / "s", WORDS, TRAIN, TRAIN[::-1], runs)
    study.write_snapshots("d-random-0", make_snapshots(BEFORE, (BEFORE + AFTER) / 2, AFTER))
    return study


def test_each_moment_has_a_row_with_its_loss_and_accuracy(study):
    rows = measure_dynamics(study)
    assert {(row.dataset, row.kind, row.vectors, row.encoder, row.seed) for row in rows} == {
        ("d", "random", "", "mean", 0)
    }
    moments = [Moment(row.epoch, row.train_loss, row.dev_accuracy) for row in rows]
    assert tuple(moments) == MOMENTS
    assert [row.chosen for row in rows] == [False, False, True]
    assert {row.n for row in rows} == {N - 2}  # two words have no pretrained vector
    assert all(row.note.startswith("without 2 words that have no vector") for row in rows)


def test_words_without_a_vector_are_counted_among_those_of_the_snapshots(study):
    order = np.array([place for place in ORDER if place != 3])
    study.write_snapshots("d-random-0", make_snapshots(BEFORE, AFTER, order=order))
    for row in measure_dynamics(study):
        assert row.n == len(order) - 1
        assert row.note.startswith("without 1 word that has no vector")


def test_the_chosen_moment_is_what_structure_measures_of_the_space(study):
    last = measure_dynamics(study)[-1]
    values = {
        (row.metric, row.of): (row.value, row.n)
        for row in measure_structure(study).structure
        if (row.kind, row.seed) == ("random", 0)
    }
    assert last.task_alignment == values["task_alignment", "observed"][0]
    assert (last.effective_rank, last.n) == values["effective_rank", ""]
    assert last.opposites == values["opposites", "all"][0]
    assert last.general_meaning == values["general_meaning", "WordSim-353"][0]


def test_what_training_does_shows(study):
    start, middle, end = measure_dynamics(study)
    assert abs(start.task_alignment) < 0.3 < end.task_alignment
    assert start.change_rank == start.change_norm == 0
    assert start.change_share is None
    assert "nothing has changed" in start.note
    rows = np.setdiff1d(np.arange(N), [3, 4])
    before, change = BEFORE[rows].astype(float), (AFTER - BEFORE)[rows].astype(float)
    squares = np.linalg.svd(change, compute_uv=False) ** 2
    assert end.change_share == pytest.approx(squares[0] / squares.sum(), rel=1e-5)
    expected = np.linalg.norm(change) / np.linalg.norm(before)
    assert end.change_norm == pytest.approx(expected, rel=1e-5)
    assert middle.change_norm == pytest.approx(expected / 2, rel=1e-4)
    assert middle.change_rank == pytest.approx(end.change_rank, rel=1e-3)
    assert (start.overlap_before, end.overlap_end) == (None, 1.0)
    assert end.overlap_before == middle.overlap_end


def test_the_table_is_read_as_it_was_written_and_the_same_again(study):
    write_dynamics(study)
    content = (study.path / "dynamics.csv").read_bytes()
    assert [row.epoch for row in study.dynamics] == [0.0, 0.25, 1.0]
    write_dynamics(study)
    assert (study.path / "dynamics.csv").read_bytes() == content


def test_a_study_without_snapshots_has_no_table(tmp_path):
    study = write_study(tmp_path / "s", WORDS, TRAIN, TRAIN, [Run("random", AFTER, BEFORE)])
    assert not keeps_snapshots(study)
    write_dynamics(study)
    assert not study.has_table(DynamicsRow)


@pytest.mark.parametrize("plan", [None, [], "x", 1, {"kept": "x"}, {"kept": False}])
def test_a_plan_that_is_none_keeps_nothing(tmp_path, plan):
    study = write_study(tmp_path / "s", WORDS, TRAIN, TRAIN, [Run("random", AFTER, BEFORE)])
    study.write_meta({**study.meta, "snapshots": plan})
    assert measure_dynamics(study) == []


def test_a_run_without_snapshots_and_one_that_diverged_say_so(tmp_path):
    runs = [
        Run("random", AFTER, BEFORE),
        Run("finetuned", AFTER, BEFORE, status="diverged"),
        Run("finetuned", AFTER, BEFORE, seed=1),
    ]
    study = write_study(tmp_path / "s", WORDS, TRAIN, TRAIN, runs)
    study.write_meta({**study.meta, "snapshots": {"kept": True, "reason": ""}})
    rows = [replace(row, note="at rate 30" if row.note == "" else "") for row in study.runs]
    study.write_rows(RunRow, rows)
    without, diverged = measure_dynamics(study)
    assert (without.kind, without.note) == ("random", "the run was made without snapshots")
    assert (diverged.kind, diverged.vectors, diverged.seed) == ("finetuned", "v", 0)
    assert diverged.note == "the run diverged: at rate 30"
    assert diverged.task_alignment is diverged.train_loss is None
    write_dynamics(study)
    assert study.dynamics == [without, diverged]


def test_a_study_whose_runs_all_diverged_has_rows_that_say_so(tmp_path):
    runs = [Run("random", AFTER, BEFORE, status="diverged")]
    study = write_study(tmp_path / "s", WORDS, TRAIN, TRAIN, runs)
    study.write_meta({**study.meta, "snapshots": {"kept": True, "reason": ""}})
    assert [row.note[:16] for row in measure_dynamics(study)] == ["the run diverged"]


@pytest.mark.parametrize("n_words", [1, 3])
def test_few_words_are_measured_as_far_as_they_go(tmp_path, n_words):
    words, counts = ["good", "bad", "the"][:n_words], np.ones((n_words, 2), int)
    before, after = BEFORE[:n_words], AFTER[:n_words]
    study = write_study(tmp_path / "s", words, counts, counts, [Run("random", after, before)])
    order = np.arange(n_words)
    study.write_snapshots("d-random-0", make_snapshots(before, after, words=words, order=order))
    end = measure_dynamics(study)[-1]
    assert end.task_alignment is end.general_meaning is None
    assert "general meaning: only 0 pairs" in end.note
    if n_words == 1:
        assert end.effective_rank is end.overlap_end is None
        assert "effective rank: fewer than two words to measure" in end.note
    else:
        assert end.n == 3
        assert end.opposites == pytest.approx(
            float(after[0] @ after[1] / np.linalg.norm(after[0]) / np.linalg.norm(after[1])),
            rel=1e-5,
        )
        assert end.overlap_before == 1.0
        assert 0 < end.change_rank <= 3


def test_vectors_of_zeros_leave_measures_empty_with_a_note(study):
    """Of three moments, the first has no direction at all, and the second lacks some."""
    middle = AFTER.copy()
    middle[[0, 1, WORDS.index("hot")]] = 0
    study.write_snapshots("d-random-0", make_snapshots(0 * BEFORE, middle, AFTER))
    start, middle, end = measure_dynamics(study)
    assert start.task_alignment is start.opposites is start.overlap_end is None
    assert start.effective_rank == 0
    for note in (
        f"; {N - 2} words without a direction; ",
        "task alignment: fewer than two words have a direction",
        "opposites: no pair has two directions",
        "overlap end: fewer than two words have a direction",
    ):
        assert note in start.note
    assert middle.overlap_before is None
    assert "overlap before: fewer than two words have a direction" in middle.note
    assert "; 3 words without a direction" in middle.note
    assert middle.task_alignment == pytest.approx(end.task_alignment, rel=0.05)
    good, bad = (AFTER[WORDS.index(word)] for word in ("good", "bad"))
    cosine = float(good @ bad / np.linalg.norm(good) / np.linalg.norm(bad))
    assert middle.opposites == pytest.approx(cosine, rel=1e-5)
    assert end.overlap_end == 1
    assert "direction" not in end.note
    write_dynamics(study)
    assert study.dynamics[0].overlap_end is None


def test_a_space_of_zeros_has_no_structure(tmp_path):
    runs = [Run("random", AFTER, 0 * BEFORE)]
    measured = measure_structure(write_study(tmp_path / "s", WORDS, TRAIN, TRAIN, runs))
    rows = {(row.metric, row.kind, row.of): row for row in measured.structure}
    for metric, part in (("task_alignment", "observed"), ("opposites", "all")):
        assert rows[metric, "random", part].value is not None
        assert rows[metric, "random-before", part].value is None
        assert "direction" in rows[metric, "random-before", part].note
    assert not [row for row in measured.structure if row.metric == "drift"]
    assert measured.drift == []


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("scale", [1e-30, 1e30, 1e37])
def test_vectors_at_the_ends_of_single_precision_are_measured(study, scale):
    expected = measure_dynamics(study)
    vectors = study.snapshots("d-random-0").vectors.astype(np.float64) * scale
    matrices = {"vectors": AFTER.astype(np.float64) * scale, "initial": BEFORE}
    study.write_space("d-random-0", WORDS, matrices, {"without_vector": []})
    snapshots = replace(make_snapshots(BEFORE, AFTER, AFTER), vectors=vectors.astype(np.float32))
    study.write_snapshots("d-random-0", snapshots)
    for row, ordinary in zip(measure_dynamics(study), expected, strict=True):
        for name in ("task_alignment", "change_rank", "change_norm", "opposites", "overlap_end"):
            assert getattr(row, name) == pytest.approx(getattr(ordinary, name), rel=1e-3, abs=1e-4)


def test_words_that_are_not_those_of_the_space_are_damage(study):
    snapshots = make_snapshots(BEFORE, AFTER)
    words = ("else", *snapshots.words[1:])
    study.write_snapshots("d-random-0", replace(snapshots, words=words))
    with pytest.raises(InputError, match="its words are not those of the space"):
        measure_dynamics(study)
