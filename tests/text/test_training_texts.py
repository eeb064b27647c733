import gzip

import pytest

from embedstudy import load_dataset
from embedstudy.errors import InputError
from embedstudy.text import training_texts
from embedstudy.text.tokenizers import get_tokenizer
from embedstudy.text.training_texts import LinesOfFile, open_training_texts


def test_a_data_set_is_its_training_part_alone():
    corpus = load_dataset("rotten-tomatoes", progress=False)
    documents = open_training_texts("rotten-tomatoes", progress=False)
    assert list(documents) == [get_tokenizer("basic")(text) for text in corpus.train.texts]
    assert documents.part == "the training part of rotten-tomatoes (6,824 texts)"


@pytest.mark.parametrize("pack", [lambda b: b, gzip.compress])
def test_a_file_is_a_document_a_line_and_can_be_read_again(tmp_path, pack):
    path = tmp_path / "texts"  # the name says nothing of the format
    text = "\ufeffIt's GOOD\r\n\nA\u2028b\u0085c\u00a0d\nlast"
    path.write_bytes(pack(text.encode()))
    documents = open_training_texts(str(path))
    expected = [["it's", "good"], [], ["a", "b", "c", "d"], ["last"]]
    assert list(documents) == list(documents) == expected


def test_a_line_that_is_too_long_is_cut_between_words(tmp_path, monkeypatch):
    monkeypatch.setattr(training_texts, "PIECE_SIZE", 16)
    words = [f"naïve{i}" for i in range(50)] + ["x" * 40]
    (tmp_path / "one").write_text(" ".join(words) + "\nnext line\n", encoding="utf-8")
    read = list(open_training_texts(str(tmp_path / "one")))
    assert len(read) > 20
    assert [word for document in read for word in document] == [*words, "next", "line"]


def test_an_empty_file_has_no_documents(tmp_path):
    (tmp_path / "empty").touch()
    assert list(LinesOfFile(tmp_path / "empty")) == []


def test_bytes_that_are_no_utf8_are_told_with_their_line(tmp_path):
    (tmp_path / "latin").write_bytes(b"fine\nna\xefve\n")
    with pytest.raises(InputError, match="latin, line 2: not UTF-8"):
        list(LinesOfFile(tmp_path / "latin"))


@pytest.mark.parametrize("damage", [lambda b: b[:-9], lambda b: b[:40] + b"?" + b[41:]])
def test_a_damaged_gzip_is_one_line(tmp_path, damage):
    packed = gzip.compress(b"".join(b"line %d\n" % (i * 7919) for i in range(3000)))
    (tmp_path / "x.gz").write_bytes(damage(packed))
    with pytest.raises(InputError, match=r"x.gz: .*damaged, or not whole.*, after line \d"):
        list(LinesOfFile(tmp_path / "x.gz"))


def test_neither_data_set_nor_file():
    with pytest.raises(InputError, match=r"no data set 'imbd'; there are: imdb.*no such file"):
        open_training_texts("imbd")


def test_of_a_table_the_column_of_texts_is_read(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('id,text,label\n1,"Good,\nfilm",pos\n2,bad,neg\n')
    documents = open_training_texts(str(path))
    assert list(documents) == list(documents) == [["good", "film"], ["bad"]]
    assert documents.part == f"column text of the file {path}"
    assert list(open_training_texts(str(path), text_columns=["label"])) == [["pos"], ["neg"]]
    path.write_text("a line\nanother\n")
    with pytest.raises(InputError, match=r"a.csv:1: no column 'text'"):
        open_training_texts(str(path))


def test_a_file_of_texts_is_read_by_line(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"good film\n")
    assert list(open_training_texts(str(tmp_path / "a.txt"))) == [["good", "film"]]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("id\tbody\n1\tgood film\n2\tbad\n", [["good", "film"], ["bad"]]),
        ('text,label\n"good, film",pos\nbad,neg\n', [["good", "film"], ["bad"]]),
        ("__label__pos good film\n__label__neg bad\n", [["good", "film"], ["bad"]]),
        ("the title, the body\ngood film\n", [["the", "title", "the", "body"], ["good", "film"]]),
        ("title, body\ngood\nbad\n", [["title", "body"], ["good"], ["bad"]]),
    ],
)
def test_rows_of_a_table_are_told_by_the_first_lines(content, words, tmp_path):
    (tmp_path / "a.txt").write_text(content)
    assert list(open_training_texts(str(tmp_path / "a.txt"))) == words


def test_bad_rows_are_warned_of_once_however_often_texts_are_read(tmp_path, recwarn):
    path = tmp_path / "a.csv"
    path.write_text("text,label\na b,x\n\nc d,y\n")
    texts = open_training_texts(str(path))
    assert [list(texts) for _ in range(3)] == [[["a", "b"], ["c", "d"]]] * 3
    assert [str(warning.message) for warning in recwarn] == [f"{path}: 1 blank line ({path}:3)"]
