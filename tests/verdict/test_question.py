"""A data set of a study, by train size."""

import pytest

from embedstudy.results.rows import CrossoverRow
from embedstudy.verdict.question import list_questions
from tests.verdict.made_up_tables import cell, make_meta, make_tables, pair, run

SIZES = (100, 1000, 8000)


def tables_of(large, **tables):
    """Return a study whose frozen vectors are better with few texts."""
    cells, pairs = [], []
    for size, delta in zip(SIZES, (0.09, 0.05, large), strict=True):
        cells += [cell("random", 0.7, size=size), cell("frozen", 0.7 + delta, size=size)]
        pairs.append(pair("frozen", "random", delta, 0.0001, size=size))
    return make_tables(cells, pairs, **tables)


def test_smaller_sizes_have_answers_of_their_own():
    (question,) = list_questions(tables_of(-0.06))
    assert question.sizes == list(SIZES)
    assert question.decision.answer == "no"
    assert list(question.smaller) == [100, 1000]
    assert question.smaller[100].n_hypotheses == 2


def test_the_crossing_is_that_of_the_choices_that_were_better():
    row = CrossoverRow("reviews", "glove", "mean", "random", "frozen", 2373, 1036, 3846, 5, 853,
                       "crossing", "")  # fmt: skip
    (question,) = list_questions(tables_of(-0.06, crossovers=[row]))
    assert question.find_crossing() == 2373
    (without,) = list_questions(tables_of(-0.06))
    assert without.find_crossing() is None


def test_the_share_of_the_majority():
    cells = [cell("random", 0.9), cell("majority", 0.9)]
    counted = make_tables(cells, [], meta=make_meta(class_counts={"train": [1, 1], "test": [9, 1]}))
    (question,) = list_questions(counted)
    assert (question.majority_share, question.is_imbalanced) == (0.9, True)
    (older,) = list_questions(make_tables(cells, [], meta={"data": {}}))
    assert (older.majority_share, older.margin) == (0.9, 1.0)
    (neither,) = list_questions(make_tables(cells[:1], [], meta={"data": {}}))
    assert neither.majority_share is None
    assert not neither.has_folds


def test_folds_and_data_sets():
    cells = [cell("random", 0.7), cell("random", 0.7, dataset="news")]
    tables = make_tables(cells, [], runs=[run(cells[0], fold=0)])
    first, second = list_questions(tables)
    assert (first.dataset, first.has_folds) == ("reviews", True)
    assert (second.dataset, second.has_folds) == ("news", False)
    (empty,) = list_questions(make_tables([cell("random", None, n=0)], []))
    assert empty.contests == {}


def test_a_margin_that_is_no_number_is_a_damaged_study():
    tables = tables_of(-0.06, meta=make_meta() | {"margin": "x"})
    with pytest.raises(TypeError, match="margin is 'x'"):
        list_questions(tables)
