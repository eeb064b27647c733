"""How a model does on labelled texts."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import confusion_matrix, precision_recall_fscore_support

from embedstudy.classifier.estimator import EmbeddingClassifier
from embedstudy.datasets.cache import keep
from embedstudy.datasets.catalog import find, load_with
from embedstudy.datasets.corpus import Split
from embedstudy.errors import EmbedstudyWarning, InputError
from embedstudy.options.data import DataOptions
from embedstudy.validation import known_name

ALL = "all"
PARTS = ("test", "dev", "train", ALL)


@dataclass(frozen=True)
class ClassScore:
    """One class: `known` is whether the model could predict it at all."""

    label: str
    precision: float
    recall: float
    f1: float
    support: int
    known: bool


@dataclass(frozen=True, eq=False)
class Report:
    """How a model does.

    Attributes
    ----------
    texts : int
    accuracy : float
    macro_f1 : float
        The mean F1 of the classes that a text has or that were predicted.
    classes : tuple of ClassScore
        The model's, and then those that it does not know.
    confusion : ndarray of int64, shape (n_classes, n_classes)
        Texts by their class and by what was predicted.
    """

    texts: int
    accuracy: float
    macro_f1: float
    classes: tuple[ClassScore, ...]
    confusion: np.ndarray


def score(model: EmbeddingClassifier, texts: Sequence[str], labels: Sequence[str]) -> Report:
    """Predict texts, and compare with their labels.

    Parameters
    ----------
    model : EmbeddingClassifier
        Fitted.
    texts : sequence of str
    labels : sequence of str
        Of other classes than the model's, they count as wrong.

    Raises
    ------
    InputError
        If there are no texts, or not one has a class of the model's.
    """
    known = [str(label) for label in model.classes_.tolist()]
    unknown = sorted(set(labels) - set(known))
    if not texts:
        raise InputError("no texts to test on")
    if len(unknown) == len(set(labels)):
        raise InputError(
            f"not one label is a class of the model: labels are {_some(unknown)}; classes are "
            f"{_some(known)}"
        )
    names = known + unknown
    predicted = [str(label) for label in model.predict(texts).tolist()]
    precision, recall, f1, support = precision_recall_fscore_support(
        labels, predicted, labels=names, zero_division=0
    )
    confusion = confusion_matrix(labels, predicted, labels=names)
    met = (confusion.sum(axis=0) + confusion.sum(axis=1)) > 0
    rows = zip(names, precision, recall, f1, support, strict=True)
    return Report(
        texts=len(texts),
        accuracy=float(np.trace(confusion) / len(texts)),
        macro_f1=float(f1[met].mean()),
        classes=tuple(
            ClassScore(label, float(p), float(r), float(f), int(n), i < len(known))
            for i, (label, p, r, f, n) in enumerate(rows)
        ),
        confusion=confusion,
    )


def part_of(dataset: str, options: DataOptions, part: str, *, progress: bool = True) -> Split:
    """Load a part of a data set: "test", "dev" or "train", or "all" without splitting it.

    Raises
    ------
    InputError
        If there is no such data set or part, or it cannot be read or split.
    """
    if known_name("part", part, PARTS) != ALL:
        return load_with(dataset, options, progress=progress).splits[part]
    kept = keep(find(dataset, options, progress=progress))
    for note in kept.notes:
        warnings.warn(f"{dataset}: {note}", EmbedstudyWarning, stacklevel=2)
    return Split(kept.examples, np.arange(len(kept.examples)))


def _some(names: Sequence[str]) -> str:
    return ", ".join(map(repr, names[:5])) + (", ..." if len(names) > 5 else "")
