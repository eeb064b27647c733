"""The output of ``embedstudy train``, ``predict`` and ``test``."""

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from embedstudy.cli.output.console import make_text, print_text
from embedstudy.cli.output.tables import make_table, print_table
from embedstudy.metrics import METRICS
from embedstudy.report.formatting import format_percent
from embedstudy.wording import counted, escape_controls

if TYPE_CHECKING:
    from embedstudy.classifier import EmbeddingClassifier
    from embedstudy.classifier.evaluation import EvaluationReport
    from embedstudy.classifier.train_and_test import TrainingReport

# A table of more classes fits no terminal: the pairs that are confused most are shown instead.
_WIDEST = 12
_CONFUSED = 10


def make_training_document(
    dataset: str, out: Path, model: "EmbeddingClassifier", report: "TrainingReport"
) -> dict[str, Any]:
    """Return how well a trained model does, as plain data."""
    from embedstudy.classifier.config import simplify_parameters

    return {
        "out": str(out),
        "dataset": dataset,
        "texts": report.sizes,
        "classes": [scores.label for scores in report.test.classes if scores.known],
        "vocabulary": len(model.vocabulary_),
        "parameters": simplify_parameters(model.get_params(deep=False)),
        "optimizer": None if model.C_ else model.optimizer_,
        "learning_rate": None if model.C_ else model.learning_rate_,
        "C": model.C_,
        "scale": model.scale_,
        "epoch": None if model.C_ else model.n_epochs_,
        "metric": model.metric,
        "dev_score": report.dev_score,
        "test_score": report.test.score,
        "dev_accuracy": report.dev_accuracy,
        "test_accuracy": report.test.accuracy,
        "test_macro_f1": report.test.macro_f1,
        "seconds": round(report.seconds, 3),
    }


def print_training(document: dict[str, Any]) -> None:
    """Print how well a trained model does, and where it is."""
    texts, chosen = document["texts"], document["parameters"]
    what = f"{chosen['encoder']}, {chosen['strategy']}"
    if chosen["vectors"]:
        what += f" ({chosen['vectors']})"
    sizes = ", ".join(f"{texts[part]:,} {part}" for part in ("train", "dev", "test"))
    print_text(
        f"{document['dataset']}: {what}; {len(document['classes'])} classes, "
        f"{document['vocabulary']:,} words ({sizes} texts; {document['seconds']:.1f} s)"
    )
    if document["C"] is None:
        how = (
            f"{document['optimizer']}, learning rate {document['learning_rate']:g}, "
            f"scale {document['scale']}, epoch {document['epoch']} of {chosen['epochs']}"
        )
    else:
        how = f"solved as a logistic regression, C {document['C']:g}"
    dev = _format_score(document["metric"], document["dev_score"])
    test = _format_scores(document, "test_")
    print_text(f"{how}: dev {dev}, {', '.join(f'test {score}' for score in test)}")
    print_text(f"written to {document['out']}", "dim")


def _format_scores(document: dict[str, Any], prefix: str = "") -> list[str]:
    """Write the score by the metric of the model, then accuracy and macro F1, each once."""
    usual = {"accuracy": "accuracy", "macro-f1": "macro_f1"}
    scores = {document["metric"]: document[f"{prefix}score"]}
    scores |= {name: document[f"{prefix}{key}"] for name, key in usual.items()}
    return [_format_score(name, score) for name, score in scores.items()]


def _format_score(name: str, score: float | None) -> str:
    metric = METRICS.find(name)
    if score is None:
        return f"{metric.title} not defined (one class)"
    return f"{metric.title} {metric.format(score)}{metric.unit}"


def make_report_document(report: "EvaluationReport") -> dict[str, Any]:
    """Return how a model does as plain data."""
    return {**asdict(report), "confusion": report.confusion.tolist()}


def print_report(document: dict[str, Any]) -> None:
    """Print how a model does: in all, on each class, and which classes it takes for which."""
    classes = document["classes"]
    part = "all" if document["part"] == "all" else f"the {document['part']} part"
    print_text(
        f"{document['model']} on {part} of {document['dataset']}, "
        f"{counted(document['texts'], 'text')}: "
        f"{', '.join(_format_scores(document))}"
    )
    if document["note"]:
        print_text(f"note: {document['note']}", "yellow")
    for scores in classes:
        if not scores["known"]:
            texts = f"of {scores['label']!r}, which the model does not know: wrong"
            print_text(f"{texts} ({scores['support']:,})", "bold")
    print_classes(document)


def print_classes(document: dict[str, Any]) -> None:
    """Print how a model does on each class, and which classes it takes for which."""
    classes = document["classes"]
    table = make_table("each class, in %", ["class"], ["precision", "recall", "F1", "texts"])
    for scores in classes:
        shares = (format_percent(scores[name]) for name in ("precision", "recall", "f1"))
        table.add_row(make_text(scores["label"]), *shares, f"{scores['support']:,}")
    print_table(table)
    names = [scores["label"] for scores in classes]
    show = _print_confusion if len(names) <= _WIDEST else _print_most_confused
    show(names, np.array(document["confusion"]))


# Bytes of a share with six decimals, and of the tab or the line end behind it.
_SHARE_SIZE = 9


