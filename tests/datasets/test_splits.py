from collections import Counter

import pytest

from embedstudy.datasets.splits import split_train_dev_test
from embedstudy.errors import InputError

TEXTS = [f"text {i}" for i in range(300)]
LABELS = ["pos" if i % 3 else "neg" for i in range(300)]


def test_every_text_is_in_one_split_in_proportion():
    splits = split_train_dev_test(TEXTS, LABELS)
    assert [len(split) for split in splits] == [240, 30, 30]
    assert sorted(i for split in splits for i in split.ids) == list(range(300))
    for split in splits:
        assert split.texts == [TEXTS[i] for i in split.ids]
        assert Counter(split.labels)["neg"] * 3 == len(split)


def test_the_split_is_the_same_each_time():
    assert split_train_dev_test(TEXTS, LABELS) == split_train_dev_test(TEXTS, LABELS)


def test_one_class_is_refused():
    with pytest.raises(InputError, match="only one class"):
        split_train_dev_test(TEXTS, ["pos"] * 300)


def test_a_class_too_small_for_three_splits_is_named():
    with pytest.raises(InputError, match="class 'rare' has 3 texts"):
        split_train_dev_test(TEXTS, ["rare"] * 3 + LABELS[3:])
