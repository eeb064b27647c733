from dataclasses import replace

import numpy as np
import pytest

from embedstudy.errors import DivergedError
from embedstudy.nn.model import Seeds
from embedstudy.nn.training import TrainingMoment, Watch, compute_loss
from embedstudy.study.data.snapshot_plan import choose_words
from embedstudy.study.runs import recorder
from embedstudy.study.runs.recorder import SnapshotRecorder
from embedstudy.study.runs.run import draw_initial, run, train_model
from embedstudy.tuning.values import TunedValues
from tests.study.runs.prepared import make_spec, prepare_corpus

FIRST = [3 / 320, 10 / 320, 32 / 320, 96 / 320]


@pytest.fixture(scope="module")
def prepared(corpus, vectors):
    return prepare_corpus(corpus, vectors)


def recorded(spec, corpus):
    return run(replace(spec, has_snapshots=True), corpus)


@pytest.mark.parametrize(
    ("strategy", "encoder"),
    [("random", "mean"), ("finetuned", "mean"), ("finetuned", "dan"), ("multichannel", "cnn")],
)
def test_the_chosen_moment_is_the_space_bit_for_bit(prepared, strategy, encoder):
    spec = make_spec(strategy, encoder=encoder, batch_size=1, epochs=3)
    result = recorded(spec, prepared)
    snapshots, rows = result.snapshots, choose_words(prepared)
    assert snapshots.vectors.shape == (1 + 4 + 3, len(rows), 8)
    assert snapshots.words == tuple(prepared.vocabulary.words[row] for row in rows)
    chosen = snapshots.moments[snapshots.chosen]
    assert (chosen.epoch, chosen.dev_accuracy) == (result.epochs, result.dev_accuracy)
    assert snapshots.vectors[snapshots.chosen].tobytes() == result.space.final[rows].tobytes()
    start = draw_initial(spec, prepared)[rows]
    if strategy == "multichannel":  # the encoder sees the sum of both channels
        start = start + start
    assert snapshots.vectors[0].tobytes() == start.tobytes()
    assert [moment.epoch for moment in snapshots.moments] == [0, *FIRST, 1, 2, 3]


def test_nothing_else_of_a_run_changes(prepared):
    spec = make_spec("finetuned", encoder="cnn", dropout=0.3)
    plain, with_snapshots = run(spec, prepared), recorded(spec, prepared)
    assert plain.snapshots is None
    assert plain.probabilities.tobytes() == with_snapshots.probabilities.tobytes()
    assert plain.space.final.tobytes() == with_snapshots.space.final.tobytes()
    assert (plain.train_loss, plain.epochs) == (with_snapshots.train_loss, with_snapshots.epochs)


def test_losses_fall_on_the_same_texts(prepared, monkeypatch):
    monkeypatch.setattr(recorder, "LOSS_TEXTS", 50)
    spec = make_spec("random", TunedValues(1.0), epochs=4)
    snapshots = recorded(spec, prepared).snapshots
    moments, chosen = snapshots.moments, snapshots.moments[snapshots.chosen]
    assert moments[0].train_loss == pytest.approx(np.log(2), rel=0.02)
    assert moments[-1].train_loss < moments[0].train_loss / 2
    seen = []
    model, _ = train_model(spec, prepared, Watch(on_moment=seen.append))  # with the best weights
    rows = np.sort(Seeds(0).sample.permutation(prepared.train_size)[:50])
    assert compute_loss(model, seen[0].examples.take(rows)) == chosen.train_loss


def test_one_epoch_will_do(prepared):
    snapshots = recorded(make_spec("random", epochs=1), prepared).snapshots
    assert [moment.epoch for moment in snapshots.moments][0::5] == [0.0, 1.0]
    assert snapshots.chosen == 5


def test_patience_leaves_fewer_moments(prepared):
    spec = make_spec("random", TunedValues(1.0), epochs=9, patience=1)
    snapshots = recorded(spec, prepared).snapshots
    assert len(snapshots.vectors) == len(snapshots.moments) < 1 + 4 + 9


def test_a_run_that_diverged_has_none(prepared):
    assert isinstance(recorded(make_spec("random", TunedValues(1e30)), prepared), DivergedError)


def test_a_loss_that_no_file_can_hold_leaves_none(prepared):
    spec = make_spec("random")
    model, _ = train_model(spec, prepared)
    seen = []
    train_model(spec, prepared, Watch(on_moment=seen.append))
    snapshot_recorder = SnapshotRecorder(spec, prepared)
    model.bias[:] = [np.inf, 0]
    moment = TrainingMoment(0.0, model, seen[0].examples, None, None)
    with np.errstate(invalid="ignore"):
        snapshot_recorder.record(moment)
    assert snapshot_recorder.make_snapshots(0) is None
