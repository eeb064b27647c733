"""Checks of a saved model, before anything of the size that it asks for is allocated.

A folder may come from a stranger, with the right hashes. Every number of the configuration is
compared with the arrays, and every number of an array that is an index with what it indexes.
"""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from embedstudy.classifier.config import make_config, make_model_config
from embedstudy.classifier.params import EstimatorParams
from embedstudy.classifier.persistence.layout import (
    ENCODER,
    LABELS,
    SavedTokenizer,
    SavedVectors,
    TrainingData,
)
from embedstudy.classifier.persistence.tensors import TensorEntry
from embedstudy.datasets.files.encoding import normalize_encoding
from embedstudy.errors import InputError
from embedstudy.options.scale import read_scale
from embedstudy.strategies import STRATEGIES
from embedstudy.text.tokenizers import is_named

# Characters of a name or a path, as file systems limit them.
LONGEST_NAME = 4096
# The rows of an embedding are numbered by int32.
MOST_ROWS = 2**31 - 1
_FLOAT: np.dtype = np.dtype("<f4")
_DOUBLE: np.dtype = np.dtype("<f8")
# The arrays that are no weights; the last only where character n-grams are read.
_INDICES = {
    "word_counts": np.dtype("<i8"),
    "buckets": np.dtype("<i4"),
    "char_buckets": np.dtype("<u4"),
}


def check_parameters(
    parameters: Mapping[str, Any], tokenizer: SavedTokenizer, vectors: SavedVectors | None
) -> None:
    """Check the parameters of the estimator as `fit` does, of whatever version.

    Raises
    ------
    InputError
        If one is not usable.
    """
    for name, value in parameters.items():
        if isinstance(value, str) and len(value) > LONGEST_NAME:
            raise InputError(f"{name[:40]} has {len(value):,} characters")
    check_class_weight(parameters.get("class_weight"))
    values: dict[str, Any] = {**vars(EstimatorParams()), **parameters}
    known_tokenizer = is_named(tokenizer.name) and is_named(str(values["tokenizer"]))
    values["tokenizer"] = tokenizer.name if known_tokenizer else "basic"
    if not isinstance(values["class_weight"], str):
        values["class_weight"] = None
    if vectors is not None:  # they may have been in memory, without a name
        values["vectors"] = "vectors"
    make_config(values)


def check_class_weight(weights: object) -> None:
    """Check the weights of classes, which are numbers by label."""
    if weights is None or isinstance(weights, str):
        return
    if not isinstance(weights, Mapping):
        raise InputError("class_weight should be a mapping")
    for label, weight in weights.items():
        if not isinstance(label, str | int | float) or type(weight) not in (int, float):
            raise InputError("class_weight should hold a number for each label")
        if not 0 <= weight < math.inf:
            raise InputError("class_weight should hold finite numbers of at least 0")


def check_names(tokenizer: SavedTokenizer, vectors: SavedVectors | None) -> None:
    """Check the names of the tokenizer and of the vectors, and the hash and the dim of these.

    Raises
    ------
    InputError
    """
    for kind, name in (("tokenizer", tokenizer.name), ("its settings", tokenizer.settings)):
        _check_name(kind, name)
    if vectors is None:
        return
    _check_name("vectors", vectors.name)
    if not isinstance(vectors.sha256, str) or not re.fullmatch("([0-9a-f]{64})?", vectors.sha256):
        raise InputError("the hash of its vectors should be a SHA-256")
    if vectors.source is not None:
        _check_name("source of the vectors", vectors.source)
    if type(vectors.dim) is not int or vectors.dim < 1:
        raise InputError("the dim of its vectors should be a whole number above 0")


def _check_name(kind: str, name: object) -> None:
    if not isinstance(name, str):
        raise InputError(f"{kind} should be text, is {type(name).__name__}")
    if len(name) > LONGEST_NAME or "\0" in name:
        raise InputError(f"{kind}: no such name ({len(name):,} characters)")


def check_data(data: TrainingData | None) -> None:
    """Check the names that tell how texts are read: data, columns and encoding.

    Raises
    ------
    InputError
    """
    if data is None:
        return
    names = {"data": data.name, "hash of the data": data.sha256, "label column": data.label_column}
    for kind, name in [*names.items(), *(("text column", name) for name in data.text_columns)]:
        _check_name(kind, name)
    _check_name("encoding", data.encoding)
    normalize_encoding(data.encoding)


def read_classes(document: Mapping[str, Any]) -> np.ndarray:
    """Return the labels of a configuration as an array, each of the type that it names.

    Raises
    ------
    InputError
        If a label has another type, occurs twice, or there is none.
    """
    kind = LABELS[document["type"]]
    labels: Any = document["labels"]
    if not isinstance(labels, list) or not labels:
        raise InputError("classes should be a list of labels")
    label: Any
    for label in labels:
        is_of_kind = type(label) is kind  # a bool is an int to isinstance
        if not is_of_kind:
            raise InputError(f"the class {str(label)[:40]!r} is not of type {document['type']}")
        if kind is int and not -(2**63) <= label < 2**63:
            raise InputError("a class is too large a number")
        if kind is float and not math.isfinite(label):
            raise InputError("a class is not a finite number")
    if len(set(labels)) < len(labels):
        raise InputError("two classes have the same label")
    return np.asarray(labels)


