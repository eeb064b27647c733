"""The TensorBoard Projector: vectors.tsv, metadata.tsv and projector_config.pbtxt."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from embedstudy.structure.export.escaping import escaped, neutralized, visible
from embedstudy.structure.export.word_table import Described
from embedstudy.structure.export.write_files import published

_BLOCK = 4096


def projector_files(folder: Path) -> list[Path]:
    """Return the files of the Projector in a folder."""
    return [folder / name for name in ("projector_config.pbtxt", "vectors.tsv", "metadata.tsv")]


def write_projector(space: Described, folder: Path, *, spreadsheet_safe: bool = False) -> None:
    """Write a folder that ``tensorboard --logdir`` opens; the config comes last.

    The tables are plain TSV without quoting: the Projector knows none. Cells are `escaped` and
    words `visible`.
    """
    count, dim = space.vectors.matrix.shape
    needs = 11 * count * (dim + len(space.columns) + 1)
    with published(projector_files(folder), needs) as (config, vectors, metadata):
        config.write(_config(space.name).encode())
        for start in range(0, count, _BLOCK):
            # NumPy's string of a float32 is the shortest that reads back as the same number.
            block = space.vectors.matrix[start : start + _BLOCK].astype(np.str_).tolist()
            vectors.writelines("\t".join(row).encode() + b"\n" for row in block)
        for row in _rows(space, spreadsheet_safe):
            metadata.write("\t".join(row).encode() + b"\n")


def _config(name: str) -> str:
    return (
        "embeddings {\n"
        f'  tensor_name: "{name}"\n'
        '  tensor_path: "vectors.tsv"\n'
        '  metadata_path: "metadata.tsv"\n'
        "}\n"
    )


def _rows(space: Described, spreadsheet_safe: bool) -> Iterator[list[str]]:
    def text(shown: str) -> str:
        if not spreadsheet_safe:
            return shown
        # A spreadsheet reads on from a quotation mark to the next, over the ends of rows.
        return f"'{shown}" if shown.startswith('"') else neutralized(shown)

    def shown(value: Any) -> str:
        if value is None:
            return ""
        if isinstance(value, str):
            return text(escaped(value))
        return str(value).lower() if isinstance(value, bool | int) else f"{value:.6g}"

    yield ["word", *(escaped(column.name) for column in space.columns)]
    columns = [column.values for column in space.columns]
    for word, *values in zip(space.vectors.words, *columns, strict=True):
        yield [text(visible(word)), *(shown(value) for value in values)]
