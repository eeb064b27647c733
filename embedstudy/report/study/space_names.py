"""The spaces of a page, in the families that stand side by side."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from embedstudy.results.space_labels import SpaceKey, label_spaces
from embedstudy.strategies import learned_from, list_space_kinds


@dataclass(frozen=True)
class Family:
    """Spaces that stand side by side: of one table of vectors and one encoder.

    Attributes
    ----------
    label : str
        What tells it from the others; empty if there is no other.
    spaces : tuple of SpaceKey
        From chance to meaning to the task.
    """

    label: str
    spaces: tuple[SpaceKey, ...]

    def before(self, space: SpaceKey) -> SpaceKey | None:
        """Return the space that one was before training, if it is here."""
        return next(
            (other for other in self.spaces if other.kind == learned_from(space.kind)), None
        )


def families(spaces: Iterable[SpaceKey]) -> list[Family]:
    """Sort spaces into families; one without vectors, or encoder, stands in all that it fits.

    Examples
    --------
    >>> spaces = [SpaceKey("d", "random", "", "mean"), SpaceKey("d", "finetuned", "a", "mean"),
    ...           SpaceKey("d", "finetuned", "b", "mean")]
    >>> [[space.kind for space in family.spaces] for family in families(spaces)]
    [['random', 'finetuned'], ['random', 'finetuned']]
    """
    keys = list(dict.fromkeys(spaces))
    places = list(dict.fromkeys(place for key in keys for place in _places_of(key, keys)))
    labels = label_spaces(places)
    return [
        Family(
            labels[place].removeprefix(" (").removesuffix(")"),
            tuple(ordered(key for key in keys if key.stands_with(place))),
        )
        for place in places
    ]


def _places_of(space: SpaceKey, spaces: Sequence[SpaceKey]) -> list[SpaceKey]:
    """List the families that a space stands in, as keys of no kind."""
    others = [other for other in spaces if other.stands_with(space)]
    vectors = [space.vectors] if space.vectors else _unique(other.vectors for other in others)
    encoders = [space.encoder] if space.encoder else _unique(other.encoder for other in others)
    return [
        SpaceKey(space.dataset, "", vectors_name, encoder)
        for vectors_name in vectors
        for encoder in encoders
    ]


def _unique(names: Iterable[str]) -> list[str]:
    return [name for name in dict.fromkeys(names) if name] or [""]


def ordered(spaces: Iterable[SpaceKey]) -> list[SpaceKey]:
    """List spaces, the way from chance to meaning to the task."""
    kinds = list_space_kinds()
    places = {kind: place for place, kind in enumerate(kinds)}
    return sorted(dict.fromkeys(spaces), key=lambda space: places.get(space.kind, len(kinds)))
