"""The formats of an export, in one table."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from embedstudy.entries import Entries

# The name of the export that has no space but the tables of the study.
TABLES = "csv"


@dataclass(frozen=True, kw_only=True)
class ExportFormat:
    """A format that a space is written in.

    Attributes
    ----------
    ending : str
        The ending of the file, or folder, that is written by default.
    list_files : callable
        From the path of an export to the files that are written.
    write : callable
        Write a `WordTable` to a path.
    converted : str, optional
        The same format of ``vectors convert``. It holds words and vectors only, and not every word.
    cells : bool
        Whether a spreadsheet opens it; `write` then takes `spreadsheet_safe`.
    """

    ending: str
    write: Callable[..., object]
    list_files: Callable[[Path], list[Path]] = lambda path: [path]
    converted: str | None = None
    cells: bool = False


FORMATS: Entries[ExportFormat] = Entries(
    "format",
    {
        "word2vec-text": "embedstudy.structure.export.vector_files:WORD2VEC_TEXT",
        "word2vec-binary": "embedstudy.structure.export.vector_files:WORD2VEC_BINARY",
        "glove": "embedstudy.structure.export.vector_files:GLOVE",
        "safetensors": "embedstudy.structure.export.vector_files:SAFETENSORS",
        "projector": "embedstudy.structure.export.projector:PROJECTOR",
        "parquet": "embedstudy.structure.export.parquet:PARQUET",
    },
)
