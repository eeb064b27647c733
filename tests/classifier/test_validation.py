import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from sklearn.exceptions import DataConversionWarning

from embedstudy.classifier.validation import (
    agree_on_classes,
    check_data,
    check_labels,
    check_texts,
    compute_weights,
    encode_labels,
    encode_validation_labels,
    find_classes,
    find_label_type,
)
from embedstudy.errors import EmbedstudyWarning, InputError
from embedstudy.metrics import METRICS


@pytest.mark.parametrize(
    "texts",
    [
        ["a", "b"],
        ("a", "b"),
        np.array(["a", "b"]),
        np.array(["a", "b"], dtype=object),
        pd.Series(["a", "b"], index=[7, 3]),
        pa.array(["a", "b"]),
        (text for text in ["a", "b"]),
    ],
)
def test_texts_of_any_library(texts):
    assert check_texts(texts) == ["a", "b"]


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        ("a text", "texts must be a list of strings, not one str"),
        (b"a text", "not one bytes"),
        (7, "texts must be a list of strings, not int"),
        (["a", None], r"text 1 is missing \(None\); drop such rows"),
        ([None, None], "text 0 is missing .*fillna"),
        (["a", "b", b"c"], "text 2 is not a string but bytes"),
        (["a", float("nan")], r"text 1 is missing \(nan\)"),
        ([["a"], ["b"]], "text 0 is not a string but list"),
        (pd.DataFrame({"t": ["a", "b"]}), "one column of a table, not DataFrame"),
        (np.array([["a"], ["b"]]), "one column of a table, not ndarray"),
        ({"a": 1}, "not dict"),
    ],
)
def test_bad_texts(texts, message):
    with pytest.raises(InputError, match=message):
        check_texts(texts)


def test_texts_and_labels_go_together():
    texts, labels = check_data(("a", "b"), ("x", "y"))
    assert (texts, labels.tolist()) == (["a", "b"], ["x", "y"])


@pytest.mark.parametrize(
    ("texts", "labels", "message"),
    [
        (["a", "b"], [1], "2 texts, but 1 label"),
        (["a", 1], ["b", 2], "text 1 is not a string"),
        (["a", "b"], ["b", 2], "labels of two kinds"),
        ([], [], r"no texts: 0 sample\(s\) where a minimum of 1 is required"),
    ],
)
def test_bad_data(texts, labels, message):
    with pytest.raises(InputError, match=message):
        check_data(texts, labels)


@pytest.mark.parametrize(
    ("labels", "kind"), [(["a", "b"], "U"), ([1, 2], "i"), ([True, False], "b"), ([1.0, 2.0], "f")]
)
def test_labels_keep_their_type(labels, kind):
    array = check_labels(labels)
    assert array.tolist() == labels
    assert array.dtype.kind == kind


def test_labels_in_a_column_are_taken_with_a_warning():
    with pytest.warns(DataConversionWarning):
        assert check_labels(np.array([["neg"], ["pos"]])).tolist() == ["neg", "pos"]


@pytest.mark.parametrize(
    ("label", "name"),
    [("a", "str"), (np.str_("a"), "str"), (True, "bool"), (np.int8(1), "int"), (1.0, "float")],
)
def test_the_type_of_a_label(label, name):
    assert find_label_type(label) == name


def test_a_label_of_no_type():
    with pytest.raises(InputError, match="label 4 is bytes; a label is a str, int, bool or float"):
        find_label_type(b"a", 4)


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (None, "requires y to be passed"),
        (["a", 1], "labels of two kinds: label 0 is 'a', label 1 is 1"),
        ([True, 1], "labels of two kinds: label 0 is True, label 1 is 1"),
        ([1, 1.0], "labels of two kinds: label 0 is 1, label 1 is 1.0"),
        (["a", None], "label 1 is missing"),
        ([0.0, float("nan")], "label 1 is missing"),
        ([pd.NA, "a"], r"label 0 is missing \(<NA>\); drop such rows"),
        ([b"a", b"b"], "label 0 is bytes; a label is a str, int, bool or float"),
        ([0.5, 1.5], "Unknown label type: continuous"),
        ([[0, 1], [1, 0]], "y should be a 1d array"),
    ],
)
def test_bad_labels(labels, message):
    with pytest.raises(InputError, match=message):
        check_labels(labels)


def test_classes_are_sorted_and_more_than_one():
    assert find_classes(np.array(["pos", "neg", "pos"])).tolist() == ["neg", "pos"]
    with pytest.raises(InputError, match=r"only one class \(1\): nothing to learn"):
        find_classes(np.array([1, 1]))


