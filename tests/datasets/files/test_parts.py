"""Folders and archives with a file for each part."""

import pytest

from embedstudy.errors import InputError

TRAIN, TEST = "text,label\na good film,pos\na bad one,neg\n", "text,label\nfine,pos\ndull,neg\n"
ROWS = {"train": [("a good film", "pos"), ("a bad one", "neg")],
        "test": [("fine", "pos"), ("dull", "neg")]}  # fmt: skip


@pytest.mark.parametrize(
    ("train", "test"),
    [
        ("train.csv", "test.csv"),
        ("imdb_train.csv", "imdb_test.csv"),
        ("training.csv", "test.csv"),
        ("reviews-train.v2.csv", "TEST.CSV"),
        ("train.csv", "test.tsv"),
    ],
)
def test_files_that_are_named_after_parts(reader, train, test):
    reader.write(TRAIN, f"d/{train}")
    reader.write(TEST.replace(",", "\t") if test.endswith("tsv") else TEST, f"d/{test}")
    reader.write("hello", "d/readme.txt")
    assert reader.read(reader.folder / "d") == ROWS


def test_a_part_in_several_files(reader):
    for name, content in (("train-0-of-2.csv", TRAIN), ("train-1-of-2.csv", TEST)):
        reader.write(content, f"d/{name}")
    reader.write("text,label\nx,pos\n", "d/validation.csv")
    rows = reader.read(reader.folder / "d")
    assert rows == {"train": ROWS["train"] + ROWS["test"], "dev": [("x", "pos")]}


def test_a_lone_train_file_has_no_parts(reader):
    reader.write(TRAIN, "d/train.csv")
    assert reader.read(reader.folder / "d") == ROWS["train"]


def test_a_part_in_two_formats_is_refused(reader):
    reader.write(TRAIN, "d/train.csv")
    reader.write('{"text": "a", "label": "b"}\n', "d/train.jsonl")
    with pytest.raises(
        InputError, match=r"^train files of several formats: .*d/train.*\(name the files"
    ):
        reader.read(reader.folder / "d")


def test_a_folder_without_a_train_file_offers_its_files(reader):
    reader.write(TRAIN, "d/reviews.csv")
    with pytest.raises(InputError, match=r"no folder of texts .*name one of its files: reviews"):
        reader.read(reader.folder / "d")


def test_a_folder_with_parts_is_none_itself(reader):
    reader.write(TRAIN, "e/train.csv")
    reader.write(TEST, "e/test.csv")
    several = [reader.folder / "e", reader.write("text,label\nx,y\n", "f.csv")]
    with pytest.raises(InputError, match="has parts of its own, and cannot be one"):
        reader.read(several)


def test_tables_in_no_part_are_counted(reader):
    reader.write(TRAIN, "d/train.csv")
    reader.write(TEST, "d/testing.csv")
    assert reader.read(reader.folder / "d") == ROWS
    assert reader.notes == []
    reader.write(TEST, "d/more.csv")
    reader.write("hello", "d/readme.md")
    assert reader.read(reader.folder / "d") == ROWS
    (note,) = reader.notes
    assert "tables there that are in no part, not read (more.csv" in note


def test_class_folders_next_to_files_of_parts_are_counted(reader):
    reader.write(TRAIN, "d/train.csv")
    reader.write(TEST, "d/testing.csv")
    reader.write("a text", "d/pos/1.txt")
    reader.write("a text", "d/neg/1.txt")
    assert reader.read(reader.folder / "d") == ROWS
    (note,) = reader.notes
    assert "folders there that are in no part, not read (neg, pos" in note
