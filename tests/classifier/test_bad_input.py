import numpy as np
import pandas as pd
import pytest
from sklearn.exceptions import DataConversionWarning

from embedstudy import EmbeddingClassifier
from embedstudy.errors import EmbedstudyWarning, InputError

TEXTS, LABELS = ["a b", "c d"] * 20, [0, 1] * 20


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"strategy": "fozen"}, "no strategy 'fozen'; there are: frozen"),
        ({"strategy": "frozen"}, "needs vectors"),
        ({"encoder": "men"}, "no encoder 'men'; there are: mean"),
        ({"encoder": None}, "encoder is None"),
        ({"optimizer": "adamm"}, "no optimizer 'adamm'; there are: adam"),
        ({"schedule": "lin"}, "no schedule 'lin'; there are: linear"),
        ({"initializer": "Glorot"}, "no initializer 'Glorot'; there are: Glorot"),
        ({"embedding_initializer": "Zero(1"}, "initializer 'Zero"),
        ({"embedding_initializer": "Identity", "dim": 3}, r"Identity: .*\(4, 3\)"),
        ({"initializer": "Identity", "dim": 3}, r"Identity: .*\(3, 2\)"),
        ({"tokenizer": "tree"}, "no tokenizer 'tree'"),
        ({"tokenizer": 3}, "tokenizer: a name is a string, not 3"),
        ({"batch_size": 0}, "batch_size is 0; .*at least 1"),
        ({"batch_size": 41}, "batch_size is 41, more than the 40 texts to train on"),
        ({"epochs": 0}, "epochs is 0; .*at least 1"),
        ({"epochs": 2.5}, "epochs is 2.5; it must be a whole number"),
        ({"dim": 0}, "dim is 0; .*at least 1"),
        ({"encoder": "dan", "hidden_size": 0}, "hidden_size is 0"),
        ({"encoder": "hier", "window": -1}, "window is -1"),
        ({"dropout": 1.0}, "dropout is 1.0; .*at least 0 and below 1"),
        ({"word_dropout": -0.1}, "word_dropout is -0.1"),
        ({"momentum": 0.9, "optimizer": "adam"}, "momentum goes with optimizer 'sgd'"),
        ({"nesterov": True}, "nesterov needs a momentum"),
        ({"max_norm": 0}, "max_norm is 0"),
        ({"ngrams": 0}, "ngrams is 0"),
        ({"min_count": 0}, "min_count is 0"),
        ({"min_count": 21}, "not one word in the training texts 21 times"),
        ({"max_vocabulary": 0}, "max_vocabulary is 0"),
        ({"max_tokens": -1}, "max_tokens is -1"),
        ({"patience": 0}, "patience is 0"),
        ({"validation_fraction": 1}, "validation_fraction is 1; .* above 0 and below 1"),
        ({"learning_rate": 0}, "learning_rate is 0"),
        ({"learning_rate": float("nan")}, "learning_rate is nan"),
        ({"learning_rate": "fast"}, "learning_rate is 'fast'"),
        ({"learning_rate": True}, "learning_rate is true"),
        ({"random_state": "x"}, "random_state is 'x'"),
        ({"random_state": -1}, "random_state is -1"),
        ({"verbose": -1}, "verbose is -1"),
        ({"class_weight": "equal"}, r"no class_weight 'equal'; there are: balanced \(a dict"),
        ({"class_weight": {2: 1.0}}, "class_weight: no class 2"),
        ({"class_weight": {1: -1.0}}, "class_weight of 1 is -1.0"),
        ({"class_weight": {0: 0.0, 1: 0}}, "leave no text that counts"),
        ({"vectors": 5}, "vectors is int; give a name"),
        ({"vectors": "glov", "strategy": "frozen"}, "no vectors 'glov'; there are: glove-6b-50d"),
    ],
)
def test_bad_parameters(parameters, message):
    with pytest.raises(InputError, match=message) as error:
        EmbeddingClassifier(**parameters).fit(TEXTS, LABELS)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("texts", "labels", "message"),
    [
        ("a text", [1], "texts must be a list of strings, not one str"),
        (b"a text", [1], "not one bytes"),
        (7, [1], "texts must be a list of strings, not int"),
        (["a", None], [0, 1], "text 1 is not a string but NoneType"),
        ([None, None], [0, 1], "text 0 is not a string but NoneType"),
        (["a", "b", b"c"], [0, 1, 1], "text 2 is not a string but bytes"),
        (["a", float("nan")], [0, 1], "text 1 is not a string but float"),
        ([["a"], ["b"]], [0, 1], "text 0 is not a string but list"),
        (pd.DataFrame({"t": ["a", "b"]}), [0, 1], "one column of a table, not DataFrame"),
        (np.array([["a"], ["b"]]), [0, 1], "one column of a table, not ndarray"),
        ({"a": 1}, [0], "not dict"),
        (["a", "b"], [1, 1], r"only one class \(1\)"),
        (["a", "b"], [1], "2 texts, but 1 labels"),
        ([], [], "no texts"),
        (["!", "?"], [0, 1], "not one word"),
    ],
)
def test_bad_data(texts, labels, message):
    with pytest.raises(InputError, match=message):
        EmbeddingClassifier().fit(texts, labels)


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (None, "requires y to be passed"),
        (["a", 1] * 20, "labels of two kinds: label 0 is 'a', label 1 is 1"),
        ([True, 1] * 20, "labels of two kinds: label 0 is True, label 1 is 1"),
        ([1, 1.0] * 20, "labels of two kinds: label 0 is 1, label 1 is 1.0"),
        (["a", None] * 20, "label 1 is missing"),
        ([0.0, float("nan")] * 20, "label 1 is missing"),
        ([pd.NA, "a"] * 20, "label 0 is NAType; a label is a str"),
        ([b"a", b"b"] * 20, "label 0 is bytes; a label is a str, int, bool or float"),
        ([0.5, 1.5] * 20, "Unknown label type: continuous"),
        ([[0, 1], [1, 0]] * 20, "y should be a 1d array"),
    ],
)
def test_bad_labels(labels, message):
    with pytest.raises(InputError, match=message):
        EmbeddingClassifier().fit(TEXTS, labels)


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ([1.0] * 39, r"sample_weight.shape == \(39,\), expected \(40,\)"),
        ([-1.0] * 40, "sample_weight 0 is -1; weights must be at least 0"),
        ([1.0] * 39 + [np.inf], "sample_weight 39 is inf"),
        ([0.0] * 40, "every weight is zero"),
        (["x"] * 40, "sample_weight must be numbers"),
        ([[1.0]] * 40, "must be 1D"),
    ],
)
def test_bad_weights(weights, message):
    with pytest.raises(InputError, match=message):
        EmbeddingClassifier().fit(TEXTS, LABELS, sample_weight=weights)


