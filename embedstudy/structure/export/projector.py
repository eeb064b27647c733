"""The TensorBoard Projector: vectors.tsv, metadata.tsv and projector_config.pbtxt."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from embedstudy.storage import publish_all
from embedstudy.structure.export.escaping import escape_cell, make_visible, neutralize_formula
from embedstudy.structure.export.formats import ExportFormat
from embedstudy.structure.export.word_table import WordTable

_BLOCK = 4096


def list_projector_files(folder: Path) -> list[Path]:
    """Return the files of the Projector in a folder."""
    return [folder / name for name in ("projector_config.pbtxt", "vectors.tsv", "metadata.tsv")]


def write_projector(table: WordTable, folder: Path, *, spreadsheet_safe: bool = False) -> None:
    """Write a folder that ``tensorboard --logdir`` opens; the config is published last.

    The tables are plain TSV without quoting, which the Projector does not know. Cells are
    `escape_cell` and words `make_visible`.
    """
    count, dim = table.vectors.matrix.shape
    needs = 11 * count * (dim + len(table.columns) + 1)
    with publish_all(list_projector_files(folder), needs) as (config, vectors, metadata):
        config.write(_format_config(table.name).encode(errors="backslashreplace"))
        for start in range(0, count, _BLOCK):
            # NumPy's string of a float32 is the shortest that reads back as the same number.
            block = table.vectors.matrix[start : start + _BLOCK].astype(np.str_).tolist()
            vectors.writelines("\t".join(row).encode() + b"\n" for row in block)
        for row in _format_rows(table, spreadsheet_safe):
            metadata.write("\t".join(row).encode() + b"\n")


def _format_config(name: str) -> str:
    return (
        "embeddings {\n"
        f'  tensor_name: "{name}"\n'
        '  tensor_path: "vectors.tsv"\n'
        '  metadata_path: "metadata.tsv"\n'
        "}\n"
    )


def _format_rows(table: WordTable, spreadsheet_safe: bool) -> Iterator[list[str]]:
    def make_safe(text: str) -> str:
        if not spreadsheet_safe:
            return text
        # A spreadsheet reads on from a quotation mark to the next, over the ends of rows.
        return f"'{text}" if text.startswith('"') else neutralize_formula(text)

    def format_value(value: Any) -> str:
        if value is None:
            return ""
        if isinstance(value, str):
            return make_safe(escape_cell(value))
        return str(value).lower() if isinstance(value, bool | int) else f"{value:.6g}"

    yield ["word", *(escape_cell(column.name) for column in table.columns)]
    columns = [column.values for column in table.columns]
    for word, *values in zip(table.vectors.words, *columns, strict=True):
        yield [make_safe(make_visible(word)), *(format_value(value) for value in values)]


PROJECTOR = ExportFormat(
    ending="-projector", list_files=list_projector_files, write=write_projector, cells=True
)
