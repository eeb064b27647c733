"""What predict prints, and how it reads."""

import gzip
import io
import sys
import zipfile
from itertools import islice
from types import SimpleNamespace

import numpy as np
import pytest

from embedstudy import EmbeddingClassifier
from embedstudy.classifier.train_and_test import train_on
from embedstudy.cli.output.predictions import check_input, list_outputs
from embedstudy.datasets.catalog import load_dataset, read_dataset
from embedstudy.errors import EmbedstudyWarning, InputError
from embedstudy.options.classifier import PredictionOptions
from embedstudy.options.data import DataOptions
from embedstudy.parallel import AHEAD, limit_workers
from embedstudy.text import line_reader


@pytest.fixture
def classifier(tmp_path, home):
    path = tmp_path / "train.csv"
    path.write_text("subject,body,kind\n" + "a,good,pos\nb,bad,neg\n" * 20)
    corpus = load_dataset(path, text=["subject", "body"], label="kind")
    classifier = EmbeddingClassifier(epochs=2, learning_rate=0.5, dim=4)
    train_on(corpus, classifier)
    return classifier


def test_a_saved_model_remembers_its_columns(classifier, tmp_path):
    classifier.save(tmp_path / "m")
    loaded = EmbeddingClassifier.load(tmp_path / "m")
    assert loaded.training_data == classifier.training_data
    assert loaded.training_data.text_columns == ("subject", "body")
    assert loaded.training_data.label_column == "kind"
    path = tmp_path / "new.csv"
    path.write_text("body,subject\ngood,x\n")
    header, row = "".join(list_outputs(loaded, str(path), PredictionOptions())).splitlines()
    assert header == "body,subject,predicted,probability"
    assert row.startswith("good,x,")
    assert loaded.fit(["a", "b"] * 10, [0, 1] * 10).training_data is None


def test_a_file_in_an_archive_and_a_sheet_are_read(classifier, tmp_path):
    path = tmp_path / "new.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("in/new.csv", "body,subject\ngood,x\n")
    for name in (path, f"{path}#in/new.csv"):
        check_input(str(name), PredictionOptions())
        printed = "".join(list_outputs(classifier, str(name), PredictionOptions()))
        assert printed.startswith("body,subject,predicted,probability\ngood,x,")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("in/train.csv", "body,subject\ngood,x\n")
        archive.writestr("in/test.csv", "body,subject\ngood,x\n")
    with pytest.raises(InputError, match=r"is 2 files: name one of them \(.*new.zip#in/train.csv"):
        check_input(str(path), PredictionOptions())
    with pytest.raises(InputError, match=r"no member 'no.csv'; there are: in/new.csv"):
        check_input(f"{path}#no.csv", PredictionOptions())


def test_the_labels_of_fasttext_are_not_of_the_texts(classifier, tmp_path, capsys):
    path = tmp_path / "gold.txt"
    path.write_text("__label__pos a good film\n")
    header, row = "".join(list_outputs(classifier, str(path), PredictionOptions())).splitlines()
    assert header == "label,text,predicted,probability"
    assert row.startswith("pos,a good film,")
    assert capsys.readouterr().err == "read gold.txt: text from column text (not used: label)\n"


def test_lines_that_all_hold_tabs_are_warned_of(classifier, tmp_path, capsys):
    path = tmp_path / "new.txt"
    path.write_text("a good film\tpos\na bad film\tneg\n")
    assert len("".join(list_outputs(classifier, str(path), PredictionOptions())).splitlines()) == 2
    assert "each line is read as one text, tabs and all" in capsys.readouterr().err
    path.write_text("a good film\tpos\na bad film\n")
    assert list(list_outputs(classifier, str(path), PredictionOptions()))
    assert capsys.readouterr().err == ""


def test_files_and_texts_are_checked_first(tmp_path):
    for file, options, message in (
        ("--prob", {}, "no option '--prob'"),
        ("x.csv", {"text": ("a",)}, "not both"),
        (str(tmp_path / "none"), {}, "No such file or directory"),
        (str(tmp_path), {}, "Is a directory"),
        ("a\0b", {}, "No such file or directory"),
    ):
        with pytest.raises(InputError, match=message):
            check_input(file, PredictionOptions(**options))
    check_input("-", PredictionOptions(text=("a",)))


def test_the_encoding_and_the_bad_rows_of_training_are_remembered(home, tmp_path, capsys):
    path = tmp_path / "train.csv"
    path.write_bytes(b"body,kind\n" + "naïve,pos\nbad,neg\n".encode("latin-1") * 20 + b"x\n")
    options = DataOptions(encoding="latin-1", skip_bad_lines=True)
    classifier = EmbeddingClassifier(epochs=2, learning_rate=0.5, dim=4)
    with pytest.warns(EmbedstudyWarning, match="1 row left out"):
        train_on(read_dataset(path, options), classifier, options)
    classifier.save(tmp_path / "m")
    loaded = EmbeddingClassifier.load(tmp_path / "m")
    assert (loaded.training_data.encoding, loaded.training_data.skip_bad_lines) == ("latin-1", True)
    new = tmp_path / "new.csv"
    new.write_bytes("body,id\nnaïve,1\nx\n".encode("latin-1"))
    with pytest.warns(EmbedstudyWarning, match="1 row left out"):
        printed = "".join(list_outputs(loaded, str(new), PredictionOptions()))
    assert printed.splitlines()[1].startswith("naïve,1,pos,")
    assert len(printed.splitlines()) == 2
    assert "read new.csv in latin-1, as in training" in capsys.readouterr().err
    new.write_bytes("naïve\n".encode("latin-1"))
    lines = tmp_path / "new.txt"
    lines.write_bytes("naïve\n".encode())
    assert "".join(list_outputs(loaded, str(lines), PredictionOptions())).startswith("pos\t")
    assert "latin-1" not in capsys.readouterr().err


