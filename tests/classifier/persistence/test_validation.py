import json
from dataclasses import replace

import numpy as np
import pytest
from safetensors.numpy import load as read_tensors
from safetensors.numpy import save as write_tensors

from embedstudy import EmbeddingClassifier
from embedstudy.classifier.persistence.layout import (
    CONFIG,
    TENSORS,
    WORDS,
    SavedTokenizer,
    SavedVectors,
    TrainingData,
)
from embedstudy.classifier.persistence.tensors import TensorEntry
from embedstudy.classifier.persistence.validation import (
    check_class_weight,
    check_data,
    check_names,
    check_parameters,
    check_shapes,
    check_training,
    check_values,
    check_words,
    is_finite,
    read_classes,
)
from embedstudy.errors import InputError
from embedstudy.storage import sha256
from tests.classifier.persistence.folders import PROBE, change_config, fit_and_save

BASIC = SavedTokenizer("basic", "")


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"buckets": 4294967296, "ngrams": 2}, "buckets is 4294967296"),
        ({"ngrams": 10**9}, "ngrams is 1000000000"),
        ({"hidden_size": 10**9}, "hidden_size is"),
        ({"hidden_layers": 10**9}, "hidden_layers is"),
        ({"max_tokens": 10**30}, "max_tokens is .* at most 9,223,372,036,854,775,807"),
        ({"encoder": ["mean"]}, "encoder"),
        ({"strategy": {}}, "strategy"),
        ({"dim": -1}, "dim is -1"),
        ({"dim": 1.5}, "dim is 1.5"),
        ({"initializer": "x" * 5000}, "initializer has 5,000 characters"),
        ({"class_weight": {"a": float("nan")}}, "class_weight"),
        ({"class_weight": [1]}, "class_weight"),
        ({"random_state": 2**40}, "random_state"),
    ],
)
def test_parameters_are_those_that_fit_takes(parameters, message):
    with pytest.raises(InputError, match=message):
        check_parameters(parameters, BASIC, None)


def test_parameters_of_any_model_pass():
    check_parameters({}, BASIC, None)
    check_parameters({"strategy": "frozen", "vectors": None}, BASIC, make_vectors())
    check_parameters({"tokenizer": "mine.split"}, SavedTokenizer("mine.split", ""), None)
    check_class_weight("balanced")
    check_class_weight({1: 0.5, "b": 2})


def make_vectors(**changes):
    values = {"name": "v", "source": None, "dim": 3, "sha256": "0" * 64}
    return SavedVectors(**{**values, **changes})


@pytest.mark.parametrize(
    ("tokenizer", "vectors", "message"),
    [
        (SavedTokenizer(["basic"], ""), None, "tokenizer should be text, is list"),
        (SavedTokenizer("x" * 5000, ""), None, "no such name"),
        (BASIC, make_vectors(source="a\0b"), "source of the vectors: no such name"),
        (BASIC, make_vectors(name=None), "vectors should be text"),
        (BASIC, make_vectors(sha256="../x"), "should be a SHA-256"),
        (BASIC, make_vectors(dim=0), "whole number above 0"),
        (BASIC, make_vectors(dim=True), "whole number above 0"),
    ],
)
def test_names_are_text_of_the_length_of_a_name(tokenizer, vectors, message):
    check_names(BASIC, make_vectors())
    with pytest.raises(InputError, match=message):
        check_names(tokenizer, vectors)


@pytest.mark.parametrize(
    "changes",
    [
        {"name": 1}, {"sha256": None}, {"text_columns": ("a", 2)}, {"label_column": "x" * 5000},
        {"encoding": "hex"}, {"encoding": ["utf-8"]}, {"encoding": "a\0b"},
    ],
)  # fmt: skip
def test_what_is_known_of_the_data_is_text(changes):
    data = TrainingData("reviews.csv", "0" * 64, ("body",), label_column="stars")
    check_data(None)
    check_data(data)
    with pytest.raises(InputError, match=r"should be text|no such name|no encoding"):
        check_data(replace(data, **changes))


@pytest.mark.parametrize(
    ("kind", "labels", "message"),
    [
        ("int", [0, "1"], "not of type int"),
        ("int", [0, True], "not of type int"),
        ("int", [0, 2**63], "too large"),
        ("float", [0.5, float("inf")], "not a finite"),
        ("str", ["a", "a"], "same label"),
        ("str", [], "list of labels"),
        ("str", "ab", "list of labels"),
    ],
)
def test_classes_have_one_type(kind, labels, message):
    assert read_classes({"type": "bool", "labels": [False, True]}).dtype == bool
    with pytest.raises(InputError, match=message):
        read_classes({"type": kind, "labels": labels})


