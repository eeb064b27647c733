"""Checks of what a person hands to the estimator: texts, labels and weights."""

import warnings
from collections.abc import Mapping, Sequence, Set
from typing import Any

import numpy as np
from sklearn.utils.class_weight import compute_class_weight
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import column_or_1d

from embedstudy.datasets.memory import DROP, is_missing, list_texts
from embedstudy.errors import EmbedstudyWarning, InputError
from embedstudy.metrics import Metric
from embedstudy.wording import counted

# The order matters: a bool is an int to Python.
_LABEL_TYPES = {
    "str": str,
    "bool": bool | np.bool_,
    "int": int | np.integer,
    "float": float | np.floating,
}


def check_data(X: Any, y: Any) -> tuple[list[str], np.ndarray]:
    """Return texts as a list and their labels as an array.

    Raises
    ------
    InputError
        If a text or a label is not usable, there are none, or not as many texts as labels.
    """
    texts, labels = check_texts(X), check_labels(y)
    if len(texts) != len(labels):
        raise InputError(f"{counted(len(texts), 'text')}, but {counted(len(labels), 'label')}")
    if not texts:
        raise InputError("no texts: 0 sample(s) where a minimum of 1 is required")
    return texts, labels


def check_texts(X: Any) -> list[str]:
    """Return texts as a list.

    Raises
    ------
    InputError
        If it is not a sequence of strings; the error has the place of the first other item.
    """
    return list_texts(X)


def check_labels(y: Any) -> np.ndarray:
    """Return labels of one type as an array; shape (n_labels,).

    Raises
    ------
    InputError
        If a label is missing, labels have several types, or they are numbers to regress on.
    """
    if y is None:
        raise InputError("requires y to be passed, but the target y is None")
    if isinstance(y, Set):
        raise InputError(f"labels must be a list, not a {_name_type(y)}: a set has no order")
    try:
        labels = column_or_1d(np.asarray(y, dtype=object), warn=True).tolist()
    except ValueError as error:
        raise InputError(str(error)) from None
    first_of_type: dict[str, int] = {}
    for i, label in enumerate(labels):
        if is_missing(label):
            raise InputError(f"label {i} is missing ({label}); {DROP}")
        if isinstance(label, float | np.floating) and not np.isfinite(label):
            raise InputError(f"label {i} is not finite ({label})")
        first_of_type.setdefault(find_label_type(label, i), i)
    if len(first_of_type) > 1:
        first, second, *_ = first_of_type.values()
        raise InputError(
            f"labels of two kinds: label {first} is {labels[first]!r}, label {second} is "
            f"{labels[second]!r}"
        )
    array = np.asarray(labels)
    try:
        check_classification_targets(array)
    except ValueError as error:
        raise InputError(str(error).splitlines()[0]) from None
    return array


def find_label_type(label: Any, place: int = 0) -> str:
    """Return the type of a label: "str", "bool", "int" or "float".

    Parameters
    ----------
    label : object
    place : int
        For the message.

    Raises
    ------
    InputError
        If it is none of them.
    """
    for name, types in _LABEL_TYPES.items():
        if isinstance(label, types):
            return name
    raise InputError(f"label {place} is {_name_type(label)}; a label is a str, int, bool or float")


def find_classes(labels: np.ndarray) -> np.ndarray:
    """Return the distinct labels in ascending order; shape (n_classes,).

    Raises
    ------
    InputError
        If there is only one.
    """
    classes = np.unique(labels)
    if len(classes) < 2:
        raise InputError(f"only one class ({classes.tolist()[0]!r}): nothing to learn")
    return classes


def agree_on_classes(labels: Any, classes: np.ndarray | None) -> np.ndarray:
    """Return the classes of `partial_fit`; shape (n_classes,).

    Parameters
    ----------
    labels : array-like or None
        The classes that a call gives.
    classes : ndarray, shape (n_classes,), optional
        Those of the calls before, which a later call repeats or leaves out.

    Raises
    ------
    InputError
        If the first call gives none or only one, or a later call gives others.
    """
    if classes is None:
        if labels is None:
            raise InputError("classes must be passed on the first call to partial_fit")
        return find_classes(check_labels(labels))
    if labels is not None and (given := np.unique(check_labels(labels)).tolist()) != (
        before := classes.tolist()
    ):
        raise InputError(f"classes is {given}, but was {before} before")
    return classes


