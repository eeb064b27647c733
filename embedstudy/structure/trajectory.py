"""Trajectories: the neighbours of a word, and its drift, at the moments of a training."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from embedstudy.errors import InputError
from embedstudy.results.directory import StudyDirectory
from embedstudy.results.snapshots import Snapshots
from embedstudy.results.space_labels import SpaceKey
from embedstudy.structure.drift import drift
from embedstudy.structure.spaces import Space, list_spaces
from embedstudy.validation import unknown_word
from embedstudy.vectors.word_vectors import WordVectors


@dataclass(frozen=True)
class WordMoment:
    """A word at a moment of a training.

    Attributes
    ----------
    space : SpaceKey
    word : str
    epoch : float
        0 at the start, 0.3 within the first epoch.
    chosen : bool
        Whether the model ended with the weights of this moment.
    drift : float or None
        The cosine of the word with itself at the start; None if one of them is a vector of zeros.
    neighbors : tuple of (str, float)
        The nearest words with their cosines, among those that the snapshots have; none where the
        vector of the word, or of all others, is zeros.
    new : tuple of str
        The neighbours that the moment before did not have; none at the start.
    n_words : int
        The words that the snapshots have.
    """

    space: SpaceKey
    word: str
    epoch: float
    chosen: bool
    drift: float | None
    neighbors: tuple[tuple[str, float], ...]
    new: tuple[str, ...]
    n_words: int

    def to_json(self) -> dict[str, Any]:
        """Return the moment as plain values, the columns of its space first."""
        columns = {name: getattr(self.space, name) for name in SpaceKey.__dataclass_fields__}
        neighbors = [
            {"neighbor": neighbor, "cosine": cosine, "new": neighbor in self.new}
            for neighbor, cosine in self.neighbors
        ]
        values = {"word": self.word, "epoch": self.epoch, "chosen": self.chosen}
        return {**columns, **values, "drift": self.drift, "neighbors": neighbors}


def list_snapshots(study: StudyDirectory) -> list[tuple[Space, Snapshots]]:
    """List the spaces of a study that have snapshots of their training.

    A study that takes note of its damage does so here, and damaged snapshots count as missing.

    Raises
    ------
    InputError
        If there are none, or a file of them is damaged.
    """
    spaces: list[tuple[Space, Snapshots]] = []
    for space in list_spaces(study):
        run = space.vectors.name
        if space.before is None or not study.has_snapshots(run):
            continue
        try:
            spaces.append((space, study.snapshots(run)))
        except InputError as error:
            if study.damage is None:
                raise
            study.damage.add(error)
    if not spaces:
        raise InputError(
            f"{study.path}: has no snapshots of a training; embedstudy compare --snapshots keeps "
            "them in a new study"
        )
    return spaces


def follow_neighbors(study: StudyDirectory, words: Iterable[str], topn: int) -> list[WordMoment]:
    """Find the neighbours of some words, each once, at every moment of each space with snapshots.

    Raises
    ------
    InputError
        If the study has no snapshots, no snapshots have a word, or `topn` is below 1.
    """
    spaces = list_snapshots(study)
    moments = []
    for word in dict.fromkeys(words):
        with_word = [(space, snap) for space, snap in spaces if word in set(snap.words)]
        if not with_word:
            raise _make_missing_error(word, spaces)
        for space, snapshots in with_word:
            moments += _follow_word(space, snapshots, word, topn)
    return moments


def _make_missing_error(word: str, spaces: Sequence[tuple[Space, Snapshots]]) -> InputError:
    space, snapshots = spaces[0]
    if word not in space.vectors:
        return unknown_word(word, snapshots.words)
    return InputError(
        f"{word!r} is not among the {len(snapshots.words):,} most frequent words, which snapshots "
        "have; without --over-time its neighbours after training are shown"
    )


def _follow_word(space: Space, snapshots: Snapshots, word: str, topn: int) -> list[WordMoment]:
    words, row = list(snapshots.words), snapshots.words.index(word)
    start = np.asarray(snapshots.vectors[0][row])
    moments: list[WordMoment] = []
    for place, moment in enumerate(snapshots.moments):
        vectors = WordVectors(words, snapshots.vectors[place], space.vectors.name)
        now = np.asarray(vectors.matrix[row])
        neighbors = tuple(vectors.neighbors(word, topn))
        before = {neighbor for neighbor, _ in moments[-1].neighbors} if moments else None
        new = [] if before is None else [near for near, _ in neighbors if near not in before]
        turned = float(drift(start[None], now[None])[0]) if start.any() and now.any() else None
        moments.append(
            WordMoment(
                space.key,
                word,
                moment.epoch,
                place == snapshots.chosen,
                turned,
                neighbors,
                tuple(new),
                len(words),
            )
        )
    return moments
