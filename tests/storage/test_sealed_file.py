"""JSON files with a checksum of their own."""

import json

import pytest

from embedstudy.storage import DamagedCacheError, read_sealed, write_sealed

KEYS = ("name", "size")


def test_a_document_is_read_as_it_was_written(tmp_path):
    path = tmp_path / "deep" / "a.json"
    assert read_sealed(path, KEYS) is None
    write_sealed(path, {"name": "é\ud800", "size": [1, 2]})
    assert read_sealed(path, KEYS) == {"name": "é\ud800", "size": [1, 2]}


def test_a_document_of_an_earlier_version_has_no_checksum(tmp_path):
    path = tmp_path / "a.json"
    path.write_text('{"name":"a",  "size": 3}')
    assert read_sealed(path, KEYS) == {"name": "a", "size": 3}
    path.write_text('{"name": "a"}')
    with pytest.raises(DamagedCacheError):
        read_sealed(path, KEYS)


def test_every_bit_and_every_byte_counts(tmp_path):
    path = tmp_path / "a.json"
    write_sealed(path, {"name": "a", "size": 3})
    content = path.read_bytes()
    flips = [
        content[:place] + bytes([content[place] ^ 1 << bit]) + content[place + 1 :]
        for place in range(len(content))
        for bit in range(8)
    ]
    cuts = [content[:length] for length in range(len(content))]
    for damaged in (*flips, *cuts, content + b"\n", b"[" * 100_000, b"[]", b"null"):
        path.write_bytes(damaged)
        with pytest.raises(DamagedCacheError) as error:
            read_sealed(path, KEYS)
        assert error.value.path == path


def test_leftovers_go(tmp_path):
    (tmp_path / ".a.json.7-0123456789.tmp").touch()
    write_sealed(tmp_path / "a.json", {})
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]
    assert "checksum" in json.loads((tmp_path / "a.json").read_bytes())
