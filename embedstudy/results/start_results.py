"""What studies of starts share: the conditions of all networks, and their results."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, Self, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True, kw_only=True)
class StartConditions:
    """The conditions that all networks of a study of starts share.

    Attributes
    ----------
    dataset_sha256 : str
        Of the texts, labels and splits.
    classes, train, dev, vocabulary : int
        How many classes, texts of both parts, and words that train has.
    test : int or None
        Texts of the test part; None if it is not looked at.
    units : int or None
        Of the hidden layer, if there is one.
    encoder, tokenizer : str or None
        None if the study has no choice of them.
    optimizer : str
    dim, batch_size, epochs, seeds : int
    learning_rates : tuple of float
        Those that tuning began with; the given rate alone if one was given.
    version : str
        Of embedstudy.
    command : str
        What was called, where it was the command line.
    """

    dataset_sha256: str
    classes: int
    train: int
    dev: int
    test: int | None = None
    vocabulary: int
    units: int | None = None
    encoder: str | None = None
    dim: int
    optimizer: str
    batch_size: int
    epochs: int
    seeds: int
    tokenizer: str | None = None
    learning_rates: tuple[float, ...]
    version: str
    command: str = ""


@dataclass(frozen=True)
class StartResults(Generic[Row]):
    """All networks of a study of starts.

    Attributes
    ----------
    dataset : str
    majority : float
        The dev accuracy of always saying the class that train has most often.
    conditions : StartConditions
    rows : tuple
        One for each network: those of a start by seed, then those of the next.
    """

    ROW: ClassVar[type]
    """The class of the rows."""

    dataset: str
    majority: float
    conditions: StartConditions
    rows: tuple[Row, ...] = ()

    @property
    def has_result(self) -> bool:
        """Whether at least one network trained to its end."""
        return True

    def tabulate(self) -> tuple[list[str], list[list[object]]]:
        """Return the columns of a table, and its rows, one for each network."""
        columns = [field.name for field in dataclasses.fields(self.ROW)]
        return columns, [[getattr(row, name) for name in columns] for row in self.rows]

    def to_document(self) -> dict[str, Any]:
        """Return everything as JSON has it; conditions that the study lacks are left out."""
        document = dataclasses.asdict(self)
        conditions = document["conditions"].items()
        return {**document, "conditions": {k: v for k, v in conditions if v is not None}}

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Self:
        """Return the results of a document.

        Raises
        ------
        KeyError, TypeError
            If it has not what `to_document` writes.
        """
        conditions = StartConditions(**_make_tuples(document.pop("conditions")))
        rows = tuple(cls.ROW(**_make_tuples(row)) for row in document.pop("rows"))
        return cls(**_make_tuples(document), conditions=conditions, rows=rows)


def _make_tuples(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return fields with tuples in the place of lists, as frozen dataclasses hold them."""
    return {k: tuple(v) if isinstance(v, list) else v for k, v in fields.items()}
