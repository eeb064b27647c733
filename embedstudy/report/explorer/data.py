"""The data that the explorer's script reads: plain values and packed arrays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from embedstudy.parallel import run_on_threads
from embedstudy.progress import announce_if_slow
from embedstudy.report.explorer.layouts import Layout, lay_out_words, share_neighbors
from embedstudy.report.explorer.maps import fit_common_axes, make_maps
from embedstudy.report.explorer.moments import (
    Course,
    ShownWords,
    describe_course,
    find_reach,
    follow_words,
    pack_courses,
    read_snapshots,
)
from embedstudy.report.explorer.packing import NO_WORD, pack, pack_fixed, pack_hundredths, to_json
from embedstudy.report.styles import find_space_look
from embedstudy.results.directory import StudyDirectory, WordCounts
from embedstudy.results.rows import DynamicsRow, RunRow
from embedstudy.results.space_labels import label_spaces
from embedstudy.storage import release_memory
from embedstudy.strategies import find_start, uses_vectors
from embedstudy.structure.knn import nearest
from embedstudy.structure.log_odds import log_odds
from embedstudy.structure.spaces import Space, has_spaces, list_spaces
from embedstudy.wording import printable

WORDS, TOPN = 5000, 10
# The data of all data sets of a study on the page; beyond it, they show fewer words.
BYTES = 5_000_000
# The same, with the moments of training.
BYTES_WITH_MOMENTS = 7_500_000
# Bytes in base64: three for a neighbour, four for a place on a map, one for drift, four for a
# class.
_PER_SPACE, _PER_MAP, _PER_CLASS = (3 * TOPN + 2 * 4 + 1) * 4 / 3, 4 * 4 / 3, 4 * 4 / 3
_UNITS = (0.01, 0.1)  # of log-odds, and of their z
# The words that the first one is chosen from in a study without probe words.
_SUREST = 20


@dataclass(frozen=True)
class ShownSpace:
    """A space of the explorer.

    Attributes
    ----------
    space : Space
    row : RunRow
        Its run.
    label : str
        Its name on the page.
    before : int or None
        The place in the list of the space that its training started from.
    """

    space: Space
    row: RunRow
    label: str
    before: int | None

    @property
    def kind(self) -> str:
        """The kind of the space."""
        return self.space.key.kind


@dataclass(frozen=True, eq=False)
class _WordsInSpace:
    """The shown words in one space.

    Attributes
    ----------
    rows : ndarray of int64, shape (n_words,)
        The row of each word in the space; -1 if it is not there.
    known : ndarray of bool, shape (n_words,)
        The words that have a place in the space.
    matrix : ndarray of float32, shape (n_words, dim)
        Zero for the other words.
    neighbors, cosines : ndarray, shape (n_words, TOPN)
        The nearest shown words of each, by their numbers (-1 for none), and their cosines.
    """

    rows: np.ndarray
    known: np.ndarray
    matrix: np.ndarray
    neighbors: np.ndarray
    cosines: np.ndarray


def collect_data(
    study: StudyDirectory, layout: Layout | None = None, *, progress: bool = False
) -> dict[str, Any] | None:
    """Return the words of a study with their neighbours, places and classes.

    Only the most frequent words of the training texts are there. Neighbours are sought among them,
    so that every word on the page can be gone to. Spaces are those of the first seed.

    Parameters
    ----------
    study : StudyDirectory
    layout : Layout, optional
        The layout of further maps.
    progress : bool
        Whether to say on stderr that the layout takes its time.

    Returns
    -------
    dict, optional
        None if the study has no space to show. Arrays are as `embedstudy.report.explorer.packing`
        makes them, a row for each word.

    Raises
    ------
    InputError
        If a file of the study is damaged.
    """
    if not has_spaces(study):
        return None
    rows = {row.run: row for row in study.runs}
    spaces_by_dataset: dict[str, list[tuple[Space, RunRow]]] = {}
    for space in list_spaces(study):
        row = rows[space.vectors.name]
        spaces_by_dataset.setdefault(row.dataset, []).append((space, row))
    collector = _Collector(study, layout, BYTES / len(spaces_by_dataset), progress)
    return {
        "topn": TOPN,
        "units": _UNITS,
        "datasets": [
            collector.collect(name, _label(spaces)) for name, spaces in spaces_by_dataset.items()
        ],
        **({"layout": layout.title} if layout is not None else {}),
    }


def _label(spaces: Sequence[tuple[Space, RunRow]]) -> list[ShownSpace]:
    """Label the spaces of one data set, and find the space that each started from."""
    labels = label_spaces(space.key for space, _ in spaces)
    shown: list[ShownSpace] = []
    for space, row in spaces:
        start = find_start(space.key.kind)
        before = [
            place
            for place, other in enumerate(shown)
            if other.kind == start and other.space.key.stands_with(space.key)
        ]
        shown.append(ShownSpace(space, row, labels[space.key], before[0] if before else None))
    return shown


@dataclass(frozen=True, eq=False)
class _Strengths:
    """How far classes differ on each shown word.

    Attributes
    ----------
    odds, z : ndarray of float64, shape (n_words,)
        Without sign: the log-odds of the class with the largest z, and that z. 0 for a word that
        held-out texts lack.
    """

    odds: np.ndarray
    z: np.ndarray


@dataclass(frozen=True)
class _Collector:
    """Collects the data of one data set after the other.

    Attributes
    ----------
    budget : float
        The bytes that a data set may take on the page.
    """

    study: StudyDirectory
    layout: Layout | None
    budget: float
    progress: bool

    def collect(self, dataset: str, spaces: Sequence[ShownSpace]) -> dict[str, Any]:
        # Studies of older versions have no counts.
        has_counts = self.study.has_word_counts(dataset)
        counts = self.study.word_counts(dataset) if has_counts else None
        vocabulary: Sequence[str] = spaces[0].space.vectors.words  # most frequent first, too
        order = np.arange(len(vocabulary))
        if counts is not None:
            order = np.argsort(-counts.train.sum(axis=1), kind="stable")
            vocabulary = [counts.words[i] for i in order]
        # With two classes only the second has log-odds: the first has the opposite.
        classes = () if counts is None else counts.classes
        scored = classes[1:] if len(classes) == 2 else classes
        words = list(vocabulary[: self._count_words(vocabulary, len(spaces), len(scored))])
        values = _pack_classes(counts, order[: len(words)], scored) if counts is not None else {}
        towards, strengths = values.pop("towards", None), values.pop("strengths", None)
        parts = run_on_threads(_find_words, [(shown.space, words) for shown in spaces])
        matrices, known = [part.matrix for part in parts], [part.known for part in parts]
        projections = fit_common_axes(matrices, known, towards)
        maps = [
            projection.place(matrix, has_place)
            for projection, matrix, has_place in zip(projections, matrices, known, strict=True)
        ]
        largest = np.max([np.abs(places).max(axis=0, initial=0) for places in maps], axis=0)
        layout_values, layouts = self._lay_out(dataset, parts, towards)
        pack_space = partial(_pack_space, self.study, largest, towards)
        packed = run_on_threads(pack_space, zip(spaces, parts, maps, strict=True))
        changes = _count_changes(spaces, parts)
        data = {
            "name": dataset,
            "words": words,
            "total": len(vocabulary),
            "start": self._choose_first_word(dataset, words, strengths, changes),
            **values,
            **layout_values,
            "spaces": [
                {**values, **laid_out} for values, laid_out in zip(packed, layouts, strict=True)
            ],
        }
        courses = {
            place: follow_words(snapshots, words, _list_shown(spaces, parts, place), axes, towards)
            for place, (shown, axes) in enumerate(zip(spaces, projections, strict=True))
            if shown.kind == shown.row.strategy
            and (snapshots := read_snapshots(self.study, shown.row.run, words)) is not None
        }
        self._add_moments(data, spaces, courses, largest)
        return data

    def _add_moments(
        self,
        data: dict[str, Any],
        spaces: Sequence[ShownSpace],
        courses: Mapping[int, Course],
        largest: np.ndarray,
    ) -> None:
        """Add the moments of training to the data of a data set, as far as there is room."""
        if not courses:
            return
        rows = self.study.rows(DynamicsRow)
        reach = find_reach(list(courses.values()), largest)
        so_far = to_json(data).encode(errors="backslashreplace")  # a name may not be UTF-8
        room = self.budget * BYTES_WITH_MOMENTS / BYTES - len(so_far)
        packed = pack_courses(list(courses.values()), largest * reach, room)
        data["reach"] = reach.tolist()
        for (place, course), moments in zip(courses.items(), packed, strict=True):
            data["spaces"][place]["moments"] = {
                **describe_course(course, spaces[place].space, rows),
                "topn": None if moments is None else moments[0],
                "packed": None if moments is None else moments[1],
            }

    def _choose_first_word(
        self, dataset: str, words: Sequence[str], scores: _Strengths | None, changes: np.ndarray
    ) -> str:
        """Return the word that the explorer opens with, the most telling one.

        That is the probe word with the largest product of its log-odds and the neighbours that
        training from pretrained vectors brought, plus one. Probe words are frequent, and the
        training texts say that classes differ on them. Without them, it is one of the words whose
        log-odds are surest, or else the most frequent word.
        """
        ids = {word: i for i, word in enumerate(words)}
        probes = self.study.meta.get("probes", {}).get(dataset, [])
        candidates = [ids[word] for word in probes if word in ids]
        if scores is None:
            return words[candidates[0] if candidates else 0] if words else ""
        if not candidates:
            candidates = np.argsort(-scores.z, kind="stable")[:_SUREST].tolist()
        weights = scores.odds * (1 + changes)
        return words[max(candidates, key=lambda i: (weights[i], -i))]

    def _count_words(self, words: Sequence[str], n_spaces: int, n_scored: int) -> int:
        per_space = _PER_SPACE + (0 if self.layout is None else _PER_MAP)
        per_word = per_space * n_spaces + _PER_CLASS * (n_scored + 2)
        sizes = np.cumsum([per_word + len(to_json(word).encode()) + 1 for word in words[:WORDS]])
        return max(1, int(np.searchsorted(sizes, self.budget, side="right")))

    def _lay_out(
        self, dataset: str, parts: Sequence[_WordsInSpace], towards: np.ndarray | None
    ) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """Return the values of the layout for the data set, and for each of its spaces."""
        if self.layout is None:
            return {}, [{} for _ in parts]
        step = f"laying out the words of {printable(dataset)} by {self.layout.title}"
        with announce_if_slow(f"{step}, up to a minute or two", show=self.progress):
            return _pack_layout(self.layout, parts, towards)


def _list_shown(
    spaces: Sequence[ShownSpace], parts: Sequence[_WordsInSpace], place: int
) -> ShownWords:
    before = spaces[place].before
    start = None if before is None else parts[before].neighbors
    return ShownWords(parts[place].neighbors, parts[place].cosines, start)


def _find_words(space: Space, words: Sequence[str]) -> _WordsInSpace:
    rows = space.vectors.rows(words)
    known = (rows >= 0) & (True if space.known is None else space.known[rows])
    matrix = np.where(known[:, None], space.vectors.matrix[rows], 0)
    release_memory(space.vectors.matrix)
    return _WordsInSpace(rows, known, matrix, *nearest(matrix, TOPN, among=known))


def _pack_layout(
    layout: Layout, parts: Sequence[_WordsInSpace], towards: np.ndarray | None
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    matrices, known = [part.matrix for part in parts], [part.known for part in parts]
    places, count = lay_out_words(layout, matrices, known, towards)
    placed = [np.isfinite(points) for points in places]
    n_points = sum(int(points[:, 0].sum()) for points in placed)
    return {"laid_out": {"words": count, "setting": layout.setting(n_points)}}, [
        {
            "layout": pack_fixed(points, 1 / 32767, has_place),
            "shared_neighbors": None if share is None else round(100 * share),
        }
        for matrix, points, has_place in zip(matrices, places, placed, strict=True)
        for share in [share_neighbors(matrix, points, TOPN)]
    ]


def _pack_space(
    study: StudyDirectory,
    largest: np.ndarray,
    towards: np.ndarray | None,
    shown: ShownSpace,
    part: _WordsInSpace,
    places: np.ndarray,
) -> dict[str, Any]:
    look = find_space_look(shown.kind)
    (own_places,) = make_maps([part.matrix], [part.known], towards)
    return {
        "name": shown.label,
        "kind": shown.kind,
        "about": look.title,
        "hue": look.colour,
        "hollow": look.is_hollow,
        "before": shown.before,
        **_pack_neighbors(part),
        "map": _pack_places(places, largest, part.known),
        # By its own main components, each axis stretched to fit.
        "pca": _pack_places(own_places, np.abs(own_places).max(axis=0, initial=0), part.known),
        **_pack_drift(study, shown, part.rows),
    }


def _pack_classes(counts: WordCounts, order: np.ndarray, scored: Sequence[str]) -> dict[str, Any]:
    """Return the counts of words, and their log-odds in texts that nothing learned from."""
    held_out = counts.held_out.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):  # a vocabulary of one word has no odds
        scores = [values.reshape(len(held_out), -1) for values in log_odds(counts.held_out)]
    odds, z = (values[order, -len(scored) :] for values in scores)
    has_score = np.repeat(held_out[order][:, None] > 0, len(scored), axis=1)
    return {
        "classes": list(counts.classes),
        "scored": list(scored),
        "counts": pack(counts.train.sum(axis=1)[order], "<u4"),
        "held_out": pack(held_out[order], "<u4"),
        "odds": pack_fixed(odds, _UNITS[0], has_score),
        "z": pack_fixed(z, _UNITS[1], has_score),
        "strengths": _find_strengths(odds, z, has_score),
        "towards": np.nan_to_num(np.where(has_score, z, 0)[:, -1]) if len(scored) == 1 else None,
    }


def _find_strengths(odds: np.ndarray, z: np.ndarray, has_score: np.ndarray) -> _Strengths:
    odds, z = (np.abs(np.nan_to_num(np.where(has_score, values, 0))) for values in (odds, z))
    rows, strongest = np.arange(len(z)), z.argmax(axis=1)
    return _Strengths(odds[rows, strongest], z[rows, strongest])


def _count_changes(spaces: Sequence[ShownSpace], parts: Sequence[_WordsInSpace]) -> np.ndarray:
    """Return how many neighbours training from pretrained vectors brought to each word.

    Zero in a study without trained vectors, since random weights keep no neighbour.
    """
    changes = np.zeros(len(parts[0].known), dtype=np.int64)
    for shown, part in zip(spaces, parts, strict=True):
        if shown.before is None or not uses_vectors(shown.kind):
            continue
        after, start = part.neighbors, parts[shown.before]
        is_new = (after >= 0) & ~(after[:, :, None] == start.neighbors[:, None, :]).any(axis=2)
        counts = np.where(part.known & start.known, is_new.sum(axis=1), 0)
        changes = np.maximum(changes, counts)
    return changes


def _pack_neighbors(part: _WordsInSpace) -> dict[str, Any]:
    is_there = part.known[:, None] & (part.neighbors >= 0)
    return {
        "neighbors": pack(np.where(is_there, part.neighbors, NO_WORD), "<u2"),
        "cosines": pack_hundredths(part.cosines),
    }


def _pack_places(places: np.ndarray, largest: np.ndarray, known: np.ndarray) -> str:
    unit = np.where(largest > 0, largest, 1) / 32767
    return pack_fixed(places, unit, np.repeat(known[:, None], 2, axis=1))


def _pack_drift(study: StudyDirectory, shown: ShownSpace, rows: np.ndarray) -> dict[str, str]:
    """Return the cosine of each word with itself before training, where there was training."""
    if shown.kind != shown.row.strategy:
        return {}
    matrices = study.space(shown.row.run, initial=True).matrix, shown.space.vectors.matrix
    a, b = (np.asarray(matrix[rows], dtype=np.float64) for matrix in matrices)
    for matrix in matrices:
        release_memory(matrix)
    lengths = np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1)
    has_drift = (rows >= 0) & (lengths > 0)
    cosines = np.einsum("ij,ij->i", a, b) / np.where(lengths > 0, lengths, 1)
    return {"drift": pack_hundredths(cosines, has_drift)}
