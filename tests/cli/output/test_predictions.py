"""What predict prints, and how it reads."""

import pytest

from embedstudy import EmbeddingClassifier
from embedstudy.classifier.train_and_test import train_on
from embedstudy.cli.output.predictions import check_input, list_outputs
from embedstudy.datasets.catalog import load_dataset
from embedstudy.errors import InputError
from embedstudy.options.classifier import PredictionOptions


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
    path = tmp_path / "new.csv"
    path.write_text("body,subject\ngood,x\n")
    header, row = "".join(list_outputs(loaded, str(path), PredictionOptions())).splitlines()
    assert header == "body,subject,predicted,probability"
    assert row.startswith("good,x,")
    assert loaded.fit(["a", "b"] * 10, [0, 1] * 10).training_data is None


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
