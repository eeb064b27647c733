from itertools import pairwise

import numpy as np
import pytest

from embedstudy.datasets.splits import (
    draw_nested_order,
    split_folds,
    split_train_dev_test,
    subsample,
    subsample_share,
    take_tenth,
)
from embedstudy.errors import InputError

CLASSES = ("neg", "pos", "rare")
LABELS = np.array([i % 3 > 0 for i in range(300)], np.int32)  # a third neg, two thirds pos
WITH_RARE = np.concatenate([LABELS, np.full(3, 2, np.int32)])


def parts(rows):
    return rows.train, rows.dev, rows.test


def test_every_text_is_in_one_split_in_proportion():
    rows = split_train_dev_test(LABELS, CLASSES)
    assert [len(part) for part in parts(rows)] == [240, 30, 30]
    assert sorted(np.concatenate(parts(rows))) == list(range(300))
    for part in parts(rows):
        assert (np.diff(part) > 0).all()
        assert (LABELS[part] == 0).sum() * 3 == len(part)


def test_the_split_is_the_same_each_time():
    first, second = (split_train_dev_test(LABELS, CLASSES) for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(parts(first), parts(second), strict=True))


def test_one_class_is_refused():
    with pytest.raises(InputError, match="only one class \\('pos'\\)"):
        split_train_dev_test(np.ones(300, np.int32), CLASSES)
    with pytest.raises(InputError, match="only one class"):
        take_tenth(np.arange(300), np.ones(300, np.int32), CLASSES)
    with pytest.raises(InputError, match="only one class"):
        split_folds(np.ones(300, np.int32), CLASSES, 3)


def test_a_class_too_small_for_three_splits_is_named():
    with pytest.raises(InputError, match="class 'rare' has 3 texts"):
        split_train_dev_test(WITH_RARE, CLASSES)
    with pytest.raises(InputError, match="class 'neg' has 1 text; 10"):
        split_train_dev_test(np.array([0, 1], np.int32), CLASSES)


def test_a_class_that_is_another_one_misspelled_is_named_with_it():
    labels = np.array([0] * 30 + [1] * 30 + [2])
    with pytest.raises(InputError, match=r"class 'Pos' has 1 text; .* \(write it as 'pos', if"):
        split_train_dev_test(labels, ("neg", "pos", "Pos"))


def test_classes_too_small_are_counted_and_missing_labels_named():
    labels = np.array([0] * 30 + [1] * 30 + [2, 2, 3])
    with pytest.raises(InputError, match=r"class 'z' has 1 text; .* split, and 1 more has too few"):
        split_train_dev_test(labels, ("neg", "pos", "y", "z"))
    with pytest.raises(InputError, match=r"class 'nan' has 3 texts; .*is it a missing label\?"):
        split_train_dev_test(np.array([0] * 30 + [1] * 30 + [2] * 3), ("neg", "pos", "nan"))


def test_a_tenth_is_carved_and_rare_classes_stay():
    rest, tenth, note = take_tenth(np.arange(303), WITH_RARE, CLASSES)
    assert sorted([*rest, *tenth]) == list(range(303))
    assert len(tenth) == 30
    assert (WITH_RARE[tenth] == 0).sum() == 10
    assert set(np.flatnonzero(WITH_RARE == 2)) <= set(rest)
    assert note == "classes with fewer than 10 texts to train on, none of them in dev: rare"


def test_many_classes_of_ten_each_have_one_in_the_tenth():
    labels = np.repeat(np.arange(60, dtype=np.int32), 11)
    _, tenth, note = take_tenth(np.arange(660), labels, tuple(map(str, range(60))))
    assert len(np.unique(labels[tenth])) == 60
    assert not note


def test_too_few_texts_for_a_tenth_of_any_class():
    with pytest.raises(InputError, match="no class has 10 texts"):
        take_tenth(np.arange(8), np.arange(8, dtype=np.int32) % 2, CLASSES)


def test_every_text_is_tested_in_one_fold():
    folds = split_folds(LABELS, CLASSES, 7)
    assert sorted(np.concatenate([rows.test for rows in folds])) == list(range(300))
    for rows in folds:
        assert sorted(np.concatenate(parts(rows))) == list(range(300))
        assert abs((LABELS[rows.test] == 0).mean() - 1 / 3) < 0.03
    again = split_folds(LABELS, CLASSES, 7)
    assert all(np.array_equal(a.test, b.test) for a, b in zip(folds, again, strict=True))


def test_folds_say_which_classes_are_too_rare_for_them():
    notes = split_folds(WITH_RARE, CLASSES, 5)[0].notes
    assert notes[0] == "classes with fewer texts than there are folds: rare"


def test_classes_of_few_texts_are_held_by_as_many_folds_as_they_have_texts():
    labels = np.repeat(np.arange(3, dtype=np.int32), [6, 5, 2])
    folds = split_folds(labels, CLASSES, 3)
    assert sorted(np.concatenate([rows.test for rows in folds])) == list(range(13))
    assert sum(2 in labels[rows.test] for rows in folds) == 2
    assert all({0, 1} <= set(labels[rows.train]) and len(rows.dev) for rows in folds)
    assert folds[0].notes[0] == f"classes with fewer texts than there are folds: {CLASSES[2]}"


@pytest.mark.parametrize(("count", "message"), [(1, "cv is 1"), (201, "cv is 201, but no class")])
def test_folds_that_cannot_be(count, message):
    with pytest.raises(InputError, match=message):
        split_folds(LABELS, CLASSES, count)


def test_samples_are_nested_stratified_and_hold_every_class():
    samples = {size: subsample(WITH_RARE, size, seed=1) for size in (3, 10, 30, 100, 303)}
    sizes = list(samples)
    for smaller, larger in pairwise(sizes):
        assert set(samples[smaller]) < set(samples[larger])
    for size, rows in samples.items():
        assert len(np.unique(rows)) == size
        assert len(np.unique(WITH_RARE[rows])) == 3
    counts = np.bincount(WITH_RARE[samples[100]])
    assert np.abs(counts - 100 * np.bincount(WITH_RARE) / 303).max() <= 1


def test_samples_of_two_seeds_differ_and_of_one_do_not():
    assert np.array_equal(subsample(LABELS, 50, 1), subsample(LABELS, 50, 1))
    assert not np.array_equal(subsample(LABELS, 50, 1), subsample(LABELS, 50, 2))


def test_the_order_is_random_within_a_class():
    firsts = {draw_nested_order(LABELS, seed)[0] for seed in range(20)}
    assert len(firsts) > 10


def test_shares_are_nested_stratified_and_hold_every_class():
    shares = (0.001, 0.02, 0.1, 0.5, 1.0)
    samples = [subsample_share(WITH_RARE, share, seed=1) for share in shares]
    for smaller, larger in pairwise(samples):
        assert set(smaller) < set(larger)
    assert [len(rows) for rows in samples] == [3, 6, 30, 152, 303]
    assert all(len(np.unique(WITH_RARE[rows])) == 3 for rows in samples)
    counts = np.bincount(WITH_RARE[samples[3]])
    assert np.abs(counts - np.bincount(WITH_RARE) / 2).max() <= 1
    assert not np.array_equal(samples[2], subsample_share(WITH_RARE, 0.1, seed=2))
    assert len(subsample_share(LABELS[:0], 0.5, seed=1)) == 0  # a fold may have no dev text


@pytest.mark.parametrize(("size", "message"), [(2, "each of 3 classes"), (304, "has 303 texts")])
def test_samples_that_cannot_be(size, message):
    with pytest.raises(InputError, match=message):
        subsample(WITH_RARE, size, 0)