def test_how_it_was_trained_is_in_numbers():
    check_training(0.5, None, 0, "x1")
    for values in ((0, None, 1, "x1"), (True, None, 1, "x1"), (1, "1", 1, "x1"), (1, 1, -1, "x1"),
                   (1, 1, 1.5, "x1"), (1, 1, 1, "x0")):  # fmt: skip
        with pytest.raises(InputError, match=r"should be|scale is"):
            check_training(*values)


def make_entries(**shapes):
    dtypes = {"word_counts": "<i8", "buckets": "<i4", "class_totals": "<f8"}
    usual = {
        "embedding": (5, 3), "weights": (2, 3), "bias": (2,), "log_prior": (2,),
        "class_totals": (2,), "word_counts": (5,), "buckets": (0,),
    }  # fmt: skip
    return {
        name: TensorEntry(np.dtype(dtypes.get(name, "<f4")), shape, 0, 0)
        for name, shape in (usual | shapes).items()
    }


def test_shapes_go_with_each_other_and_with_the_parameters():
    check_shapes(make_entries(), {}, 2, make_vectors())
    for entries, parameters, message in (
        (make_entries(embedding=(6, 3)), {}, r"embedding should be float32 \(5, 3\)"),
        (make_entries(embedding=()), {}, "embedding should be"),
        (make_entries(weights=(2, 100)), {}, r"weights should be float32 \(2, 3\)"),
        (make_entries(channel=(5, 3)), {}, "another number of channels"),
        (make_entries(other=(5, 3)), {}, "an array that no such model has: 'other'"),
        (make_entries(), {"char_ngrams": "3-6"}, "char_buckets should be uint32"),
        (make_entries(), {"encoder": "dan", "hidden_size": 100_000}, "weights should be"),
        (make_entries(), {"ngrams": 2, "buckets": 2_000_000_000, "x": 1}, None),
    ):
        if message is None:
            check_shapes(entries, parameters, 2, None)
            continue
        with pytest.raises(InputError, match=message):
            check_shapes(entries, parameters, 2, None)
    with pytest.raises(InputError, match="its vectors another number"):
        check_shapes(make_entries(), {}, 2, make_vectors(dim=4))


def test_words_occur_once():
    check_words(("a", "b"), 2)
    for words, count in (((), 0), (("a",), 2), (("a", "a"), 2)):
        with pytest.raises(InputError, match="vocabulary"):
            check_words(words, count)


def test_numbers_are_finite_and_ids_in_range():
    def make(**arrays):
        usual = {
            "embedding": np.ones((2, 3), np.float32), "class_totals": np.ones(2),
            "word_counts": np.ones(2, np.int64), "buckets": np.array([1, 5], np.int32),
        }  # fmt: skip
        return usual | {name: np.array(values) for name, values in arrays.items()}

    ngrams = {"ngrams": 2, "buckets": 6}
    check_values(make(), ngrams)
    for arrays, message in (
        ({"embedding": [1, np.nan]}, "embedding holds numbers that are not finite"),
        ({"embedding": [1, -np.inf]}, "embedding holds"),
        ({"class_totals": [0.0, 0.0]}, "no number above 0"),
        ({"class_totals": [1.0, -1.0]}, "below 0"),
        ({"word_counts": [-1]}, "word_counts holds numbers below 0"),
        ({"buckets": [-1, 5]}, "buckets should rise from 0 to below 6"),
        ({"buckets": [1, 6]}, "buckets should rise"),
        ({"buckets": [5, 1]}, "buckets should rise"),
    ):
        with pytest.raises(InputError, match=message):
            check_values(make(**arrays), ngrams)
    assert is_finite(np.empty(0, np.float32))


def test_a_folder_with_right_hashes_is_refused_by_its_contents(tmp_path):
    folder = tmp_path / "m"
    model = fit_and_save(folder)
    tensors = read_tensors((folder / TENSORS).read_bytes())

    def rewrite(**changes):
        (folder / TENSORS).write_bytes(write_tensors(tensors | changes))
        hashes = {name: sha256(folder / name) for name in (TENSORS, WORDS)}
        change_config(folder, sha256=hashes)

    rewrite(weights=np.full_like(tensors["weights"], np.nan))
    with pytest.raises(InputError, match=r"m: a saved model that cannot be read .weights holds"):
        EmbeddingClassifier.load(folder)
    rewrite(embedding=np.full_like(tensors["embedding"], 3e38))
    with pytest.raises(InputError, match="m: scores are not finite"):
        EmbeddingClassifier.load(folder).predict_proba(PROBE)
    rewrite()
    again = EmbeddingClassifier.load(folder)
    assert again.predict_proba(PROBE).tobytes() == model.predict_proba(PROBE).tobytes()
    config = json.loads((folder / CONFIG).read_bytes())
    config["parameters"]["max_tokens"] = 1
    (folder / CONFIG).write_text(json.dumps(config))
    with pytest.raises(InputError, match=r"config\.json: has changed since it was written"):
        EmbeddingClassifier.load(folder)
