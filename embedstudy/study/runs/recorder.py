"""Records the snapshots of a run: its most frequent words at moments of the training."""

import math

import numpy as np

from embedstudy.metrics import METRICS
from embedstudy.nn.examples import Examples
from embedstudy.nn.model import Seeds
from embedstudy.nn.training import FIRST_SHARES, TrainingMoment, compute_loss, score_dev
from embedstudy.results.snapshots import LOSS_TEXTS, Moment, Snapshots
from embedstudy.study.data.prepared_corpus import PreparedCorpus
from embedstudy.study.data.snapshot_plan import choose_words
from embedstudy.study.plan.grid import RunSpec


class SnapshotRecorder:
    """Records a model while a run trains it; `record` is what `Watch.on_moment` takes.

    The loss of each moment is that on the same training texts, which the seed of the run draws.

    Parameters
    ----------
    spec : RunSpec
    corpus : PreparedCorpus
    """

    def __init__(self, spec: RunSpec, corpus: PreparedCorpus) -> None:
        self._rows = choose_words(corpus)
        self._words = tuple(corpus.vocabulary.words[row] for row in self._rows)
        self._most = 1 + len(FIRST_SHARES) + (spec.epochs or 0)
        self._vectors, self._moments = np.empty((0, 0, 0), np.float32), list[Moment]()
        n_texts = corpus.train_size
        sample = Seeds(spec.seed).sample.permutation(n_texts)[:LOSS_TEXTS]
        self._sample = np.sort(sample)
        self._texts: Examples | None = None

    def record(self, moment: TrainingMoment) -> None:
        """Record the vectors, the loss and the dev accuracy of a moment."""
        if not self._moments:
            shape = (self._most, len(self._rows), moment.model.embedding.shape[1])
            self._vectors = np.empty(shape, np.float32)
            self._texts = moment.examples.take(self._sample)
        assert self._texts is not None  # noqa: S101 - the first moment took them
        moment.model.rows(self._rows, self._vectors[len(self._moments)])
        accuracy = moment.dev_accuracy
        if accuracy is None and moment.dev is not None:
            accuracy = score_dev(moment.model, moment.dev, METRICS["accuracy"])[0]
        loss = compute_loss(moment.model, self._texts)
        self._moments.append(Moment(moment.epochs, loss, accuracy))

    def make_snapshots(self, chosen_epoch: int) -> Snapshots | None:
        """Return all that was recorded; None if a loss was not finite, which no file can hold.

        Parameters
        ----------
        chosen_epoch : int
            The epoch whose weights the model ended with.
        """
        if not all(math.isfinite(moment.train_loss) for moment in self._moments):
            return None
        epochs = [moment.epoch for moment in self._moments]
        return Snapshots(
            self._words,
            self._vectors[: len(epochs)],
            tuple(self._moments),
            epochs.index(float(chosen_epoch)),
        )
