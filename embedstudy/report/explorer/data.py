"""From a study directory to what the explorer's script reads: plain values and packed arrays."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from embedstudy.parallel import on_threads
from embedstudy.progress import told_if_slow
from embedstudy.report.explorer.layouts import Layout, joint_layout, kept_neighbors
from embedstudy.report.explorer.maps import joint_maps
from embedstudy.report.explorer.packing import NO_WORD, embedded, fixed, hundredths, packed
from embedstudy.report.styles import look_of_space
from embedstudy.results.directory import StudyDirectory, WordCounts
from embedstudy.results.rows import RunRow
from embedstudy.results.space_labels import label_spaces
from embedstudy.strategies import STRATEGIES, learned_from
from embedstudy.structure.knn import nearest
from embedstudy.structure.log_odds import log_odds
from embedstudy.structure.spaces import Space, list_spaces
from embedstudy.wording import printable

WORDS, TOPN = 5000, 10
# What all data sets of a study may take on the page together: beyond it, they show fewer words.
BYTES = 5_000_000
# In base64: of a neighbour three bytes, of a map four, of drift one; of a class four.
_PER_SPACE, _PER_MAP, _PER_CLASS = (3 * TOPN + 2 * 4 + 1) * 4 / 3, 4 * 4 / 3, 4 * 4 / 3
_UNITS = (0.01, 0.1)  # of log-odds, and of their z


@dataclass(frozen=True)
class _Place:
    """A space, the run that it is of, and which space of the list its training began from.

    `kind` is its name without what tells it from others of its strategy.
    """

    space: Space
    row: RunRow
    kind: str
    name: str
    before: int | None


def data_of(
    study: StudyDirectory, layout: Layout | None = None, *, progress: bool = False
) -> dict[str, Any] | None:
    """Return the words of a study with their neighbours, places and classes.

    Only the most frequent words of the training texts are there, and neighbours are found among
    them, so that every word that is shown can be gone to. Spaces are those of the first seed.

    Parameters
    ----------
    study : StudyDirectory
    layout : Layout, optional
        Of further maps.
    progress : bool
        Whether to say on stderr that these take their time.

    Returns
    -------
    dict, optional
        None if the study has no space to show. Arrays are as `embedstudy.report.explorer.packing`
        makes them, a row a word.

    Raises
    ------
    InputError
        If a file of the study is damaged.
    """
    if not any(_learned(study, row) for row in study.runs):
        return None
    rows = {row.run: row for row in study.runs}
    found: dict[str, list[tuple[Space, RunRow]]] = {}
    for space in list_spaces(study):
        row = rows[space.vectors.name]
        found.setdefault(row.dataset, []).append((space, row))
    probes = study.meta.get("probes", {})
    return {
        "topn": TOPN,
        "units": _UNITS,
        "datasets": [
            _dataset(
                study,
                name,
                _places(having),
                BYTES / len(found),
                probes.get(name, []),
                layout=layout,
                progress=progress,
            )
            for name, having in found.items()
        ],
        **({"layout": layout.name} if layout is not None else {}),
    }


def _learned(study: StudyDirectory, row: RunRow) -> bool:
    strategy = STRATEGIES.get(row.strategy)
    is_control = strategy is not None and strategy.is_control
    return row.status == "ok" and not is_control and study.has_space(row.run)


def _places(having: Sequence[tuple[Space, RunRow]]) -> list[_Place]:
    """Name the spaces of one data set, and find what each began from."""
    found: list[_Place] = []
    labels = label_spaces(space.key for space, _ in having)
    for space, row in having:
        kind = space.key.kind
        start = learned_from(kind)
        before = [
            place
            for place, other in enumerate(found)
            if other.kind == start and other.space.key.stands_with(space.key)
        ]
        found.append(_Place(space, row, kind, labels[space.key], before[0] if before else None))
    return found


def _dataset(
    study: StudyDirectory,
    name: str,
    places: Sequence[_Place],
    budget: float,
    probes: Sequence[str],
    *,
    layout: Layout | None,
    progress: bool,
) -> dict[str, Any]:
    # Versions before did not keep them.
    counts = study.word_counts(name) if study.has_word_counts(name) else None
    if counts is None:
        every: Sequence[str] = places[0].space.vectors.words  # most frequent first, too
    else:
        order = np.argsort(-counts.train.sum(axis=1), kind="stable")
        every = [counts.words[i] for i in order]
    told = _told(counts.classes) if counts is not None else []
    words = list(every[: _room(every, len(places), len(told), budget, layout)])
    rows = [place.space.vectors.rows(words) for place in places]
    known = [
        (r >= 0) & (True if place.space.known is None else place.space.known[r])
        for place, r in zip(places, rows, strict=True)
    ]
    said = _said(counts, order[: len(words)], told) if counts is not None else {}
    matrices = [
        np.where(there[:, None], place.space.vectors.matrix[r], 0)
        for place, r, there in zip(places, rows, known, strict=True)
    ]
    towards = said.pop("towards", None)
    maps = joint_maps(matrices, known, towards)
    largest = np.max([np.abs(each).max(axis=0, initial=0) for each in maps], axis=0)
    laid_out: dict[str, Any] = {}
    layouts: list[dict[str, Any]] = [{} for _ in places]
    if layout is not None:
        with told_if_slow(
            f"laying out the words of {printable(name)} by {layout.title}, up to a minute or two",
            show=progress,
        ):
            laid_out, layouts = _laid_out(layout, matrices, known, towards)
    return {
        "name": name,
        "words": words,
        "total": len(every),
        "start": next((word for word in probes if word in words), words[0] if words else ""),
        **said,
        **laid_out,
        "spaces": on_threads(
            partial(_space, study, largest=largest, towards=towards),
            zip(places, rows, known, matrices, maps, layouts, strict=True),
        ),
    }


def _laid_out(
    layout: Layout,
    matrices: Sequence[np.ndarray],
    known: Sequence[np.ndarray],
    towards: np.ndarray | None,
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return what is told of a layout, and of each space its part of it."""
    places, count = joint_layout(layout, matrices, known, towards)
    there = [np.isfinite(each) for each in places]
    points = sum(int(each[:, 0].sum()) for each in there)
    return {"laid_out": {"words": count, "setting": layout.setting(points)}}, [
        {
            "layout": fixed(each, 1 / 32767, those),
            "kept": _percent(kept_neighbors(matrix, each, TOPN)),
        }
        for matrix, each, those in zip(matrices, places, there, strict=True)
    ]


