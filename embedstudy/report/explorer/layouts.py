"""Maps by t-SNE and UMAP: one layout of the words of all spaces, made for their neighbourhoods.

Every word is a point once for each space that has it. All points are laid out together, in the
components that all spaces share (`embedstudy.report.explorer.maps.score_parts`). So a region
means the same in the map of every space, which layouts made one space at a time cannot give. A word
with one place in two spaces lies in one place on both maps.

The layout starts from the common axes of the other maps, since the start decides most of the large
shape of a layout (Kobak and Linderman 2021). t-SNE: van der Maaten and Hinton (2008), with trees by
van der Maaten (2014); UMAP: McInnes, Healy and Melville (2018).
"""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from embedstudy.errors import InputError
from embedstudy.parallel import limit_threads
from embedstudy.report.explorer.maps import make_maps, score_parts
from embedstudy.structure.knn import nearest
from embedstudy.validation import known_name

# The points of all spaces together that a core lays out in about a minute.
POINTS = 6000
# The share of the variance that the components hold. On rotten-tomatoes 79 components of 200 hold
# it. They keep three quarters of a word's ten nearest in the pretrained space; 50 components keep a
# fifth.
SHARE = 0.95
# The defaults of scikit-learn and UMAP. With more neighbours and wider distances (30 and 0.5),
# UMAP's maps fill their room better and keep fewer neighbours.
PERPLEXITY, NEIGHBORS, LEAST_DISTANCE = 30, 15, 0.1
_FEWEST = 5  # points; fewer have no neighbourhoods


@dataclass(frozen=True)
class Layout:
    """A way to lay out points.

    Attributes
    ----------
    name, title : str
        Its name on the command line, and on the page.
    setting : callable
        From a number of points to the size of a neighbourhood, in words.
    place : callable
        From points, shape (n_points, n_components), and their start, shape (n_points, 2), both
        float32, to their places, shape (n_points, 2).
    """

    name: str
    title: str
    setting: Callable[[int], str]
    place: Callable[[np.ndarray, np.ndarray], np.ndarray]


def find_layout(name: str) -> Layout | None:
    """Return a layout; None for ``pca``, which adds no maps.

    Raises
    ------
    InputError
        If there is no layout of that name, or it needs a package that is not installed.
    """
    known_name("layout", name, ("pca", *_LAYOUTS))
    if name == "umap":
        _import_umap()
    return _LAYOUTS.get(name)


def lay_out_words(
    layout: Layout,
    matrices: Sequence[np.ndarray],
    known: Sequence[np.ndarray],
    towards: np.ndarray | None = None,
) -> tuple[list[np.ndarray], int]:
    """Lay out the most frequent words of several spaces, all of them together.

    It runs on one thread: digits depend on the number of threads, and small differences grow.

    Parameters
    ----------
    layout : Layout
    matrices, known, towards
        As in `make_maps`; the most frequent words come first.

    Returns
    -------
    places : list of ndarray of float64, shape (n_words, 2) each
        Between -1 and 1; not-a-number for words without a place.
    count : int
        The number of words, from the first on, with a place in every space that knows them.
    """
    count = min(len(matrices[0]), max(1, POINTS // len(matrices)))
    drawn = [np.flatnonzero(has_place[:count]) for has_place in known]
    with limit_threads():
        points, starts = (
            np.vstack([values[rows] for values, rows in zip(scores, drawn, strict=True)])
            for scores in (score_parts(matrices, known, SHARE), make_maps(matrices, known, towards))
        )
        ends = _fit(_lay_out(layout, points, starts))
    places = [np.full((len(matrix), 2), np.nan) for matrix in matrices]
    cuts = np.cumsum([len(rows) for rows in drawn])[:-1]
    for points_of_space, rows, ends_of_space in zip(
        places, drawn, np.split(ends, cuts), strict=True
    ):
        points_of_space[rows] = ends_of_space
    return places, count


def share_neighbors(matrix: np.ndarray, places: np.ndarray, topn: int = 10) -> float | None:
    """Return the share of the nearest neighbours in a space that are nearest on its map too.

    Parameters
    ----------
    matrix : ndarray, shape (n_words, dim)
    places : ndarray, shape (n_words, 2)
        Not-a-number for words without a place, which count nowhere.
    topn : int
        The number of neighbours, by cosine in the space and by distance on the map.

    Returns
    -------
    float or None
        From 0 to 1; None where all words are neighbours of each other.
    """
    from scipy.spatial import KDTree

    rows = np.flatnonzero(np.isfinite(places[:, 0]))
    if len(rows) <= topn + 1:
        return None
    in_space, _ = nearest(matrix[rows], topn)
    _, on_map = KDTree(places[rows]).query(places[rows], topn + 1)
    others = (set(near) - {i} for i, near in enumerate(on_map.tolist()))
    shared = [
        len(near & set(wanted)) for near, wanted in zip(others, in_space.tolist(), strict=True)
    ]
    return float(np.mean(shared) / topn)


def _lay_out(layout: Layout, points: np.ndarray, starts: np.ndarray) -> np.ndarray:
    lengths = np.abs(starts).max(axis=0, initial=0)
    if len(points) < _FEWEST or not lengths.any():  # all in one place
        return starts
    starts = starts / np.where(lengths > 0, lengths, 1)
    points = points / np.sqrt(np.square(points).sum(axis=1).max())
    return layout.place(points.astype(np.float32), starts.astype(np.float32))


def _fit(places: np.ndarray) -> np.ndarray:
    """Return places in the middle of a square, with both directions to one scale."""
    if not len(places):
        return np.zeros((0, 2))
    low, high = places.min(axis=0).astype(float), places.max(axis=0).astype(float)
    half = (high - low).max() / 2
    return np.asarray((places - (low + high) / 2) / (half if half > 0 else 1))


def _limit_perplexity(n_points: int) -> float:
    return min(PERPLEXITY, (n_points - 1) / 3)


def _place_by_tsne(points: np.ndarray, starts: np.ndarray) -> np.ndarray:
    from sklearn.manifold import TSNE

    spread = starts.std(axis=0).max()
    tsne = TSNE(
        init=starts / (spread if spread > 0 else 1) * 1e-4,
        perplexity=_limit_perplexity(len(points)),
        random_state=0,
        n_jobs=1,
    )
    return np.asarray(tsne.fit_transform(points))


def _limit_neighbors(n_points: int) -> int:
    return min(NEIGHBORS, n_points - 1)


def _place_by_umap(points: np.ndarray, starts: np.ndarray) -> np.ndarray:
    umap = _import_umap()(
        init=10 * starts,
        n_neighbors=_limit_neighbors(len(points)),
        min_dist=LEAST_DISTANCE,
        random_state=0,
        n_jobs=1,
    )
    return np.asarray(umap.fit_transform(points))


def _import_umap() -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that it would do more with TensorFlow
            from umap import UMAP
    except ImportError:
        raise InputError("the layout umap needs UMAP: pip install 'embedstudy[umap]'") from None
    return UMAP


_LAYOUTS = {
    layout.name: layout
    for layout in (
        Layout("tsne", "t-SNE", lambda n: f"perplexity {_limit_perplexity(n):.3g}", _place_by_tsne),
        Layout(
            "umap",
            "UMAP",
            lambda n: f"{_limit_neighbors(n)} neighbours, least distance {LEAST_DISTANCE}",
            _place_by_umap,
        ),
    )
}
