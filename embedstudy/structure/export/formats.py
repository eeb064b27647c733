"""The formats of an export, in one table."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from embedstudy.structure.export.parquet import write_parquet
from embedstudy.structure.export.projector import projector_files, write_projector
from embedstudy.structure.export.word_table import Described
from embedstudy.vectors.formats.write_vectors import files_written, write_vectors


@dataclass(frozen=True)
class Format:
    """How a space is written.

    Attributes
    ----------
    ending : str
        Of the usual name.
    files : callable
        Returns the files that are written for a path.
    write : callable
        Writes a space to a path.
    converted : str, optional
        The format of ``vectors convert`` that it is: words and vectors alone, and no word that
        this cannot hold.
    cells : bool
        Whether a spreadsheet can open it; `write` then takes `spreadsheet_safe`.
    """

    ending: str
    files: Callable[[Path], list[Path]]
    write: Callable[..., object]
    converted: str | None = None
    cells: bool = False


def _as_converted(kind: str, ending: str) -> Format:
    def write(space: Described, path: Path) -> None:
        write_vectors(space.vectors, path, kind)

    return Format(ending, lambda path: files_written(path, kind), write, converted=kind)


FORMATS = {
    "word2vec-text": _as_converted("word2vec", ".vec"),
    "word2vec-binary": _as_converted("word2vec-binary", ".bin"),
    "glove": _as_converted("glove", ".txt"),
    "safetensors": _as_converted("safetensors", ".safetensors"),
    "projector": Format("-projector", projector_files, write_projector, cells=True),
    "parquet": Format(".parquet", lambda path: [path], write_parquet),
}
