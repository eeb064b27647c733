"""How the files of a data set were read, as data."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class TableReading:
    """How one file, or one split of a data set, was read.

    Attributes
    ----------
    path : str
        Name of the file, without its folder, or of the split.
    format : str
        Name of its format.
    text_columns : tuple of str
        Joined with a line break if they are several; empty where there are no columns.
    label_column : str
    unused : tuple of str
        Columns that are not read.
    header : bool, optional
        Whether the first line names the columns; None where the format leaves no choice.
    delimiter : str
    encoding : str
        Of a text file.
    guessed : tuple of str
        The facts that no option gave: ``text_columns``, ``label_column``, ``header``, ``delimiter``
        or ``format``.
    long_rows : int
        Rows of several lines.
    folders : int
        Class folders, where folders are the labels.
    """

    path: str
    format: str
    text_columns: tuple[str, ...] = ()
    label_column: str = ""
    unused: tuple[str, ...] = ()
    header: bool | None = None
    delimiter: str = ""
    encoding: str = ""
    guessed: tuple[str, ...] = ()
    long_rows: int = 0
    folders: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return plain data, which `from_json` reads."""
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in asdict(self).items()
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "TableReading":
        """Return the reading that `to_json` wrote.

        Raises
        ------
        TypeError
            If a fact is not one of this version.
        """
        facts: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in data.items()}
        return cls(**facts)
