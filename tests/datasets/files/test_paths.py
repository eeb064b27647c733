"""Files that paths and globs mean."""

import io
import sys

import pytest

from embedstudy.datasets.files.paths import is_files, resolve_paths
from embedstudy.errors import InputError


@pytest.fixture
def folder(tmp_path, monkeypatch):
    for name in ("b.csv", "a.csv", "plain"):
        (tmp_path / name).write_text("x")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("plain", True), ("*.csv", True), ("nowhere.jsonl.gz", True), ("some/where", True),
        ("-", True), ("nowhere.zip", True), ("plain#x", True), ("none#x", False),
        ("imdb", False), ("*.none", False), ("", False), ("a\0b", False),
    ],
)  # fmt: skip
def test_names_that_mean_files(folder, name, expected):
    assert is_files(name) is expected


def test_globs_are_sorted_and_paths_keep_their_order(folder):
    assert [path.name for path in resolve_paths("*.csv")] == ["a.csv", "b.csv"]
    assert [path.name for path in resolve_paths([folder / "b.csv", "a.csv"])] == ["b.csv", "a.csv"]
    assert resolve_paths(folder) == [folder]


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ("none.csv", "none.csv: no such file or folder"),
        ("*.none", "no file matches"),
        ("owner/name", r"hf:owner/name is a data set of the Hugging Face hub"),
        ("", "'': no such file"),
        ([], "a data set is a name, a path or several paths"),
        ([3], "a path is a string or a Path, not 3"),
        ("/dev/null", "is neither a file nor a folder"),
    ],
)
def test_other_names_are_errors(folder, names, message):
    with pytest.raises(InputError, match=message):
        resolve_paths(names)


def test_standard_input_is_read_once_and_deleted(monkeypatch):
    contents = (b"text,label\na good film,pos\n", b"text,label\nanother,neg\n")
    spooled = []
    for content in contents:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
        (path,) = resolve_paths("-")
        assert str(path) == "standard input"
        assert resolve_paths("-") == [path]
        spooled.append(path)
    for path, content in zip(spooled, contents, strict=True):
        for _ in range(2):
            with path.open("rb") as stream:
                assert stream.read() == content
