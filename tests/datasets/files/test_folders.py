"""A folder a class."""

import pytest

from embedstudy.datasets.files.streams import LONGEST
from embedstudy.errors import InputError


def folder(reader, texts, at="d"):
    for name, text in texts.items():
        reader.write(text, f"{at}/{name}")
    return reader.folder / at


def test_a_class_a_folder_in_the_order_of_names(reader):
    path = folder(reader, {"pos/b.txt": "two\nlines\n", "pos/a.TXT": "\ufeffone", "neg/c.txt": "é"})
    assert reader.read(path) == [("é", "neg"), ("one", "pos"), ("two\nlines\n", "pos")]
    assert reader.notes == []
    assert reader.source.paths == (path,)


def test_what_is_left_out_is_counted(reader):
    path = folder(
        reader,
        {"pos/a.txt": "", "neg/b.txt": "b", "neg/b.html": "b", "README": "r", "pos/x/y.txt": "y",
         ".git/config": "c", "pos/.DS_Store": "s"},
    )  # fmt: skip
    assert reader.read(path) == [("b", "neg"), ("", "pos")]
    assert reader.notes == [
        f"1 file or folder that is no class, left out ({path / 'README'})",
        f"2 files that are not .txt, left out ({path / 'neg/b.html'}, {path / 'pos/x'})",
        f"1 empty text, kept ({path / 'pos/a.txt'})",
    ]


@pytest.mark.parametrize("dev", [None, "dev", "valid", "validation"])
def test_a_folder_of_parts_as_the_original_imdb_has_them(reader, dev):
    texts = {
        "train/pos/0_9.txt": "a", "train/neg/0_1.txt": "b", "train/unsup/0_0.txt": "u",
        "test/pos/0_9.txt": "c", "test/neg/0_1.txt": "d", "train/urls_pos.txt": "x",
        "imdb.vocab": "v",
    }  # fmt: skip
    if dev:
        texts[f"{dev}/pos/1.txt"] = "e"
    parts = reader.read(folder(reader, texts))
    assert parts.pop("dev", None) == ([("e", "pos")] if dev else None)
    assert parts == {"train": [("b", "neg"), ("a", "pos")], "test": [("d", "neg"), ("c", "pos")]}
    assert len(reader.notes) == 1
    assert reader.notes[0].startswith("2 files or folders that are no class, left out")


def test_a_folder_for_a_part(reader):
    train = folder(reader, {"pos/a.txt": "a", "neg/b.txt": "b"})
    test = folder(reader, {"pos/a.txt": "c", "neg/b.txt": "d"}, "e")
    parts = reader.read(train, test_file=test)
    assert parts == {"train": [("b", "neg"), ("a", "pos")], "test": [("d", "neg"), ("c", "pos")]}
    same = folder(reader, {"pos/a.txt": "a", "neg/b.txt": "b"}, "f")
    with pytest.raises(InputError, match="the test part is the same as the train part"):
        reader.read(train, test_file=same)
    whole = folder(reader, {"train/p/a.txt": "a", "test/p/b.txt": "b"}, "g")
    with pytest.raises(InputError, match="has a test part of its own"):
        reader.read(whole, test_file=test)
    with pytest.raises(InputError, match="has parts of its own, and cannot be one"):
        reader.read(train, test_file=whole)


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        (
            {"films.csv": "text,label\n"},
            r"no folder of texts for each class.*name one of its files: films.csv",
        ),
        ({"a/b.csv": "x"}, r"its folders hold tables, not a text a file \(name a file: .*b.csv"),
        ({"a/b/c.txt": "x"}, "no folder of texts for each class$"),
        ({".hidden/c.txt": "x"}, "no folder of texts for each class"),
    ],
)
def test_a_folder_without_class_folders(reader, texts, message):
    with pytest.raises(InputError, match=message):
        reader.read(folder(reader, texts))


@pytest.mark.parametrize("name", ["{}", "{}.eml", "msg.{}.html"])
def test_texts_of_any_ending(reader, name):
    texts = {f"{label}/{name.format(i)}": f"{label} {i}" for label in "ab" for i in range(3)}
    assert reader.read(folder(reader, texts)) == [(f"{x} {i}", x) for x in "ab" for i in range(3)]
    assert reader.notes == []


def test_a_lone_txt_among_other_texts_hides_none(reader):
    texts = {"a/1": "one", "a/2": "two", "a/readme.txt": "me", "b/1": "x"}
    assert [text for text, _ in reader.read(folder(reader, texts))] == ["one", "two", "me", "x"]


def test_texts_that_cannot_be_read(reader):
    path = folder(reader, {"a/x.txt": b"one\ncaf\xe9", "b/y.txt": "y"})
    with pytest.raises(InputError, match=r"x.txt:2: byte 0xe9 at 7 is not utf-8 \(use --encoding"):
        reader.read(path)
    assert reader.read(path, encoding="latin-1")[0] == ("one\ncafé", "a")
    with pytest.raises(InputError, match=r"x.txt: a NUL byte"):
        reader.read(folder(reader, {"a/x.txt": b"a\0b", "b/y.txt": "y"}))
    path = folder(reader, {"a/x.txt": b"a" * (LONGEST + 1)})
    with pytest.raises(InputError, match=r"x.txt: a text of over 16 MB"):
        reader.read(path)
    assert reader.read(path, skip_bad_lines=True) == [("y", "b")]


def test_texts_in_another_encoding_can_be_left_out(reader):
    path = reader.write("café".encode("latin-1"), "d/a/1.txt")
    reader.write(b"one", "d/a/2.txt")
    assert reader.read(reader.folder / "d", skip_bad_lines=True) == [("one", "a")]
    assert reader.notes == [f"1 row left out: bytes in another encoding ({path})"]


def test_names_and_contents_are_in_the_key(reader):
    keys = set()
    for texts in ({"a/x.txt": "1", "b/y.txt": "2"}, {"a/x.txt": "2", "b/y.txt": "1"},
                  {"c/x.txt": "1", "b/y.txt": "2"}, {"a/z.txt": "1", "b/y.txt": "2"}):  # fmt: skip
        reader.read(folder(reader, texts, f"d{len(keys)}"))
        keys.add(reader.source.key)
    assert len(keys) == 4
    reader.read(folder(reader, {"a/x.txt": "1", "b/y.txt": "2"}, "again"))
    assert reader.source.key in keys