def draw_lines(n_lines):
    """Lines of words, some of which the model knows; every tenth is empty."""
    rng = np.random.default_rng(0)
    words = np.array(["good", "bad", "film", "caf\xe9", "WORSE", "<br />", "\U0001f600", "10"])
    return [
        " ".join(words[rng.integers(0, len(words), rng.integers(1, 30))]) if number % 10 else ""
        for number in range(n_lines)
    ]


def print_all(classifier, path, workers, **options):
    with limit_workers(workers):
        return "".join(
            list_outputs(classifier, str(path), PredictionOptions(quiet=True, **options))
        )


@pytest.mark.parametrize("options", [{}, {"proba": True}, {"json": True, "proba": True}])
def test_workers_and_blocks_change_no_byte(classifier, tmp_path, monkeypatch, options):
    lines = draw_lines(6000)
    text, packed, table = tmp_path / "new.txt", tmp_path / "new.txt.gz", tmp_path / "new.csv"
    text.write_text("\n".join(lines), encoding="utf-8")
    packed.write_bytes(gzip.compress(text.read_bytes()))
    rows = "".join(f"{number},x,{line}\n" for number, line in enumerate(lines))
    table.write_text(f"id,subject,body\n{rows}", encoding="utf-8")
    whole = {path: print_all(classifier, path, 1, **options) for path in (text, table)}
    assert whole[text].count("\n") == len(lines)
    assert whole[table].count("\n") == len(lines) + (not options.get("json"))
    for size in (line_reader.CHUNK, 1 << 16, 3000, 100):
        monkeypatch.setattr(line_reader, "CHUNK", size)
        for workers in (1, 2, 3):
            assert print_all(classifier, text, workers, **options) == whole[text]
    assert print_all(classifier, packed, 2, **options) == whole[text]
    for workers in (2, 3):
        assert print_all(classifier, table, workers, **options) == whole[table]
    pieces = [classifier.predict_proba(lines[at : at + 7]) for at in range(0, len(lines), 7)]
    assert np.concatenate(pieces).tobytes() == classifier.predict_proba(lines).tobytes()


def test_few_blocks_are_in_memory(classifier, monkeypatch):
    class Endless(io.RawIOBase):
        n_read = 0

        def read1(self, _):
            self.n_read += 1
            return b"a good film\n" * 100

    stream = Endless()
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=stream))
    with limit_workers(2):
        outputs = list_outputs(classifier, "-", PredictionOptions())
        for n_taken, output in enumerate(islice(outputs, 60)):
            assert output.count("\n") == 100
            assert stream.n_read - n_taken <= 1 + 2 * AHEAD
        outputs.close()


@pytest.mark.parametrize("workers", [1, 2])
def test_a_bad_line_in_the_middle_is_named_or_counted(classifier, tmp_path, monkeypatch, workers):
    monkeypatch.setattr(line_reader, "CHUNK", 500)
    lines = [line.encode() for line in draw_lines(900)]
    text, table = tmp_path / "new.txt", tmp_path / "new.csv"
    text.write_bytes(b"\n".join([*lines[:700], b"na\xefve", *lines[700:]]))
    with pytest.raises(InputError, match=r"new.txt:701: byte 0xef"):
        print_all(classifier, text, workers)
    rows = [b"%d,x,a film" % number for number in range(5000)]
    table.write_bytes(b"\n".join([b"id,subject,body", *rows[:4000], b"wrong", *rows[4000:]]))
    with pytest.raises(InputError, match=r"new.csv:4002"):
        print_all(classifier, table, workers)
    with pytest.warns(EmbedstudyWarning, match="1 row left out"):
        skipped = print_all(classifier, table, workers, skip_bad_lines=True)
    assert skipped.count("\n") == 5001
    assert skipped.splitlines()[-1].startswith("4999,x,a film,")


def test_the_lines_before_a_bad_one_are_printed(classifier, tmp_path, monkeypatch):
    monkeypatch.setattr(line_reader, "CHUNK", 500)
    path = tmp_path / "new.txt"
    path.write_bytes(b"a good film\n" * 700 + b"na\xefve\n" + b"bad\n" * 700)
    printed = []
    with limit_workers(2), pytest.raises(InputError, match=r"new.txt:701"):
        printed.extend(list_outputs(classifier, str(path), PredictionOptions()))
    assert "".join(printed).count("\n") == 700
