"""Parquet: a row a word, for viewers such as Embedding Atlas."""

import json
from pathlib import Path

import numpy as np

from embedstudy.storage import publish_all
from embedstudy.structure.export.formats import ExportFormat
from embedstudy.structure.export.pca import project
from embedstudy.structure.export.word_table import WordTable


def write_parquet(table: WordTable, path: Path) -> None:
    """Write a row a word: its place on a map (x, y), its columns, and its vector as a list."""
    import pyarrow as pa
    from pyarrow import parquet

    kinds = {int: pa.int64(), float: pa.float32(), str: pa.string(), bool: pa.bool_()}
    matrix = np.ascontiguousarray(table.vectors.matrix, np.float32)
    places = project(matrix)
    columns = {
        "word": pa.array(table.vectors.words, pa.string()),
        "x": pa.array(places[:, 0]),
        "y": pa.array(places[:, 1]),
        **{column.name: pa.array(column.values, kinds[column.kind]) for column in table.columns},
        "vector": pa.FixedSizeListArray.from_arrays(pa.array(matrix.ravel()), matrix.shape[1]),
    }
    about = json.dumps({"space": table.name, "notes": table.notes})
    arrow_table = pa.table(columns).replace_schema_metadata({"embedstudy": about})
    with publish_all([path], arrow_table.nbytes) as (file,):
        parquet.write_table(arrow_table, file)


PARQUET = ExportFormat(ending=".parquet", write=write_parquet)
