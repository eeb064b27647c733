"""A film: the map of one space at the moments of its training, and all that is drawn with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

import numpy as np

from embedstudy.errors import InputError
from embedstudy.report.explorer.maps import fit_joint_axes
from embedstudy.report.palette import light
from embedstudy.results.directory import StudyDirectory
from embedstudy.results.rows import RunRow
from embedstudy.results.snapshots import Moment
from embedstudy.strategies import list_strategies_beginning_as
from embedstudy.structure.export.select_space import select_space
from embedstudy.structure.log_odds import log_odds
from embedstudy.structure.snapshot_lack import make_lack_error
from embedstudy.wording import counted, printable

# The ends of the scale of two classes, and the colours of more: those of the explorer's page, and
# those of its strategies.
LOW, HIGH = "#5e3c99", "#b35806"
_HUES = ("blue", "orange", "green", "vermillion", "purple", "sky")
# Words with a label, and how far apart they end, across or up, so that no label lies on another.
LABELS, _APART = 14, (0.34, 0.06)
# Of the z of all words, so much lies within the scale of colours.
_WITHIN = 0.98


@dataclass(frozen=True, eq=False)
class Film:
    """The map of a space at the moments of its training.

    Attributes
    ----------
    run : str
    title : str
    moments : tuple of Moment
    chosen : int
    places : ndarray of float64, shape (n_moments, n_words, 2)
        Between -1 and 1.
    colours : ndarray of float64, shape (n_words, 3)
    order : ndarray of int64, shape (n_words,)
        The words as they are drawn: those that tell most of the classes last, on top.
    legend : tuple of (str, str)
        A class and its colour.
    labels : tuple of (int, str)
        The words with a label, by their numbers; the first ones matter most.
    dim : int
        The dimensions of the space.
    n_words_kept : int
        The words that the study has snapshots of, of which a film may show fewer.
    """

    run: str
    title: str
    moments: tuple[Moment, ...]
    chosen: int
    places: np.ndarray
    colours: np.ndarray
    order: np.ndarray
    legend: tuple[tuple[str, str], ...]
    labels: tuple[tuple[int, str], ...]
    dim: int
    n_words_kept: int


def make_film(study: StudyDirectory, name: str | None = None, limit: int | None = None) -> Film:
    """Return the film of a space.

    Its axes are the two main components of all moments together, of vectors at length 1, as on the
    explorer's maps.

    Parameters
    ----------
    study : StudyDirectory
    name : str, optional
        As in `select_space`.
    limit : int, optional
        Only so many of the most frequent words.

    Raises
    ------
    InputError
        If no space has the name, or it has no snapshots.
    """
    selected = select_space(study, name)
    run = selected.run
    if name is not None and name != run.run and list_strategies_beginning_as(name):
        raise InputError(f"{name}: is a space before training, and so has no moments")
    if not study.has_snapshots(run.run):
        raise make_lack_error(study, run)
    snapshots = study.snapshots(run.run)
    words = snapshots.words[:limit]
    scores, odds, classes = _read_scores(study, run.dataset, words)
    moments = [np.asarray(vectors[: len(words)]) for vectors in snapshots.vectors]
    known = np.ones(len(words), dtype=bool)
    towards = np.nan_to_num(scores[:, 1]) if len(classes) == 2 else None
    axes = fit_joint_axes(moments, known, towards)
    places = np.stack([axes.place(matrix, known) for matrix in moments])
    largest = np.abs(places).max(axis=(0, 1), initial=0)
    places /= np.where(largest > 0, largest, 1)
    colours, legend = _choose_colours(scores, classes)
    strengths = np.nan_to_num(np.abs(scores)).max(axis=1, initial=0)
    return Film(
        run.run,
        _format_title(run, len(words)),
        snapshots.moments,
        snapshots.chosen,
        places,
        colours,
        np.argsort(strengths, kind="stable"),
        legend,
        _choose_labels(places, np.nan_to_num(scores * np.abs(odds)), words),
        moments[0].shape[1],
        len(snapshots.words),
    )


def _format_title(run: RunRow, n_words: int) -> str:
    names = ", ".join(filter(None, [run.strategy, run.encoder]))
    return printable(f"{run.dataset}: {names}, {counted(n_words, 'word')}")


def _read_scores(
    study: StudyDirectory, dataset: str, words: Sequence[str]
) -> tuple[np.ndarray, np.ndarray, tuple[str, ...]]:
    """Return the z and the log-odds of each word and class; not-a-number where there are none."""
    if not study.has_word_counts(dataset):
        none = np.full((len(words), 0), np.nan)
        return none, none, ()
    counts = study.word_counts(dataset)
    with np.errstate(divide="ignore", invalid="ignore"):  # a vocabulary of one word has no odds
        odds, z = log_odds(counts.held_out)
    is_known = (counts.held_out.sum(axis=1) > 0)[:, None] & np.isfinite(z) & np.isfinite(odds)
    row_of_word = {word: row for row, word in enumerate(counts.words)}
    rows = np.array([row_of_word.get(word, -1) for word in words], dtype=np.int64)
    is_known = is_known[rows] & (rows >= 0)[:, None]
    z, odds = (np.where(is_known, values[rows], np.nan) for values in (z, odds))
    return z, odds, counts.classes


def _choose_colours(
    scores: np.ndarray, classes: Sequence[str]
) -> tuple[np.ndarray, tuple[tuple[str, str], ...]]:
    """Return the colour of each word, and the legend.

    The stronger a word speaks for a class, the more it has of its colour. With many classes, those
    that most words speak for have colours.
    """
    context = _parse_colour(light("context"))
    colours = np.tile(context, (len(scores), 1))
    z = np.nan_to_num(scores)
    if len(classes) < 2 or not z.any():
        return colours, ()
    strengths, strongest = z.max(axis=1), z.argmax(axis=1)
    largest = max(2.0, float(np.quantile(strengths, _WITHIN)))
    speaking = np.bincount(strongest[strengths > 2], minlength=len(classes))
    shown = np.argsort(-speaking, kind="stable")[: len(_HUES)]
    hues = dict(zip(sorted(shown.tolist()), map(light, _HUES), strict=False))
    if len(classes) == 2:
        hues = {0: LOW, 1: HIGH}
    for place, hue in hues.items():
        share = np.clip(strengths / largest, 0, 1)[:, None] * (strongest == place)[:, None]
        colours += share * (_parse_colour(hue) - context)
    legend = [(classes[place], hue) for place, hue in hues.items()]
    rest = "about even" if len(hues) == len(classes) else "about even, or another class"
    return colours, (*legend, (rest, light("context")))


def _parse_colour(name: str) -> np.ndarray:
    return np.array([int(name[place : place + 2], 16) / 255 for place in (1, 3, 5)])


def _choose_labels(
    places: np.ndarray, weights: np.ndarray, words: Sequence[str]
) -> tuple[tuple[int, str], ...]:
    """Return the words with labels: those that speak most for a class in the held-out texts.

    A weight is z times the size of the log-odds. By z alone words such as "and" would come first,
    by log-odds alone those of few texts. Of two classes each has half of the labels; of many, the
    largest weights have them. Without weights, the words that move furthest have them.
    """
    if not weights.any():
        moved = np.linalg.norm(places[-1] - places[0], axis=1)
        labels = _choose_apart(places[-1], moved, LABELS)
    elif weights.shape[1] == 2:
        sides = [_choose_apart(places[-1], weights[:, side], LABELS // 2) for side in (0, 1)]
        pairs = zip_longest(*sides)
        labels = [word for pair in pairs for word in pair if word is not None]
    else:
        labels = _choose_apart(places[-1], weights.max(axis=1), LABELS)
    return tuple((word, printable(words[word])) for word in labels)


def _choose_apart(ends: np.ndarray, strengths: np.ndarray, count: int) -> list[int]:
    """Return the words of the largest strength above 0, none that ends close to another one."""
    chosen: list[int] = []
    for word in np.argsort(-strengths, kind="stable").tolist():
        if len(chosen) == count or strengths[word] <= 0:
            break
        gaps = np.abs(ends[chosen] - ends[word])
        if not (gaps < _APART).all(axis=1).any():
            chosen.append(word)
    return chosen
