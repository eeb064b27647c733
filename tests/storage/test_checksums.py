import json

import numpy as np
import pytest

from embedstudy.storage import (
    SEAL,
    checksum_bytes,
    checksum_file,
    is_seal_whole,
    seal_document,
    sha256,
)


@pytest.mark.parametrize("length", [0, 1, 3_000_000])
def test_a_file_and_its_bytes_have_one_checksum(tmp_path, length):
    content = np.random.default_rng(length).bytes(length)
    (tmp_path / "a").write_bytes(content)
    assert checksum_file(tmp_path / "a") == checksum_bytes(content)


def test_every_flipped_bit_changes_the_checksum():
    content = bytearray(range(64))
    checksums = {checksum_bytes(content)}
    for place in range(8 * len(content)):
        content[place // 8] ^= 1 << place % 8
        checksums.add(checksum_bytes(content))
        content[place // 8] ^= 1 << place % 8
    assert len(checksums) == 513


def test_an_array_is_checked_by_its_bytes():
    array = np.arange(6, dtype=np.float32).reshape(2, 3)
    assert checksum_bytes(array) == checksum_bytes(array.tobytes())


def test_the_sha256_is_the_known_one(tmp_path):
    (tmp_path / "a").write_bytes(b"abc")
    known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert sha256(tmp_path / "a") == known


def test_a_document_is_whole_after_it_was_written_and_read():
    document = {"b": [1, 2.5, None], "a": {"é": (1, 2)}, "c": {3: "x", 10: "y"}}
    sealed = seal_document(document)
    assert list(sealed) == ["b", "a", "c", SEAL]
    assert seal_document(sealed) == sealed
    assert is_seal_whole(json.loads(json.dumps(sealed, indent=2))) is True


def test_a_changed_document_is_told():
    sealed = seal_document({"a": 1, "b": "x"})
    assert is_seal_whole({**sealed, "a": 2}) is False
    assert is_seal_whole({**sealed, "c": 2}) is False
    assert is_seal_whole({**sealed, SEAL: None}) is False
    assert is_seal_whole({"a": 1}) is None