def encode_labels(labels: np.ndarray, classes: np.ndarray) -> np.ndarray:
    """Return the id of each label, its place among the classes; int32, shape (n_labels,).

    Raises
    ------
    InputError
        If one is not among them.
    """
    ids = {label: i for i, label in enumerate(classes.tolist())}
    names = labels.tolist()
    for place, label in enumerate(names):
        if label not in ids:
            known = list_few(classes.tolist())
            raise InputError(f"label {place} is {label!r}, none of the classes ({known})")
    return np.array([ids[label] for label in names], np.int32)


def encode_validation_labels(labels: np.ndarray, classes: np.ndarray, metric: Metric) -> np.ndarray:
    """Return the id of each label, -1 for a label outside the classes, which counts as wrong.

    Raises
    ------
    InputError
        If no label is a class, or the labels have no score by the metric.
    """
    known = np.isin(labels, classes)
    if not known.any():
        raise InputError(
            f"validation_data: not one label is a class of the training texts "
            f"({list_few(classes.tolist())})"
        )
    ids = np.full(len(labels), -1, np.int32)
    ids[known] = encode_labels(labels[known], classes)
    if not known.all():
        n_unknown = int((~known).sum())
        verbs = (
            "is in no training text and counts"
            if n_unknown == 1
            else ("are in no training text and count")
        )
        message = f"{counted(n_unknown, 'label')} of validation_data {verbs} as wrong"
        warnings.warn(message, EmbedstudyWarning, stacklevel=3)
    for sentence in metric.describe_absent(ids, classes.tolist(), "dev (validation_data)"):
        warnings.warn(sentence, EmbedstudyWarning, stacklevel=3)
    return ids


def compute_weights(
    labels: np.ndarray, classes: np.ndarray, class_weight: Any, sample_weight: Any
) -> np.ndarray:
    """Return the weight of each text times that of its class; float32, shape (n_texts,).

    Parameters
    ----------
    labels : ndarray of int32, shape (n_texts,)
        Class ids.
    classes : ndarray, shape (n_classes,)
    class_weight : "balanced", mapping from class to weight, or None
    sample_weight : array-like of shape (n_texts,), optional

    Raises
    ------
    InputError
        If a weight is not a number of at least 0, or all are 0.
    """
    weights = _check_sample_weights(sample_weight, len(labels))
    if class_weight is None:
        return weights.astype(np.float32)
    if isinstance(class_weight, Mapping):
        known = set(classes.tolist())
        for label, weight in class_weight.items():
            if label not in known:
                raise InputError(f"class_weight: no class {label!r} ({list_few(sorted(known))})")
            if not _is_weight(weight):
                raise InputError(f"class_weight of {label!r} is {weight!r}; it must be at least 0")
        per_class = np.array([class_weight.get(label, 1.0) for label in classes.tolist()])
    elif isinstance(class_weight, str) and class_weight == "balanced":
        per_class = np.ones(len(classes))
        present = np.unique(labels)
        per_class[present] = compute_class_weight("balanced", classes=present, y=labels)
    else:
        raise InputError(f"class_weight is {class_weight!r}; 'balanced', a dict or None")
    weights = weights * per_class[labels]
    if not weights.any():
        raise InputError("class_weight and sample_weight give every text the weight 0")
    return np.asarray(weights, np.float32)


def _check_sample_weights(sample_weight: Any, n_texts: int) -> np.ndarray:
    if sample_weight is None:
        return np.ones(n_texts)
    try:
        weights = np.asarray(sample_weight, np.float64)
    except (TypeError, ValueError):
        raise InputError("sample_weight must be numbers") from None
    if weights.ndim != 1:
        raise InputError("Sample weights must be 1D array or scalar")
    if len(weights) != n_texts:
        raise InputError(f"sample_weight.shape == {weights.shape}, expected ({n_texts},)!")
    bad = np.flatnonzero(~np.isfinite(weights) | (weights < 0))
    if len(bad):
        raise InputError(
            f"sample_weight {bad[0]} is {weights[bad[0]]:g}; weights must be at least 0"
        )
    if not weights.any():
        raise InputError("sample_weight: every weight is zero")
    return weights


def _is_weight(weight: object) -> bool:
    if isinstance(weight, bool) or not isinstance(weight, int | float | np.number):
        return False
    return 0 <= float(weight) < float("inf")


def list_few(labels: Sequence[object]) -> str:
    """Return the first five labels in words, for messages."""
    return ", ".join(map(repr, labels[:5])) + (", ..." if len(labels) > 5 else "")


def _name_type(value: object) -> str:
    return type(value).__name__
