"""Corpora from the examples of a data set: its standard split, a new split, or folds."""

from dataclasses import replace

import numpy as np

from embedstudy.datasets.cache import CachedDataset
from embedstudy.datasets.corpus import Corpus, CorpusExamples, Split
from embedstudy.datasets.labels import list_labels, normalize_spelling
from embedstudy.datasets.splits import (
    SplitRows,
    count_classes,
    split_folds,
    split_train_dev_test,
    take_tenth,
)
from embedstudy.errors import InputError
from embedstudy.wording import counted


def make_splits(
    name: str,
    cached: CachedDataset,
    *,
    source_sha256: str = "",
    revision: str = "",
    for_folds: bool = False,
) -> Corpus:
    """Return a corpus with the standard split of a data set, or with a new one.

    A data set without a split is split 80/10/10. If only the dev part or only the test part is
    missing, a tenth of the training part takes its place.

    Parameters
    ----------
    name : str
    cached : CachedDataset
    source_sha256, revision : str
        See `Corpus`.
    for_folds : bool
        Whether `make_folds` follows. Then a data set with too few texts for a split has all of
        them in train.

    Raises
    ------
    InputError
        If there are too few texts, only one class, or no label of dev or test in train.
    """
    examples = cached.examples
    labels, classes = np.asarray(examples.label_ids), examples.classes
    parts = {part: rows for part, rows in cached.parts.items() if len(rows)}
    standard = "train" in parts and "test" in parts
    if len(parts) == 1:
        rows = _split_anew(labels, classes, for_folds=for_folds)
    elif "dev" in parts and standard:
        count_classes(labels[parts["train"]], classes)
        rows = SplitRows(parts["train"], parts["dev"], parts["test"])
    else:
        rest, tenth, note = take_tenth(parts["train"], labels, classes)
        if standard:
            rows = SplitRows(rest, tenth, parts["test"], (note,) if note else ())
        else:
            no_test = "there is no test part: a tenth of the training part is used"
            rows = SplitRows(rest, parts["dev"], tenth, (no_test, note) if note else (no_test,))
    refuse_disjoint(labels, rows, classes)
    notes = (
        *cached.notes,
        *rows.notes,
        *_note_unseen_classes(labels, rows, classes),
        *_note_single_classes(labels, rows, classes),
    )
    return Corpus(
        name,
        examples,
        *_split(examples, rows),
        source_sha256=source_sha256,
        revision=revision,
        notes=notes,
        standard_split=standard,
        readings=cached.readings,
    )


def _split_anew(labels: np.ndarray, classes: tuple[str, ...], *, for_folds: bool) -> SplitRows:
    count_classes(labels, classes)
    try:
        return split_train_dev_test(labels, classes)
    except InputError:
        if not for_folds:
            raise
        nothing = np.zeros(0, np.int64)
        return SplitRows(np.arange(len(labels)), nothing, nothing)


def make_folds(corpus: Corpus, count: int) -> list[Corpus]:
    """Return a corpus for each fold; each example is tested in one of them.

    Raises
    ------
    InputError
        If there are fewer than two folds, or fewer texts of every class than folds.
    """
    examples = corpus.examples
    labels = np.asarray(examples.label_ids)
    corpora = []
    for rows in split_folds(labels, examples.classes, count):
        train, dev, test = _split(examples, rows)
        notes = (*rows.notes, *_note_single_classes(labels, rows, examples.classes))
        corpora.append(replace(corpus, train=train, dev=dev, test=test, notes=notes))
    return corpora


def _split(examples: CorpusExamples, rows: SplitRows) -> tuple[Split, Split, Split]:
    return Split(examples, rows.train), Split(examples, rows.dev), Split(examples, rows.test)


def refuse_disjoint(labels: np.ndarray, rows: SplitRows, classes: tuple[str, ...]) -> None:
    """Raise an InputError if no label of a held-out part is in the training part."""
    trained_on = np.unique(labels[rows.train])
    for part, held_out in (("dev", rows.dev), ("test", rows.test)):
        present = np.unique(labels[held_out])
        if not len(present) or np.isin(present, trained_on).any():
            continue
        held_out_names, names = ([classes[i] for i in ids] for ids in (present, trained_on))
        spellings = (set(map(normalize_spelling, labels)) for labels in (held_out_names, names))
        same = (
            " (they differ in spelling: write them the same)"
            if set.intersection(*spellings)
            else ""
        )
        raise InputError(
            f"not one label of {part} is in train: {part} has {list_labels(held_out_names)}; "
            f"train has {list_labels(names)}{same}"
        )


def _note_unseen_classes(
    labels: np.ndarray, rows: SplitRows, classes: tuple[str, ...]
) -> list[str]:
    """Return notes on held-out texts with a label that no training text has."""
    seen = np.zeros(len(classes), bool)
    seen[labels[rows.train]] = True
    notes = []
    for part, held_out in (("dev", rows.dev), ("test", rows.test)):
        unseen = labels[held_out][~seen[labels[held_out]]]
        if len(unseen):
            names = ", ".join(repr(classes[i]) for i in np.unique(unseen)[:5])
            notes.append(
                f"{counted(len(unseen), f'{part} text')} with a label that no training text has "
                f"({names}): wrong whatever is predicted"
            )
    return notes


def _note_single_classes(
    labels: np.ndarray, rows: SplitRows, classes: tuple[str, ...]
) -> list[str]:
    """Return notes on held-out parts that have one class only."""
    consequences = {
        "dev": "a choice made on it rests on little",
        "test": "accuracy on it says little",
    }
    notes = []
    for part, held_out in (("dev", rows.dev), ("test", rows.test)):
        present = np.unique(labels[held_out])
        if len(present) == 1:
            notes.append(
                f"{part} has one class only ({classes[present[0]]!r}): {consequences[part]}"
            )
    return notes
