import json

import numpy as np
from pyarrow import parquet

from tests.structure.export.made_up import COUNTS, HOSTILE, RANDOM, WORDS, export


def test_parquet(study, tmp_path):
    export(study, "parquet", "random", out=tmp_path / "a.parquet")
    table = parquet.read_table(tmp_path / "a.parquet")
    assert table.column_names == [
        "word", "x", "y", "count", "class", "log_odds_pos", "drift", "has_vector", "vector",
    ]  # fmt: skip
    assert table["word"].to_pylist() == list(WORDS)
    assert str(table.schema.field("vector").type).startswith("fixed_size_list<")
    matrix = study.space(RANDOM.run).matrix
    assert np.array_equal(np.array(table["vector"].to_pylist(), np.float32), matrix)
    assert table["count"].to_pylist() == (10 * COUNTS.sum(axis=1)).tolist()
    assert table["class"].to_pylist()[4] is table["log_odds_pos"].to_pylist()[4] is None
    assert table["has_vector"].to_pylist() == [None] * 5
    assert np.var(table["x"].to_numpy()) >= np.var(table["y"].to_numpy()) > 0
    assert json.loads(table.schema.metadata[b"embedstudy"])["space"] == RANDOM.run


def test_parquet_holds_any_word_as_it_is(hostile, tmp_path):
    export(hostile, "parquet", "random", out=tmp_path / "a")
    assert parquet.read_table(tmp_path / "a")["word"].to_pylist() == list(HOSTILE)
