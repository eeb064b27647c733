"""Hashes of files, remembered for large ones."""

import hashlib

import pytest

from embedstudy.errors import EmbedstudyWarning
from embedstudy.fetch import digests
from embedstudy.fetch.digests import find_sha256, md5


def test_hashes_of_a_small_file_are_not_remembered(home, tmp_path):
    (tmp_path / "f").write_bytes(b"content")
    assert find_sha256(tmp_path / "f") == hashlib.sha256(b"content").hexdigest()
    assert md5(tmp_path / "f") == hashlib.md5(b"content").hexdigest()
    assert not home.exists()


def test_a_large_file_is_hashed_once_until_it_changes(home, tmp_path, monkeypatch):
    monkeypatch.setattr(digests, "REMEMBERED_FROM", 1)
    hashed = []

    def sha256(path):
        hashed.append(path)
        return hashlib.sha256(path.read_bytes()).hexdigest()

    monkeypatch.setattr(digests, "sha256", sha256)
    path = tmp_path / "f"
    path.write_bytes(b"one")
    assert find_sha256(path) == find_sha256(path)
    assert len(hashed) == 1
    path.write_bytes(b"other")
    assert find_sha256(path) == hashlib.sha256(b"other").hexdigest()
    assert len(hashed) == 2
    for memory in (home / "hashes").iterdir():
        memory.write_text("no JSON")
    with pytest.warns(EmbedstudyWarning, match=r"\.json: damaged; hashing .*f again"):
        assert find_sha256(path) == hashlib.sha256(b"other").hexdigest()
    assert len(hashed) == 3
