"""The format of a file, recognized from how it begins."""

import gzip

import pytest

from embedstudy.datasets.files.detect_format import detect_format
from embedstudy.errors import InputError


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.csv", "text,label\n", "csv"),
        ("a.csv", "text\tlabel\n", "tsv"),
        ("a.csv", "text;label\n", "csv with semicolons"),
        ("a.tsv", "te,xt\tlabel\n", "tsv"),
        ("a.csv", '"te\txt",label\n', "csv"),
        ("a.txt", "te,xt\tlabel\n", "tsv"),
        ("a.tab", "text\n", "tsv"),
        ("a", "text\n", "csv"),
        ("a.csv", '\n {"text": 1}\n', "jsonl"),
        ("a.csv", "__label__pos good\n", "fasttext"),
        ("a.jsonl", "PAR1\x00\x01", "parquet"),
        ("a.txt", "text|label\na, b|x\nc, d|y\n", "csv with bars"),
        ("a.csv", "sep=;\ntext;label\n", "csv with semicolons"),
        ("a.csv", "text;la,bel\na;b\nc;d\n", "csv with semicolons"),
        ("a.csv", "\ttext\tlabel\n0\ta\tx\n", "tsv"),
        ("a.csv", '[{"text": 1}]', "json"),
        ("a.jsonl", '{\n "data": [', "json"),
        ("a.csv", "a, b;x\nc, d;y\ne, f;x\ng, h;y\n", "csv with semicolons"),
        ("a.json", '{"text": "a"}\n{"text": "b"}', "jsonl"),
        ("a.json", '{"text": ["a"], "label": ["b"]}', "json"),
        ("a.json", '{"text": "a", "tags": ["b"]}', "jsonl"),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_the_format_is_that_of_the_content(name, content, expected, packed, tmp_path):
    path = tmp_path / (f"{name}.gz" if packed else name)
    path.write_bytes(gzip.compress(content.encode()) if packed else content.encode())
    if packed and expected == "parquet":
        with pytest.raises(InputError, match=r"Parquet packed by gzip \(unpack it\)"):
            detect_format(path, "utf-8")
    else:
        assert detect_format(path, "utf-8").name == expected


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b" \n", "is empty but for white space"),
        (b"<!DOCTYPE html>", "is a web page"),
        (b"PK\x03\x04", r"is a .zip in another file"),
        (b"\x80\x04\x95", "is a pickle, which can run any code"),
        (b"version https://git-lfs.github.com/spec/v1\n", "is a pointer of Git LFS"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>', "is XML, which is not read"),
        (b"@relation x\n", "is an ARFF file"),
        (b"text,label\ra,b\r", r"a:1: its lines end with \\r alone"),
        ("text,label".encode("utf-16"), "begins as a text in utf-16 does"),
    ],
)
def test_other_files_are_named(content, message, tmp_path):
    (tmp_path / "a").write_bytes(content)
    with pytest.raises(InputError, match=message):
        detect_format(tmp_path / "a", "utf-8")