def _percent(share: float | None) -> int | None:
    return None if share is None else round(100 * share)


def _space(
    study: StudyDirectory,
    place: _Place,
    rows: np.ndarray,
    known: np.ndarray,
    matrix: np.ndarray,
    spots: np.ndarray,
    layout: dict[str, Any],
    *,
    largest: np.ndarray,
    towards: np.ndarray | None,
) -> dict[str, Any]:
    return {
        "name": place.name,
        "kind": place.kind,
        "hue": look_of_space(place.kind).colour,
        "before": place.before,
        **_neighbors(matrix, known),
        "map": _spots(spots, largest, known),
        "own": _own_map(matrix, known, towards),
        **layout,
        **_drift(study, place, rows),
    }


def _told(classes: Sequence[str]) -> list[str]:
    """Return the classes whose log-odds are told: of two, one is the other the other way round."""
    return list(classes[1:] if len(classes) == 2 else classes)


def _room(
    words: Sequence[str], n_spaces: int, n_told: int, budget: float, layout: Layout | None
) -> int:
    """Return how many words there is room for."""
    per_space = _PER_SPACE + (0 if layout is None else _PER_MAP)
    each = per_space * n_spaces + _PER_CLASS * (n_told + 2)
    first = words[:WORDS]
    sizes = np.cumsum([each + len(embedded(word).encode()) + 1 for word in first])
    return max(1, int(np.searchsorted(sizes, budget, side="right")))


def _said(counts: WordCounts, order: np.ndarray, told: Sequence[str]) -> dict[str, Any]:
    """Return how often words are said, and by which classes in texts that nothing learned from."""
    held_out = counts.held_out.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):  # of one word there is nothing to tell
        both = log_odds(counts.held_out)
    odds, z = (each.reshape(len(held_out), -1) for each in both)
    odds, z = odds[order, -len(told) :], z[order, -len(told) :]
    said = np.repeat(held_out[order][:, None] > 0, len(told), axis=1)
    return {
        "classes": list(counts.classes),
        "told": list(told),
        "counts": packed(counts.train.sum(axis=1)[order], "<u4"),
        "held_out": packed(held_out[order], "<u4"),
        "odds": fixed(odds, _UNITS[0], said),
        "z": fixed(z, _UNITS[1], said),
        "towards": np.nan_to_num(np.where(said, z, 0)[:, -1]) if len(told) == 1 else None,
    }


def _neighbors(matrix: np.ndarray, known: np.ndarray) -> dict[str, Any]:
    ids, cosines = nearest(matrix, TOPN, among=known)
    return {
        "neighbors": packed(np.where(known[:, None] & (ids >= 0), ids, NO_WORD), "<u2"),
        "cosines": hundredths(cosines),
    }


def _spots(places: np.ndarray, largest: np.ndarray, known: np.ndarray) -> str:
    unit = np.where(largest > 0, largest, 1) / 32767
    return fixed(places, unit, np.repeat(known[:, None], 2, axis=1))


def _own_map(matrix: np.ndarray, known: np.ndarray, towards: np.ndarray | None) -> str:
    """Return the map of a space by its own main components, each axis stretched to fit."""
    (places,) = joint_maps([matrix], [known], towards)
    return _spots(places, np.abs(places).max(axis=0, initial=0), known)


def _drift(study: StudyDirectory, place: _Place, rows: np.ndarray) -> dict[str, str]:
    """Return how much of its direction each word has kept in training, where there was any."""
    if place.kind != place.row.strategy:  # before it, or the table that it began from
        return {}
    before, after = study.space(place.row.run, initial=True).matrix, place.space.vectors.matrix
    a, b = (np.asarray(each[rows], dtype=np.float64) for each in (before, after))
    lengths = np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1)
    there = (rows >= 0) & (lengths > 0)
    cosines = np.einsum("ij,ij->i", a, b) / np.where(lengths > 0, lengths, 1)
    return {"drift": hundredths(cosines, there)}
