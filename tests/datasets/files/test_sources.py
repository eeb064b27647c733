"""Which files make a data set, which part each is, and what tells one from another."""

import gzip
import os
from pathlib import Path

import pytest

from embedstudy.datasets.files import is_files, make_files_source
from embedstudy.errors import InputError
from embedstudy.options.data import DataOptions
from embedstudy.storage import sha256

A = "text,label\na,x\n"
B = '{"text": "b", "label": "y"}\n'
C = "__label__z c\n"


def test_what_means_files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("reviews").write_text(A)
    Path("folder").mkdir()
    for name in (
        "reviews",
        "folder",
        "rev*",
        "no/such",
        "no.csv",
        "no.tsv.gz",
        "no.JSONL",
        ".",
        "~/x",
    ):
        assert is_files(name), name
    for name in ("", "imdb", "no*", "a\0b", "x" * 300, "~", "~nobody", "[", "[!", "[z-a]",
                 "*" * 300, "\0*", "\ud800", "?" * 5000, "-rf", "🎬"):  # fmt: skip
        assert is_files(name) is (name == "~" or (name.strip("*") == "" and name != "")), name
    for name in ("a\0/b", "/" * 5000, "x" * 300 + "/*", "~nobody/x", "\ud800/*", "\0/*"):
        assert is_files(name), name


def test_several_files_of_several_formats_in_order(reader):
    paths = [reader.write(A, "2.csv"), reader.write(B, "1.jsonl"), reader.write(C, "3.txt")]
    assert reader.read(paths) == [("a", "x"), ("b", "y"), ("c", "z")]
    assert reader.source.paths == tuple(paths)
    assert reader.source.sha256 == ""
    assert reader.source.name == ", ".join(map(str, paths))
    assert reader.read(str(reader.folder / "[0-9].*")) == [("b", "y"), ("a", "x"), ("c", "z")]


def test_parts_by_files_and_globs(reader):
    train = reader.write(A, "train.csv")
    reader.write(B, "test-1.jsonl")
    reader.write(C, "test-2.txt")
    dev = reader.write("text,label\nd,x\n", "dev.csv")
    parts = reader.read(train, test_file=str(reader.folder / "test-*"), dev_file=dev)
    assert list(parts) == ["train", "dev", "test"]
    assert parts == {"train": [("a", "x")], "dev": [("d", "x")], "test": [("b", "y"), ("c", "z")]}
    assert list(reader.read(train, dev_file=dev)) == ["train", "dev"]


def test_a_test_part_without_labels_is_named_with_its_cure(reader):
    reader.write("id,text,label\n" + "1,a,x\n2,b,y\n" * 5, "kaggle/train.csv")
    reader.write("id,text\n" + "".join(f"{i},c\n" for i in range(5)), "kaggle/test.csv")
    for options in ({}, {"label_column": "label"}):
        with pytest.raises(InputError, match=r"no column .*name the train part alone, .*train.csv"):
            reader.read(reader.folder / "kaggle", **options)
    assert len(reader.read(reader.folder / "kaggle/train.csv")) == 10


def test_a_name_with_signs_of_a_glob_is_a_file_if_there_is_one(reader):
    assert reader(A, "a[1].csv") == [("a", "x")]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nowhere.csv", "nowhere.csv: no such file or folder"),
        ("no*.csv", r"no\*.csv: no file matches"),
        ("owner/name", r"owner/name: no such file or folder \(hf:owner/name is a data set of the"),
        ("a\0b.csv", r"'a\\x00b.csv': no such file or folder"),
        ("x" * 300 + ".csv", "xxx.csv: no such file or folder"),
        ([], r"a data set is a name, a path or several paths, not \[\]"),
        (5, "a data set is a name, a path or several paths, not 5"),
        ([5], "a path is a string or a Path, not 5"),
        ("/dev/null", "/dev/null: is neither a file nor a folder"),
    ],
)
def test_files_that_are_not_there(reader, name, message):
    with pytest.raises(InputError, match=message):
        reader.read(name)


def test_a_pipe_is_not_waited_for(reader):
    os.mkfifo(reader.folder / "a.csv")
    with pytest.raises(InputError, match="is neither a file nor a folder"):
        reader.read(reader.folder / "a.csv")


def test_a_file_in_two_parts_or_twice_in_one(reader):
    train, copy = reader.write(A, "train.csv"), reader.write(A, "copy.csv")
    for same in (train, copy, str(reader.folder / "tr*.csv")):
        with pytest.raises(
            InputError, match=r"the test part is the same as the train part, .*train"
        ):
            reader.read(train, test_file=same)
        with pytest.raises(InputError, match=r"is in the data set twice, also as .*train.csv"):
            reader.read([train, same])
    second_path = reader.write(B, "b.jsonl")
    with pytest.raises(InputError, match="the test part is the same as the dev part"):
        reader.read(train, dev_file=second_path, test_file=second_path)


def key(reader, path, **options):
    reader.read(path, **options)
    return reader.source.key


def test_the_key_is_of_the_bytes_and_of_how_they_are_read(reader):
    path, copy = reader.write(A, "a.csv"), reader.write(A, "copy.csv")
    first = key(reader, path)
    assert reader.source.sha256 == sha256(path)
    second_path = reader.write("text,label\nb,x\n", "b.csv")
    assert key(reader, copy) == first
    assert key(reader, path, encoding="UTF8") == first
    different = [
        key(reader, second_path),
        key(reader, reader.write(gzip.compress(A.encode(), mtime=0), "a.csv.gz")),
        key(reader, path, encoding="latin-1"),
        key(reader, path, skip_bad_lines=True),
        key(reader, path, text_column="label", label_column="text"),
        key(reader, [path, second_path]),
        key(reader, [second_path, path]),
        key(reader, path, test_file=second_path),
        key(reader, path, dev_file=second_path),
    ]
    assert len({first, *different}) == 10


def test_the_same_bytes_read_by_another_sign_have_another_key(reader):
    content = "text,a\tlabel\nx,y\tz\n"
    paths = [reader.write(content, name) for name in ("c.csv", "c.tsv", "c.tab")]
    keys = [make_files_source(path, DataOptions()).key for path in paths]
    assert keys[0] != keys[1] == keys[2]
