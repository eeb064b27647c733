"""Scores of a model on labelled texts."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from sklearn.metrics import confusion_matrix, precision_recall_fscore_support

from embedstudy.classifier.estimator import EmbeddingClassifier
from embedstudy.classifier.persistence.layout import TrainingData
from embedstudy.classifier.validation import list_few
from embedstudy.datasets.cache import cache_dataset
from embedstudy.datasets.catalog import find_source, read_dataset
from embedstudy.datasets.corpus import Split
from embedstudy.datasets.describe_readings import describe_readings
from embedstudy.datasets.files.paths import is_files
from embedstudy.datasets.files.streams import choose_encoding
from embedstudy.datasets.files.text_table import list_columns, refuse_missing_columns
from embedstudy.datasets.labels import order_classes
from embedstudy.datasets.splits import MORE_TEXTS
from embedstudy.errors import EmbedstudyWarning, InputError
from embedstudy.metrics import METRICS, Outputs
from embedstudy.options.data import DataOptions
from embedstudy.validation import known_name
from embedstudy.wording import counted

ALL = "all"
PARTS = ("test", "dev", "train", ALL)


@dataclass(frozen=True)
class ClassScore:
    """Scores of one class.

    Attributes
    ----------
    label : str
    precision, recall, f1 : float
    support : int
        Number of texts of the class.
    known : bool
        Whether it is a class of the model.
    """

    label: str
    precision: float
    recall: float
    f1: float
    support: int
    known: bool


@dataclass(frozen=True, eq=False)
class EvaluationReport:
    """Scores of a model.

    Attributes
    ----------
    texts : int
    accuracy : float
    macro_f1 : float
        Mean F1 of the classes that a text has.
    metric : str
        The metric that the model was chosen by.
    score : float or None
        By that metric; None where it is not defined, as an AUROC of texts of one class is not.
    classes : tuple of ClassScore
        The classes of the model, then those that it does not know.
    confusion : ndarray of int64, shape (n_classes, n_classes)
        Number of texts by their class (row) and by the predicted class (column).
    """

    texts: int
    accuracy: float
    macro_f1: float
    metric: str
    score: float | None
    classes: tuple[ClassScore, ...]
    confusion: np.ndarray


def score(
    model: EmbeddingClassifier, texts: Sequence[str], labels: Sequence[str]
) -> EvaluationReport:
    """Predict the classes of texts, and compare them with their labels.

    Parameters
    ----------
    model : EmbeddingClassifier
        A fitted one.
    texts : sequence of str
    labels : sequence of str
        A label outside the classes of the model counts as wrong.

    Raises
    ------
    InputError
        If there are no texts, or no label is a class of the model.
    """
    known = order_classes(str(label) for label in model.classes_.tolist())
    unknown = order_classes(set(labels) - set(known))
    if not texts:
        raise InputError("no texts to test on")
    if len(unknown) == len(set(labels)):
        raise InputError(
            f"not one label is a class of the model: labels are {list_few(unknown)}; "
            f"classes are {list_few(known)}"
        )
    names = known + unknown
    predicted = [str(label) for label in model.predict(texts).tolist()]
    precision, recall, f1, support = precision_recall_fscore_support(
        labels, predicted, labels=names, zero_division=0
    )
    confusion = confusion_matrix(labels, predicted, labels=names)
    columns = zip(names, precision, recall, f1, support, strict=True)
    return EvaluationReport(
        texts=len(texts),
        accuracy=float(np.trace(confusion) / len(texts)),
        macro_f1=float(f1[support > 0].mean()),
        metric=model.metric,
        score=_score_by_metric(model, texts, labels, predicted),
        classes=tuple(
            ClassScore(label, float(p), float(r), float(f), int(n), i < len(known))
            for i, (label, p, r, f, n) in enumerate(columns)
        ),
        confusion=confusion,
    )


def _score_by_metric(
    model: EmbeddingClassifier,
    texts: Sequence[str],
    labels: Sequence[str],
    predicted: Sequence[str],
) -> float | None:
    metric = METRICS.find(model.metric)
    ids = {str(label): i for i, label in enumerate(model.classes_.tolist())}
    outputs = Outputs(
        np.array([ids.get(label, -1) for label in labels]),
        np.array([ids[label] for label in predicted]),
        model.predict_proba(texts) if metric.needs_probabilities else None,
    )
    return metric.compute(outputs) if metric.has_score(outputs.labels) else None


@dataclass(frozen=True, eq=False)
class TestedTexts:
    """The texts that a model is tested on.

    Attributes
    ----------
    split : Split
    part : str
        "test", "dev", "train" or "all".
    note : str
        Why it is this part, where nobody asked for it; may be empty.
    reading : str
        How the data set was read, in one line; empty if there is nothing to tell.
    """

    split: Split
    part: str
    note: str = ""
    reading: str = ""


def load_part(
    dataset: str,
    options: DataOptions,
    part: str | None = None,
    *,
    trained_on: TrainingData | None = None,
    progress: bool = True,
) -> TestedTexts:
    """Load a part of a data set: "test", "dev" or "train", or "all" without splitting it.

    A table is read by the columns of training, where it has all of them and no option names others.
    A file that is not in UTF-8 is read in the encoding of training, and rows that cannot be read
    are left out if they were then.

    Parameters
    ----------
    dataset : str
    options : DataOptions
    part : str, optional
        By default the test part; all of a file that has no parts, unless a model was trained on it.
    trained_on : TrainingData, optional
        What the model was trained on.
    progress : bool

    Raises
    ------
    InputError
        If there is no such data set or part, or it cannot be read or split.
    """
    wanted = part and known_name("part", part, PARTS)
    options = recall_columns(dataset, recall_reading(dataset, options, trained_on), trained_on)
    if wanted not in (None, ALL):
        return _load_split(dataset, options, wanted, progress=progress)
    source = find_source(dataset, options, progress=progress)
    cached = cache_dataset(source)
    if wanted is None:
        has_parts = sum(len(rows) > 0 for rows in cached.parts.values()) > 1
        is_trained_on = trained_on is not None and trained_on.sha256 == cached.examples.sha256
        if has_parts or is_trained_on or not source.paths:
            tested = _load_split(dataset, options, "test", progress=progress)
            if is_trained_on and not has_parts:
                note = (
                    f"the model was trained on {dataset}: only the test part of it, "
                    f"{counted(len(tested.split), 'text')}, is tested (--part all tests all)"
                )
                tested = replace(tested, note=note)
            return tested
    for fault in cached.notes:
        warnings.warn(f"{dataset}: {fault}", EmbedstudyWarning, stacklevel=2)
    examples = cached.examples
    counts = np.bincount(examples.label_ids, minlength=len(examples.classes))
    reading = describe_readings(cached.readings, counts.tolist())
    return TestedTexts(Split(examples, np.arange(len(examples))), ALL, reading=reading)


def recall_reading(
    dataset: str, options: DataOptions, trained_on: TrainingData | None
) -> DataOptions:
    """Return the options with the encoding and the treatment of bad rows of training.

    An encoding that is given stays, and so does UTF-8 where a file is in it.
    """
    if trained_on is None or not is_files(dataset):
        return options
    encoding, path = options.encoding, Path(dataset)
    if encoding == DataOptions().encoding:
        remembered = trained_on.encoding
        is_file = path.is_file()
        encoding = choose_encoding(path, encoding, remembered) if is_file else remembered
    skip = options.skip_bad_lines or trained_on.skip_bad_lines
    return replace(options, encoding=encoding, skip_bad_lines=skip)


def recall_columns(
    dataset: str, options: DataOptions, trained_on: TrainingData | None
) -> DataOptions:
    """Return the options with the columns of training, as far as a file has them.

    Options that name columns stay as they are.

    Raises
    ------
    InputError
        If a file has some of the columns of texts that training joined, and not the others.
    """
    if trained_on is None or not trained_on.text_columns or not is_files(dataset):
        return options
    has_header = trained_on.has_header and not options.no_header
    columns = list_columns(dataset, options.encoding, has_header=has_header)
    if not set(trained_on.text_columns) <= set(columns):
        if not options.text_column:
            refuse_missing_columns(trained_on.text_columns, columns, dataset)
        return options
    has_label = trained_on.label_column != "" and trained_on.label_column in columns
    return replace(
        options,
        text_column=options.text_column or trained_on.text_columns,
        label_column=options.label_column or (trained_on.label_column if has_label else None),
        no_header=not has_header,
    )


def _load_split(dataset: str, options: DataOptions, part: str, *, progress: bool) -> TestedTexts:
    try:
        corpus = read_dataset(dataset, options, progress=progress)
    except InputError as error:
        raise InputError(str(error).replace(MORE_TEXTS, "--part all tests all of it")) from None
    return TestedTexts(corpus.splits[part], part, reading=corpus.reading)