def test_classes_of_the_first_and_of_later_calls():
    classes = agree_on_classes(["pos", "neg"], None)
    assert classes.tolist() == ["neg", "pos"]
    assert agree_on_classes(None, classes) is classes
    assert agree_on_classes(["pos", "neg", "pos"], classes) is classes
    with pytest.raises(InputError, match=r"classes is \['neg'\], but was \['neg', 'pos'\] before"):
        agree_on_classes(["neg"], classes)
    with pytest.raises(InputError, match="classes must be passed on the first call"):
        agree_on_classes(None, None)
    with pytest.raises(InputError, match="only one class"):
        agree_on_classes([0], None)


def test_labels_become_ids():
    ids = encode_labels(np.array(["b", "a", "b"]), np.array(["a", "b"]))
    assert ids.tolist() == [1, 0, 1]
    assert ids.dtype == np.int32
    with pytest.raises(InputError, match=r"label 1 is 'c', none of the classes \('a', 'b'\)"):
        encode_labels(np.array(["b", "c"]), np.array(["a", "b"]))
    with pytest.raises(InputError, match=r"\(0, 1, 2, 3, 4, \.\.\.\)"):
        encode_labels(np.array([9]), np.arange(8))


ACCURACY, MACRO_F1, AUROC = METRICS["accuracy"], METRICS["macro-f1"], METRICS["auroc"]


def test_labels_that_only_validation_texts_have_are_wrong():
    classes = np.array([0, 1])
    assert encode_validation_labels(np.array([1, 0]), classes, ACCURACY).tolist() == [1, 0]
    with pytest.warns(EmbedstudyWarning, match="1 label of validation_data is in no training"):
        ids = encode_validation_labels(np.array([0, 7, 1]), classes, ACCURACY)
    assert ids.tolist() == [0, -1, 1]
    with pytest.raises(InputError, match="validation_data: not one label is a class"):
        encode_validation_labels(np.array([7, 8]), classes, ACCURACY)


def test_validation_texts_that_lack_a_class_are_told_of_by_a_metric_of_classes():
    classes, labels = np.array(["a", "b", "c"]), np.array(["a", "b", "b"])
    assert encode_validation_labels(labels, classes, ACCURACY).tolist() == [0, 1, 1]
    for metric in (MACRO_F1, AUROC):
        expected = rf"no text of dev .* has the class 'c', so {metric.title} there is of"
        with pytest.warns(EmbedstudyWarning, match=expected):
            encode_validation_labels(labels, classes, metric)
    with pytest.raises(InputError, match=r"all texts of dev .* have one class, so AUROC"):
        encode_validation_labels(labels[1:], classes, AUROC)


IDS, CLASSES = np.array([0, 1] * 20, np.int32), np.array(["neg", "pos"])


def test_weights_multiply():
    ones = compute_weights(IDS, CLASSES, None, None)
    assert ones.dtype == np.float32
    assert ones.tolist() == [1.0] * 40
    weights = compute_weights(IDS, CLASSES, {"pos": 3.0}, np.full(40, 2))
    assert weights[:2].tolist() == [2.0, 6.0]


def test_balanced_classes_weigh_the_same():
    ids = np.array([0, 0, 0, 1], np.int32)
    weights = compute_weights(ids, np.array(["a", "b", "absent"]), "balanced", None)
    np.testing.assert_allclose(weights[:3].sum(), weights[3])


@pytest.mark.parametrize(
    ("class_weight", "message"),
    [
        ("equal", "class_weight is 'equal'; 'balanced', a dict or None"),
        (5, "class_weight is 5; 'balanced', a dict or None"),
        ({"post": 1.0}, r"class_weight: no class 'post' \('neg', 'pos'\)"),
        ({"pos": -1.0}, "class_weight of 'pos' is -1.0; it must be at least 0"),
        ({"pos": True}, "class_weight of 'pos' is True"),
        ({"pos": float("inf")}, "class_weight of 'pos' is inf"),
        ({"neg": 0.0, "pos": 0}, "give every text the weight 0"),
    ],
)
def test_bad_class_weights(class_weight, message):
    with pytest.raises(InputError, match=message):
        compute_weights(IDS, CLASSES, class_weight, None)


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
def test_bad_sample_weights(weights, message):
    with pytest.raises(InputError, match=message):
        compute_weights(IDS, CLASSES, None, weights)
