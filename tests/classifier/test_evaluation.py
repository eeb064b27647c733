import numpy as np
import pytest
from sklearn.metrics import f1_score

from embedstudy import EmbeddingClassifier
from embedstudy.classifier.evaluation import load_part, score
from embedstudy.classifier.persistence.layout import TrainingData
from embedstudy.errors import EmbedstudyWarning, InputError
from embedstudy.metrics import METRICS, Outputs
from embedstudy.options.data import DataOptions

TEXTS = ["a", "b", "c"] * 12


@pytest.fixture(scope="module")
def model():
    return EmbeddingClassifier(learning_rate=1.0).fit(TEXTS, [1, 2, 3] * 12)


def test_a_report_by_hand(model):
    report = score(model, ["a", "a", "b", "c"], ["1", "2", "2", "1"])
    assert report.accuracy == 0.5
    assert report.confusion.tolist() == [[1, 0, 1], [1, 1, 0], [0, 0, 0]]
    scores = [(c.label, c.precision, c.recall, c.support) for c in report.classes]
    assert scores == [("1", 0.5, 0.5, 2), ("2", 1.0, 0.5, 2), ("3", 0.0, 0.0, 0)]
    true, predicted = [1, 2, 2, 1], [1, 1, 2, 3]
    expected = f1_score(true, predicted, labels=[1, 2], average="macro", zero_division=0)
    np.testing.assert_allclose(report.macro_f1, expected)


def test_labels_unseen_in_training_are_wrong(model):
    report = score(model, ["a", "b", "c", "c"], ["1", "2", "new", "new"])
    assert report.accuracy == 0.5
    last = report.classes[-1]
    assert (last.label, last.known, last.support, last.recall) == ("new", False, 2, 0.0)
    # A class that no text has does not count: class 3, though it was predicted.
    np.testing.assert_allclose(report.macro_f1, (1 + 1 + 0) / 3)
    assert score(model, ["a", "b"], ["1", "2"]).macro_f1 == 1.0


def test_the_score_by_the_metric_of_the_model():
    texts, labels = ["a", "a b", "b", "c", "b"], ["1", "2", "2", "3", "1"]
    for name, metric in METRICS.items():
        model = EmbeddingClassifier(learning_rate=1.0, metric=name).fit(TEXTS, [1, 2, 3] * 12)
        report = score(model, texts, labels)
        ids = np.array([int(label) - 1 for label in labels])
        probabilities = model.predict_proba(texts)
        outputs = Outputs(ids, probabilities.argmax(axis=1), probabilities)
        assert (report.metric, report.score) == (name, pytest.approx(metric.compute(outputs)))
        assert report.accuracy == model.score(texts, [int(label) for label in labels])
        one_class = score(model, ["a", "b"], ["1", "1"])
        assert (one_class.score is None) == (name == "auroc")


def test_classes_that_are_numbers_are_in_the_order_of_their_values():
    numbered = EmbeddingClassifier(learning_rate=1.0).fit(TEXTS, ["10", "9", "-1"] * 12)
    report = score(numbered, ["a", "b", "c"], ["10", "9", "-1"])
    assert [c.label for c in report.classes] == ["-1", "9", "10"]
    assert report.confusion.tolist() == np.eye(3).tolist()


def test_nothing_to_test_on(model):
    with pytest.raises(InputError, match="no texts"):
        score(model, [], [])
    with pytest.raises(InputError, match="labels are 'neg', 'pos'; classes are '1', '2', '3'"):
        score(model, ["a", "b"], ["pos", "neg"])


def test_parts_of_a_file(tmp_path, home):
    path = tmp_path / "reviews.tsv"
    path.write_text("text\tlabel\n" + "".join(f"good {i}\tpos\nbad {i}\tneg\n" for i in range(50)))
    sizes = [
        len(load_part(str(path), DataOptions(), part, progress=False).split)
        for part in ("train", "dev", "test", "all")
    ]
    assert sizes == [80, 10, 10, 100]
    with pytest.raises(InputError, match="no part 'tets'; there are: test"):
        load_part(str(path), DataOptions(), "tets")
    few = tmp_path / "few.tsv"  # too few to be split
    few.write_text("text\tlabel\ngood\tpos\n")
    assert load_part(str(few), DataOptions(), "all", progress=False).split.texts == ["good"]


