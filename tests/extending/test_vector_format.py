"""A vector format is added by one entry of one table, and is then read and written."""

import json
import sys
from types import ModuleType

import numpy as np
import pytest

from embedstudy import load_vectors
from embedstudy.errors import InputError
from embedstudy.vectors.formats import FORMATS
from embedstudy.vectors.formats.table_rows import TableRows
from embedstudy.vectors.formats.vector_format import VectorFormat
from tests.cli.runner import call

pytestmark = pytest.mark.usefixtures("home")


def read_json(file, wanted, sink):
    table = json.load(file.stream)
    rows = TableRows(file.source, wanted, sink, dim=len(next(iter(table.values()))))
    words = [word for word in table if wanted.words is None or word in wanted.words]
    block = np.array([table[word] for word in words], np.float32).reshape(-1, rows.dim)
    rows.keep([word.encode() for word in words], range(1, len(words) + 1), block)
    rows.read = len(table)
    return rows


def write_json(file, vectors):
    table = dict(zip(vectors.words, vectors.matrix.tolist(), strict=True))
    file.write(json.dumps(table).encode())


@pytest.fixture
def json_format(monkeypatch):
    module = ModuleType("json_vectors")
    module.JSON = VectorFormat(
        "json",
        title="a JSON object",
        matches=lambda head, path: head.startswith(b'{"') and path.suffix != ".vec",
        read=read_json,
        write=write_json,
        endings=(".json",),
        refused_characters="",
    )
    monkeypatch.setitem(sys.modules, "json_vectors", module)
    monkeypatch.setitem(FORMATS, "json", "json_vectors:JSON")


def test_it_is_read_and_written_by_vectors_convert(json_format, tmp_path):
    (tmp_path / "v.txt").write_text("good 1 2\nbad -1 0.5\n")
    assert call("vectors", "convert", tmp_path / "v.txt", tmp_path / "v.json").exit_code == 0
    assert json.loads((tmp_path / "v.json").read_text()) == {"good": [1, 2], "bad": [-1, 0.5]}
    back = call(
        "vectors", "convert", tmp_path / "v.json", tmp_path / "back", "--format", "word2vec"
    )
    assert back.exit_code == 0
    assert (tmp_path / "back").read_text() == "2 2\ngood 1.0 2.0\nbad -1.0 0.5\n"


def test_it_is_read_as_a_whole_and_by_a_vocabulary(json_format, tmp_path):
    (tmp_path / "v.json").write_text('{"good film": [1, 2], "bad": [3, 4]}')
    assert load_vectors(tmp_path / "v.json").words == ["good film", "bad"]
    assert load_vectors(tmp_path / "v.json", ["bad"])["bad"].tolist() == [3, 4]


def test_the_help_lists_it(json_format):
    text = " ".join(call("vectors", "convert", "--help").stdout.split())
    assert "word2vec-binary, json" in text


def test_messages_name_it(json_format, tmp_path):
    (tmp_path / "v").write_text("no vectors\n")
    with pytest.raises(InputError, match=r"any known format \(.*a JSON object\)"):
        load_vectors(tmp_path / "v")
    refused = call("vectors", "convert", tmp_path / "v", tmp_path / "v.doc")
    assert ".json (json)" in refused.stderr
