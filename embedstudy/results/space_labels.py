"""The spaces of a study: the key of each in the tables, and the label that a person reads."""

from collections.abc import Iterable
from dataclasses import astuple, dataclass


@dataclass(frozen=True)
class SpaceKey:
    """The columns that tell a space of a study from the others.

    Attributes
    ----------
    dataset : str
    kind : str
        ``random-before``, ``pretrained``, or the strategy that trained it: ``random``,
        ``finetuned``, ``multichannel``.
    vectors : str
        Empty where random weights are the same with every table of vectors.
    encoder : str
        Empty for ``pretrained``.
    """

    dataset: str
    kind: str
    vectors: str = ""
    encoder: str = ""

    def stands_with(self, other: "SpaceKey") -> bool:
        """Tell whether two spaces are of one data set, and do not differ in vectors or encoder.

        Examples
        --------
        >>> pretrained = SpaceKey("r8", "pretrained", "a")
        >>> [pretrained.stands_with(SpaceKey("r8", "finetuned", v, "mean")) for v in ("a", "b")]
        [True, False]
        """
        parts = (self.vectors, other.vectors), (self.encoder, other.encoder)
        return self.dataset == other.dataset and all(a == b or not (a and b) for a, b in parts)


def label_spaces(keys: Iterable[SpaceKey]) -> dict[SpaceKey, str]:
    """Return the shortest label of each space that tells it from the others of its kind.

    Examples
    --------
    >>> keys = [SpaceKey("r8", "random", "", "mean"), SpaceKey("r8", "pretrained", "a"),
    ...         SpaceKey("r8", "pretrained", "b")]
    >>> list(label_spaces(keys).values())
    ['random', 'pretrained (a)', 'pretrained (b)']
    """
    by_kind: dict[str, list[SpaceKey]] = {}
    for key in dict.fromkeys(keys):
        by_kind.setdefault(key.kind, []).append(key)
    labels = {}
    for kind, members in by_kind.items():
        columns = zip(*map(astuple, members), strict=True)
        differs = [len(set(column)) > 1 for column in columns]
        for key in members:
            parts = [part for part, shown in zip(astuple(key), differs, strict=True) if shown]
            suffix = ", ".join(filter(None, parts))
            labels[key] = f"{kind} ({suffix})" if suffix else kind
    return labels
