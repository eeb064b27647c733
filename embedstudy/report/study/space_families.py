"""Families of spaces: the spaces that stand side by side on the page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from embedstudy.plot_style import PlotStyle
from embedstudy.report.styles import find_space_look
from embedstudy.results.space_labels import SpaceKey
from embedstudy.strategies import find_start, list_space_kinds


@dataclass(frozen=True)
class SpaceFamily:
    """The spaces of one table of vectors and one encoder.

    Attributes
    ----------
    label : str
        The vectors and the encoder, as far as they tell the family from the others.
    spaces : tuple of SpaceKey
        In the order from chance to meaning to the task.
    """

    label: str
    spaces: tuple[SpaceKey, ...]

    def find_before(self, space: SpaceKey) -> SpaceKey | None:
        """Return the space of the family that training turned into this one."""
        kind = find_start(space.kind)
        return next((other for other in self.spaces if other.kind == kind), None)

    def find_after(self, space: SpaceKey) -> SpaceKey | None:
        """Return the space of the family that training made of this one; None if of several."""
        after = [other for other in self.spaces if find_start(other.kind) == space.kind]
        return after[0] if len(after) == 1 else None


def group_spaces(spaces: Iterable[SpaceKey]) -> list[SpaceFamily]:
    """Sort spaces into families; one without vectors or encoder stands in every family it fits.

    Examples
    --------
    >>> spaces = [SpaceKey("d", "random", "", "mean"), SpaceKey("d", "finetuned", "a", "mean"),
    ...           SpaceKey("d", "finetuned", "b", "mean")]
    >>> [(family.label, len(family.spaces)) for family in group_spaces(spaces)]
    [('a', 2), ('b', 2)]
    """
    keys = sort_spaces(spaces)
    places = list(dict.fromkeys(place for key in keys for place in _list_places(key, keys)))
    columns = list(zip(*places, strict=True))
    return [
        SpaceFamily(
            ", ".join(
                name
                for name, column in zip(place, columns, strict=True)
                if name and len(set(column)) > 1
            ),
            tuple(key for key in keys if key.stands_with(SpaceKey(key.dataset, "", *place))),
        )
        for place in places
    ]


def _list_places(space: SpaceKey, spaces: Sequence[SpaceKey]) -> list[tuple[str, str]]:
    others = [other for other in spaces if other.stands_with(space)]
    vectors = [space.vectors] if space.vectors else _list_unique(other.vectors for other in others)
    encoders = [space.encoder] if space.encoder else _list_unique(other.encoder for other in others)
    return [(vectors_name, encoder) for vectors_name in vectors for encoder in encoders]


def _list_unique(names: Iterable[str]) -> list[str]:
    return [name for name in dict.fromkeys(names) if name] or [""]


def sort_spaces(spaces: Iterable[SpaceKey]) -> list[SpaceKey]:
    """List spaces, each once, in the order from chance to meaning to the task."""
    places = {kind: place for place, kind in enumerate(list_space_kinds())}
    return sorted(dict.fromkeys(spaces), key=lambda space: places.get(space.kind, len(places)))


def list_kind_looks(spaces: Iterable[SpaceKey]) -> list[tuple[str, PlotStyle]]:
    """List the kinds of spaces with their looks, each once."""
    kinds = dict.fromkeys(space.kind for space in spaces)
    return [(kind, find_space_look(kind)) for kind in kinds]
