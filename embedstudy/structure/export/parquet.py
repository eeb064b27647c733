"""Parquet: a row a word, for viewers such as Embedding Atlas."""

import json
from pathlib import Path

import numpy as np

from embedstudy.storage import publish
from embedstudy.structure.export.pca import plane
from embedstudy.structure.export.word_table import Described


def write_parquet(space: Described, path: Path) -> None:
    """Write word, x, y, what is known of the word, and its vector as a list of a fixed size."""
    import pyarrow as pa
    from pyarrow import parquet

    kinds = {int: pa.int64(), float: pa.float32(), str: pa.string(), bool: pa.bool_()}
    matrix = np.ascontiguousarray(space.vectors.matrix, np.float32)
    places = plane(matrix)
    columns = {
        "word": pa.array(space.vectors.words, pa.string()),
        "x": pa.array(places[:, 0]),
        "y": pa.array(places[:, 1]),
        **{each.name: pa.array(each.values, kinds[each.kind]) for each in space.columns},
        "vector": pa.FixedSizeListArray.from_arrays(pa.array(matrix.ravel()), matrix.shape[1]),
    }
    about = json.dumps({"space": space.name, "notes": space.notes})
    table = pa.table(columns).replace_schema_metadata({"embedstudy": about})
    with publish(path, table.nbytes) as file:
        parquet.write_table(table, file)
