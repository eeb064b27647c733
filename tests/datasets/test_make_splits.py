"""Corpora with the split that a data set has, with a new one, and for cross-validation."""

import numpy as np
import pytest

from embedstudy.datasets.cache import CachedDataset
from embedstudy.datasets.corpus import make_examples
from embedstudy.datasets.make_splits import make_folds, make_splits
from embedstudy.errors import InputError

TEXTS = [f"text {i} \u2028 \x85 é" for i in range(40)]
LABELS = ["pos" if i % 2 else "neg" for i in range(40)]


def split(parts, **options):
    texts = [text for part_texts, _ in parts.values() for text in part_texts]
    labels = [label for _, part_labels in parts.values() for label in part_labels]
    ends = np.cumsum([len(part_texts) for part_texts, _ in parts.values()])
    rows = dict(zip(parts, np.split(np.arange(len(texts)), ends[:-1]), strict=True))
    return make_splits(
        "d", CachedDataset(make_examples(texts, labels), rows, ("2 odd rows",)), **options
    )


def test_a_data_set_without_a_split_is_split_80_10_10():
    corpus = split({"": (TEXTS, LABELS)})
    assert [len(part) for part in corpus.splits.values()] == [32, 4, 4]
    assert not corpus.standard_split
    assert corpus.notes == ("2 odd rows",)


def test_held_out_texts_of_one_class_are_noted():
    corpus = split({"train": (TEXTS, LABELS), "test": (TEXTS[:2], ["pos", "pos"])})
    assert corpus.notes[-1] == "test has one class only ('pos'): accuracy on it says little"


def test_too_few_texts_are_an_error():
    with pytest.raises(InputError, match=r"class 'neg' has 4 texts; 10 are needed"):
        split({"": (TEXTS[:8], LABELS[:8])})


def test_too_few_texts_for_a_split_are_enough_for_folds():
    few = {"": (TEXTS[:8], LABELS[:8])}
    corpus = split(few, for_folds=True)
    assert [len(part) for part in corpus.splits.values()] == [8, 0, 0]
    assert sorted(i for fold in make_folds(corpus, 2) for i in fold.test.ids) == list(range(8))
    # A data set that can be split is the same with folds as without.
    assert (
        split({"": (TEXTS, LABELS)}, for_folds=True).sha256 == split({"": (TEXTS, LABELS)}).sha256
    )
    with pytest.raises(InputError, match="only one class"):
        split({"": (TEXTS[:8], ["x"] * 8)}, for_folds=True)


def test_a_standard_split_is_kept_and_dev_is_carved():
    parts = {"train": (TEXTS, LABELS), "test": (TEXTS[:6], LABELS[:6])}
    corpus = split(parts)
    assert corpus.standard_split
    assert [len(split) for split in corpus.splits.values()] == [36, 4, 6]
    assert corpus.test.texts == TEXTS[:6]
    assert corpus.test.ids == list(range(40, 46))
    assert sorted(corpus.train.ids + corpus.dev.ids) == list(range(40))
    with_dev = split({**parts, "dev": (TEXTS[:3], LABELS[:3])})
    assert [len(split) for split in with_dev.splits.values()] == [40, 3, 6]
    no_test = split({"train": parts["train"], "dev": parts["test"]})
    assert [len(split) for split in no_test.splits.values()] == [36, 6, 4]
    assert "there is no test part" in " ".join(no_test.notes)
    assert not no_test.standard_split


def test_labels_that_training_never_sees_are_counted():
    parts = {"train": (TEXTS, LABELS), "test": (TEXTS[:6], ["new", "new", *LABELS[2:6]])}
    corpus = split(parts)
    assert corpus.classes == ["neg", "new", "pos"]
    assert corpus.notes[-1] == (
        "2 test texts with a label that no training text has ('new'): wrong whatever is predicted"
    )


@pytest.mark.parametrize("part", ["dev", "test"])
def test_a_part_without_a_label_of_train_is_an_error(part):
    held_out = {"dev": (TEXTS[:6], LABELS[:6]), "test": (TEXTS[:6], LABELS[:6])}
    held_out[part] = (TEXTS[:6], ["0", "1"] * 3)
    with pytest.raises(InputError, match=f"{part} has '0', '1'; train has 'neg', 'pos'$"):
        split({"train": (TEXTS, LABELS), **held_out})
    held_out[part] = (TEXTS[:6], ["Neg", "Pos"] * 3)
    with pytest.raises(InputError, match=f"not one label of {part} is in train.*differ in spell"):
        split({"train": (TEXTS, LABELS), **held_out})


def test_a_fold_for_every_part_of_the_examples():
    corpus = split({"train": (TEXTS, LABELS), "test": (TEXTS, LABELS)})
    corpora = make_folds(corpus, 4)
    assert sorted(i for fold in corpora for i in fold.test.ids) == list(range(80))
    assert len({fold.sha256 for fold in corpora}) == 4
    assert not np.intersect1d(corpora[0].train.rows, corpora[0].test.rows).size