def test_too_few_texts_to_hold_some_out():
    with pytest.raises(InputError, match="patience: no two classes have 10 texts"):
        EmbeddingClassifier(patience=1).fit(TEXTS[:12], LABELS[:12])
    few = EmbeddingClassifier().fit(TEXTS[:12], LABELS[:12])  # then nothing is chosen
    assert (few.learning_rate_, few.n_epochs_) == (0.3, 10)


def test_rare_classes_stay_with_the_training_texts():
    model = EmbeddingClassifier(learning_rate=0.1, patience=2, epochs=3)
    model.fit([*TEXTS, "e f"], [*LABELS, 2])
    assert "e" in model.vocabulary_
    assert model.history_[0]["dev_accuracy"] is not None


def test_labels_that_only_validation_texts_have_are_wrong():
    model = EmbeddingClassifier(learning_rate=0.5, epochs=5)
    with pytest.warns(EmbedstudyWarning, match="1 labels of validation_data are in no training"):
        model.fit(TEXTS, LABELS, validation_data=(["a b", "c d", "e", "a"], [0, 1, 7, 0]))
    assert max(row["dev_accuracy"] for row in model.history_) == 0.75
    with pytest.raises(InputError, match="not one label is a class"):
        model.fit(TEXTS, LABELS, validation_data=(["a"], [7]))


def test_a_table_that_knows_nothing_is_refused(vectors):
    with pytest.raises(InputError, match="made-up-8d knows 0 of 4 words"):
        EmbeddingClassifier(vectors, "frozen").fit(TEXTS, LABELS)


def test_labels_in_a_column_are_taken_with_a_warning(corpus):
    column = np.array(corpus.train.labels)[:, None]
    with pytest.warns(DataConversionWarning):
        model = EmbeddingClassifier(learning_rate=1.0).fit(corpus.train.texts, column)
    assert model.classes_.tolist() == ["neg", "pos"]


def test_texts_from_other_libraries():
    model = EmbeddingClassifier(learning_rate=0.5).fit(pd.Series(TEXTS), pd.Series(LABELS))
    assert model.predict(pd.Series(["a", "c"], index=[7, 3])).tolist() == [0, 1]
    assert model.predict(np.array(["a", "c"])).tolist() == [0, 1]


def test_what_predict_is_given_is_looked_at_too():
    model = EmbeddingClassifier(learning_rate=0.5).fit(TEXTS, LABELS)
    for method in (model.predict, model.predict_proba, model.transform):
        with pytest.raises(InputError, match="text 1 is not a string but int"):
            method(["a", 3])
        with pytest.raises(InputError, match="not one str"):
            method("a")
