"""The names of spaces, taken apart: what they are, and what they are of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from embedstudy.report.styles import Look, look_of_space
from embedstudy.strategies import learned_from, list_space_kinds


def place_of_kind(kind: str) -> int:
    """Return where a kind of space stands from chance to meaning to the task; others come last."""
    kinds = list_space_kinds()
    return kinds.index(kind) if kind in kinds else len(kinds)


@dataclass(frozen=True)
class SpaceName:
    """The name of a space, such as ``finetuned (glove-6b-50d, mean)``.

    Attributes
    ----------
    base : str
        ``finetuned``
    parts : frozenset of str
        What tells it from others of its kind.
    """

    base: str
    parts: frozenset[str]

    @property
    def look(self) -> Look:
        """How it is drawn."""
        return look_of_space(self.base)

    @property
    def begins_as(self) -> str | None:
        """The base name of the space that it was before training; None if nothing was trained."""
        return learned_from(self.base)


def parsed(name: str) -> SpaceName:
    """Take a name apart.

    Examples
    --------
    >>> sorted(parsed("finetuned (glove-6b-50d, mean)").parts)
    ['glove-6b-50d', 'mean']
    """
    base, _, suffix = name.partition(" (")
    return SpaceName(base, frozenset(suffix.removesuffix(")").split(", ")) if suffix else _NONE)


_NONE: frozenset[str] = frozenset()


def is_of(name: str, dataset: str, datasets: Sequence[str]) -> bool:
    """Tell whether a space is of a data set, whose name begins its brackets if there are several.

    Examples
    --------
    >>> is_of("random (r8, mean)", "r8", ["r8", "imdb"]), is_of("random", "r8", ["r8", "imdb"])
    (True, True)
    """
    suffix = name.partition(" (")[2]
    named = [each for each in datasets if suffix.startswith((f"{each},", f"{each})"))]
    return not named or max(named, key=len) == dataset


@dataclass(frozen=True)
class Family:
    """Spaces that stand side by side: of one table of vectors and one encoder.

    Attributes
    ----------
    label : str
        What tells it from the others; empty if there is no other.
    spaces : tuple of str
        Their whole names, from chance to meaning to the task.
    """

    label: str
    spaces: tuple[str, ...]

    def before(self, space: str) -> str | None:
        """Return the space that one was before training, if it is here."""
        begin = parsed(space).begins_as
        return next((each for each in self.spaces if parsed(each).base == begin), None)


def families(names: Iterable[str]) -> list[Family]:
    """Sort spaces into families; one that is of less stands in all that it fits.

    Examples
    --------
    >>> [f.spaces for f in families(["random", "finetuned (a)", "finetuned (b)"])]
    [('random', 'finetuned (a)'), ('random', 'finetuned (b)')]
    """
    found = {name: parsed(name) for name in dict.fromkeys(names)}
    sets = list(dict.fromkeys(space.parts for space in found.values()))
    largest = [parts for parts in sets if not any(parts < other for other in sets)]
    return [
        Family(
            _suffix(found, parts) if len(largest) > 1 else "",
            tuple(
                sorted(
                    (name for name, space in found.items() if space.parts <= parts),
                    key=lambda name: place_of_kind(found[name].base),
                )
            ),
        )
        for parts in largest
    ]


def _suffix(found: dict[str, SpaceName], parts: frozenset[str]) -> str:
    name = next(name for name, space in found.items() if space.parts == parts)
    return name.partition(" (")[2].removesuffix(")")