def check_training(learning_rate: Any, c: Any, epochs: Any, scale: str) -> None:
    """Check the numbers that tell how a model was trained.

    Raises
    ------
    InputError
    """
    numbers: dict[str, Any] = {"learning_rate": learning_rate, "c": 1.0 if c is None else c}
    for name, number in numbers.items():
        is_number = isinstance(number, int | float) and not isinstance(number, bool)
        if not is_number or not 0 < number < math.inf:
            raise InputError(f"{name} should be a finite number above 0")
    if type(epochs) is not int or not 0 <= epochs < MOST_ROWS:
        raise InputError("epochs should be a whole number of at least 0")
    read_scale(scale[:LONGEST_NAME])


def check_shapes(
    entries: Mapping[str, TensorEntry],
    parameters: Mapping[str, Any],
    n_classes: int,
    vectors: SavedVectors | None,
) -> None:
    """Check the shapes and types of arrays, of which only the header was read.

    Raises
    ------
    InputError
        If they are not those that the parameters and the number of classes ask for.
    """
    config = make_model_config(parameters)
    encoder, reads_chars = config.new_encoder(), config.options.char_ngram_lengths is not None
    names = [name for name in _INDICES if reads_chars or name != "char_buckets"]
    for name in names:
        entry = entries.get(name)
        if entry is None or entry.dtype != _INDICES[name] or len(entry.shape) != 1:
            raise InputError(f"{name} should be {_INDICES[name]} (n,), is {entry or 'none'}")
    counts = {name: entries[name].shape[0] for name in names}
    n_rows = sum(counts.values()) + reads_chars
    if config.n_buckets + n_rows > MOST_ROWS:
        raise InputError(f"an embedding of {config.n_buckets + n_rows:,} rows is too large")
    embedding = entries.get("embedding")
    dim = embedding.shape[-1] if embedding is not None and embedding.shape else 1
    shapes: dict[str, tuple[int, ...]] = {
        "embedding": (n_rows, dim),
        "weights": (n_classes, encoder.width(dim)),
        "bias": (n_classes,),
        "log_prior": (n_classes,),
    }
    if "channel" in entries:
        shapes["channel"] = (n_rows, dim)
    layers = {ENCODER + name: shape for name, shape in encoder.shapes(dim).items()}
    expected: dict[str, tuple[np.dtype, tuple[int, ...]]] = {
        name: (_FLOAT, shape) for name, shape in (shapes | layers).items()
    }
    expected["class_totals"] = (_DOUBLE, (n_classes,))
    for name, (dtype, shape) in expected.items():
        entry = entries.get(name)
        if entry is None or (entry.dtype, entry.shape) != (dtype, shape):
            raise InputError(f"{name} should be {dtype} {shape}, is {entry or 'none'}")
    strategy = parameters.get("strategy", "random")
    if unknown := entries.keys() - expected.keys() - set(names):
        raise InputError(f"an array that no such model has: {min(unknown)[:60]!r}")
    if ("channel" in entries) != (STRATEGIES.find(strategy).channels > 1):
        raise InputError(f"strategy {strategy} goes with another number of channels")
    if dim < 1 or (vectors is not None and vectors.dim != dim):
        raise InputError(f"the embedding has {dim} dimensions, its vectors another number")


def check_words(words: Sequence[str], n_words: int) -> None:
    """Check the words of a vocabulary.

    Raises
    ------
    InputError
        If one occurs twice, or there are not as many as rows.
    """
    if not n_words or len(words) != n_words:
        raise InputError(f"the vocabulary should have {n_words:,} words, has {len(words):,}")
    if len(set(words)) < len(words):
        raise InputError("a word occurs twice in the vocabulary")


def check_values(arrays: Mapping[str, np.ndarray], parameters: Mapping[str, Any]) -> None:
    """Check the numbers of arrays whose shapes are right.

    Raises
    ------
    InputError
        If a weight is not finite, or an index out of range.
    """
    config = make_model_config(parameters)
    for name, array in arrays.items():
        if name not in _INDICES and not is_finite(array):
            raise InputError(f"{name} holds numbers that are not finite")
    for name in ("word_counts", "class_totals"):
        if (arrays[name] < 0).any():
            raise InputError(f"{name} holds numbers below 0")
    if not arrays["class_totals"].any():
        raise InputError("class_totals holds no number above 0")
    limits = {"buckets": config.n_buckets, "char_buckets": config.options.buckets}
    for name, limit in limits.items():
        buckets = arrays.get(name)
        if buckets is None or not len(buckets):
            continue
        if buckets[0] < 0 or buckets[-1] >= limit or not (buckets[1:] > buckets[:-1]).all():
            raise InputError(f"{name} should rise from 0 to below {limit:,}")


def is_finite(array: np.ndarray) -> bool:
    """Tell whether all numbers of an array are finite, without an array of as many answers."""
    flat = array.reshape(-1)
    if not len(flat):
        return True
    # NaN and infinity are the largest or the smallest of their array.
    return bool(np.isfinite(flat.min()) and np.isfinite(flat.max()))
