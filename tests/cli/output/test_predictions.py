"""What predict prints, and how it reads."""

import zipfile

import pytest

from embedstudy import EmbeddingClassifier
from embedstudy.classifier.train_and_test import train_on
from embedstudy.cli.output.predictions import check_input, list_outputs
from embedstudy.datasets.catalog import load_dataset, read_dataset
from embedstudy.errors import EmbedstudyWarning, InputError
from embedstudy.options.classifier import PredictionOptions
from embedstudy.options.data import DataOptions


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