def make_prediction_writer(
    classes: Sequence[Any], *, every: bool, as_json: bool
) -> Callable[[np.ndarray], str]:
    """Return a function that turns probabilities, shape (n_texts, n_classes), into lines.

    In a line of fields, a backslash of a label is doubled, and control characters are escaped as
    in Python. A line of JSON has its own escapes.
    """
    write_rows = _make_json_writer(classes, every=every) if as_json else _make_field_writer(classes)

    def write(probabilities: np.ndarray) -> str:
        if every:
            order = np.argsort(-probabilities, axis=1, kind="stable")
        else:
            order = probabilities.argmax(axis=1)[:, None]
        shares = np.take_along_axis(probabilities, order, axis=1)
        # Exact, as float32 has 24 bits: so it is rounded as Python rounds it, half to even.
        millionths = np.rint(shares.astype(np.float64) * 1e6)
        return write_rows(order, millionths)

    return write


def _make_json_writer(
    classes: Sequence[Any], *, every: bool
) -> Callable[[np.ndarray, np.ndarray], str]:
    """Return a function that writes lines of JSON: the first label, or all too."""
    names = [json.dumps(label) for label in classes]

    def write(places: np.ndarray, millionths: np.ndarray) -> str:
        shares = (millionths / 1e6).ravel().tolist()
        pairs = [
            f'"label": {names[place]}, "probability": {share!r}'
            for place, share in zip(places.ravel().tolist(), shares, strict=True)
        ]
        if not every:
            return "".join([f"{{{pair}}}\n" for pair in pairs])
        n_ranked = places.shape[1]
        objects = [f"{{{pair}}}" for pair in pairs]
        return "".join(
            f'{{{pairs[at]}, "classes": [{", ".join(objects[at : at + n_ranked])}]}}\n'
            for at in range(0, len(pairs), n_ranked)
        )

    return write


def _make_field_writer(classes: Sequence[Any]) -> Callable[[np.ndarray, np.ndarray], str]:
    """Return a function that writes lines of fields: labels, and shares with six decimals."""
    labels = [
        f"{_escape_field(str(label))}\t".encode("utf-8", "surrogatepass") for label in classes
    ]
    label_bytes = np.frombuffer(b"".join(labels), np.uint8)
    label_ends = np.cumsum([len(label) for label in labels])
    label_sizes = np.diff(label_ends, prepend=0)

    def write(places: np.ndarray, millionths: np.ndarray) -> str:
        flat = places.ravel()
        sizes = label_sizes[flat]
        ends = np.cumsum(sizes + _SHARE_SIZE)
        content = np.empty(ends[-1] if len(ends) else 0, np.uint8)
        # Where each label begins among the labels, and where among all bytes of labels.
        shifts = label_ends[flat] - np.cumsum(sizes)
        numbers = np.arange(sizes.sum())
        content[numbers + np.repeat(np.arange(len(flat)) * _SHARE_SIZE, sizes)] = label_bytes[
            numbers + np.repeat(shifts, sizes)
        ]
        rest = millionths.ravel().astype(np.int64)
        for place in range(2, _SHARE_SIZE - 1):
            rest, digit = np.divmod(rest, 10)
            content[ends - place] = digit + ord("0")
        content[ends - (_SHARE_SIZE - 1)] = ord(".")
        content[ends - _SHARE_SIZE] = rest + ord("0")
        content[ends - 1] = ord("\t")
        content[ends[places.shape[1] - 1 :: places.shape[1]] - 1] = ord("\n")
        return content.tobytes().decode("utf-8", "surrogatepass")

    return write


def _escape_field(label: str) -> str:
    return escape_controls(label.replace("\\", "\\\\"))


def make_table_writer(
    names: Sequence[str], classes: Sequence[Any], *, every: bool
) -> tuple[str, Callable[[Sequence[Sequence[str]], np.ndarray], str]]:
    """Return the header of a table with predictions, as CSV, and a function that writes its rows.

    The cells of the table stay as they are. CSV has no escapes, so control characters in labels of
    the model are spelled as in Python.

    Parameters
    ----------
    names : sequence of str
        The columns of the table.
    classes : sequence
        The classes of the model.
    every : bool
        Whether each class has a column of its probabilities.
    """
    labels = [escape_controls(str(label), keep="\t\n") for label in classes]
    added = ["predicted", "probability"]
    added += [f"probability_{label}" for label in labels] if every else []
    columns = list(names)
    for name in added:
        while name in columns:
            name += "_"
        columns.append(name)

    def write(rows: Sequence[Sequence[str]], probabilities: np.ndarray) -> str:
        best = probabilities.argmax(axis=1)
        whole = []
        for cells, place, shares in zip(rows, best.tolist(), probabilities.tolist(), strict=True):
            numbers = [shares[place], *(shares if every else ())]
            whole.append([*cells, labels[place], *(f"{share:.6f}" for share in numbers)])
        return _write_csv(whole)

    return _write_csv([columns]), write


def _write_csv(rows: Sequence[Sequence[str]]) -> str:
    target = io.StringIO()
    csv.writer(target, lineterminator="\n").writerows(rows)
    return target.getvalue()


def _print_confusion(names: Sequence[str], confusion: np.ndarray) -> None:
    title = "texts of each class (rows) by what was predicted (columns)"
    table = make_table(title, [""], map(make_text, names))
    for name, row in zip(names, confusion.tolist(), strict=True):
        table.add_row(make_text(name), *(f"{count:,}" if count else "" for count in row))
    print_table(table)


def _print_most_confused(names: Sequence[str], confusion: np.ndarray) -> None:
    title = "classes most often taken for another (all of them: --json)"
    table = make_table(title, ["class", "predicted"], ["texts"])
    wrong = confusion - np.diag(np.diag(confusion))
    for place in np.argsort(-wrong, axis=None, kind="stable")[:_CONFUSED].tolist():
        true, predicted = divmod(place, len(names))
        if count := int(wrong[true, predicted]):
            table.add_row(make_text(names[true]), make_text(names[predicted]), f"{count:,}")
    print_table(table)