def test_a_file_without_parts_is_tested_whole_unless_it_was_trained_on(tmp_path, home):
    path = tmp_path / "gold.csv"
    path.write_text("text,label\n" + "".join(f"good {i},pos\nbad {i},neg\n" for i in range(50)))
    tested = load_part(str(path), DataOptions(), progress=False)
    assert (tested.part, len(tested.split), tested.note) == ("all", 100, "")
    data = TrainingData("gold.csv", tested.split.examples.sha256)
    tested = load_part(str(path), DataOptions(), trained_on=data, progress=False)
    assert (tested.part, len(tested.split)) == ("test", 10)
    assert "only the test part of it, 10 texts, is tested (--part all tests all)" in tested.note
    held_out = tmp_path / "test.csv"
    held_out.write_text("text,label\ngood,pos\nbad,neg\n")
    parts = load_part(str(path), DataOptions(test_file=str(held_out)), progress=False)
    assert (parts.part, len(parts.split), parts.note) == ("test", 2, "")


def test_a_table_is_read_by_the_columns_of_training(tmp_path, home):
    path = tmp_path / "gold.csv"
    path.write_text("subject,body,label,kind\n" + "a,good,x,pos\nb,bad,y,neg\n" * 5)
    data = TrainingData("train.csv", "0", ("subject", "body"), label_column="kind")
    tested = load_part(str(path), DataOptions(), trained_on=data, progress=False)
    assert tested.split.texts[:2] == ["a\ngood", "b\nbad"]
    assert tested.split.labels[:2] == ["pos", "neg"]
    assert tested.reading == (
        "read gold.csv: text from columns subject and body (not used: label), label from kind, "
        "2 classes, smallest 50 %"
    )
    options = DataOptions(text_column=("body",), label_column="label")
    tested = load_part(str(path), options, trained_on=data, progress=False)
    assert (tested.split.texts[0], tested.split.labels[0]) == ("good", "x")
    unlike = tmp_path / "other.csv"  # a table of other columns
    unlike.write_text("text,label\n" + "good,pos\nbad,neg\n" * 5)
    assert load_part(str(unlike), DataOptions(), trained_on=data).split.texts[0] == "good"
    unlike.write_text("subject,body,label\n" + "a,good,pos\nb,bad,neg\n" * 5)  # another label
    tested = load_part(str(unlike), DataOptions(), trained_on=data, progress=False)
    assert (tested.split.texts[0], tested.split.labels[0]) == ("a\ngood", "pos")
    unlike.write_text("body,kind\n" + "good,pos\nbad,neg\n" * 5)
    with pytest.raises(InputError, match="no column 'subject', which training read"):
        load_part(str(unlike), DataOptions(), trained_on=data, progress=False)
    numbered = TrainingData("a.csv", "0", ("2",), has_header=False, label_column="1")
    unlike.write_text("pos,good\nneg,bad\n" * 5)
    tested = load_part(str(unlike), DataOptions(), trained_on=numbered, progress=False)
    assert (len(tested.split), tested.split.texts[0]) == (10, "good")


def test_too_few_texts_for_a_part_are_enough_for_all(tmp_path, home):
    path = tmp_path / "small.csv"
    path.write_text("text,label\n" + "good,pos\nbad,neg\n" * 2)
    with pytest.raises(
        InputError, match=r"80/10/10 split, and 1 more has too few \(--part all tests all of it\)"
    ):
        load_part(str(path), DataOptions(), "test", progress=False)


def test_the_encoding_and_the_bad_rows_of_training_are_remembered(tmp_path, home):
    path = tmp_path / "new.csv"
    path.write_bytes(b"text,label\n" + "naïve,pos\nbad,neg\n".encode("latin-1") * 5 + b"x\n")
    data = TrainingData("train.csv", "0", encoding="latin-1", skip_bad_lines=True)
    with pytest.warns(EmbedstudyWarning, match="1 row left out: not as many cells"):
        tested = load_part(str(path), DataOptions(), trained_on=data, progress=False)
    assert (tested.split.texts[0], len(tested.split)) == ("naïve", 10)
    assert "encoding latin-1" in tested.reading
    with pytest.raises(InputError, match=r"byte 0xef at 13 is not utf-8"):
        load_part(str(path), DataOptions(), progress=False)
    with pytest.raises(InputError, match="not as many cells"):
        load_part(str(path), DataOptions(encoding="latin-1"), progress=False)
    path.write_text("text,label\n" + "naïve,pos\nbad,neg\n" * 5)
    tested = load_part(str(path), DataOptions(), trained_on=data, progress=False)
    assert (tested.split.texts[0], "encoding" in tested.reading) == ("naïve", False)
