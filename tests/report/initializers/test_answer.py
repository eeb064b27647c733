"""The answer of the page and of the terminal, branch by branch."""

from dataclasses import replace

import pytest

from embedstudy.report.initializers.answer import answer_question
from embedstudy.report.initializers.summary import summarize
from tests.report.made_up import made_up


def answer(starts):
    reply = answer_question(starts, summarize(starts))
    *sentences, caveat = reply.sentences
    assert 1 <= len(sentences) <= 2
    assert caveat == "Dev has 10 texts: one of them is 10.0 points of accuracy."
    return reply.headline, " ".join(sentences).replace("\u00a0", " ")


def test_equal_units_stay_equal_and_others_learn():
    assert answer(made_up()) == (
        "Because equal units stay equal",
        "Zeros never moved (50.0 %: one class for every text); Ones stayed one unit, 50 times "
        "over (65.0 %). HeNormal and RandomUniform kept all 50 units different and got 75.0 % "
        "and 72.2 % of dev right; with two classes, one unit does most of the task.",
    )


def test_random_starts_alone_do_not_show_why():
    headline, text = answer(made_up("HeNormal()"))
    assert headline == "Not shown: no start had equal units"
    assert text == (
        "HeNormal kept all 50 units different and got 75.0 % of dev right. "
        "Add --initializer Zeros --initializer Ones to see where equal units get."
    )


def test_equal_starts_alone_name_what_is_missing():
    headline, text = answer(made_up("Zeros()", "Ones()"))
    assert headline == "Because equal units stay equal"
    assert text.endswith("Add --initializer GlorotUniform to see where units that differ get.")


def test_zeros_alone_never_move():
    headline, text = answer(made_up("Zeros()"))
    assert headline == "Because nothing moves from Zeros"
    assert text == (
        "Zeros never moved (50.0 %: one class for every text). "
        "Add --initializer Ones --initializer GlorotUniform to see starts that do move."
    )


def test_zeros_and_random_are_enough():
    headline, text = answer(made_up("Zeros()", "HeNormal()"))
    assert headline == "Because equal units stay equal"
    assert "one unit" not in text


@pytest.mark.parametrize(
    ("accuracies", "classes", "text"),
    [
        ((0.72, 0.73), 2, "; with two classes, Ones and RandomUniform are not told apart."),
        ((0.74, 0.75), 3, "; with 3 classes, Ones is not told apart from any of them."),
        ((0.68, 0.7), 3, "; with 3 classes, one unit does most of the task."),
        ((0.55, 0.58), 2, "75.0 % and 72.2 % of dev right."),
    ],
)
def test_how_far_one_unit_gets(accuracies, classes, text):
    starts = made_up()
    rows = [
        replace(row, dev_accuracy=accuracies[row.seed]) if row.initializer == "Ones()" else row
        for row in starts.rows
    ]
    conditions = replace(starts.conditions, classes=classes)
    assert answer(replace(starts, rows=rows, conditions=conditions))[1].endswith(text)


def test_one_unit_as_good_as_the_only_other_start():
    starts = made_up("Ones()", "HeNormal()", dev_accuracy=0.7)
    assert answer(starts)[1].endswith("; with two classes, Ones and HeNormal are not told apart.")


@pytest.mark.parametrize("names", [(), ("HeNormal()",), ("Ones()",)])
def test_where_no_start_learns_nothing_is_shown(names):
    headline, text = answer(made_up(*names, dev_accuracy=0.5))
    assert headline == "Not shown: no start learned the task"
    assert "gets 50.0 % of dev right, where the most frequent class alone gets 50.0 %." in text
    assert text.endswith("Try more --epochs, or a data set with more texts.")


def test_one_class_for_every_text_is_not_learning():
    starts = made_up("HeNormal()", classes_predicted=1)
    assert answer(starts)[0] == "Not shown: no start learned the task"


def test_a_start_that_gains_nothing_is_named():
    starts = made_up()
    rows = [
        replace(row, dev_accuracy=0.5) if row.initializer == "HeNormal()" else row
        for row in starts.rows
    ]
    text = answer(replace(starts, rows=rows))[1]
    assert text.endswith("; HeNormal did no better than the most frequent class.")


def test_the_outcome_is_read_off_the_numbers_and_not_the_name():
    assert "HeNormal never moved (75.0 %)." in answer(made_up("HeNormal()", moved=False))[1]
    fallen = made_up("HeNormal()", units_after=1, units_before=50)
    assert answer(fallen)[0] == "Not shown: no start had equal units"
    assert "kept 7 or more units different" in answer(made_up("HeNormal()", units_after=7))[1]


@pytest.mark.parametrize(("several", "who"), [(False, "All 4"), (True, "The other 4")])
def test_many_starts_are_counted(several, who):
    starts, zeros = made_up("HeNormal()"), made_up("Zeros()")
    names = [f"HeNormal(seed={i})" for i in range(4)]
    rows = [replace(row, initializer=name) for name in names for row in starts.rows]
    agreement = dict.fromkeys(names, 0.9)
    if several:
        rows, agreement = [*zeros.rows, *rows], {**zeros.agreement, **agreement}
    many = replace(starts, rows=rows, agreement=agreement)
    assert f"{who} kept all 50 units different and got 75.0 % of dev right" in answer(many)[1]


def test_many_equal_starts_are_counted_too():
    starts = made_up("Ones()")
    names = [f"Constant(value={i})" for i in range(1, 5)]
    rows = [replace(row, initializer=name) for name in names for row in starts.rows]
    many = replace(starts, rows=rows, agreement=dict.fromkeys(names, 0.9))
    assert "4 starts stayed one unit, 50 times over (65.0 %)." in answer(many)[1]


def test_many_dev_texts_need_no_caveat():
    starts = made_up()
    starts = replace(starts, conditions=replace(starts.conditions, dev=1000))
    assert len(answer_question(starts, summarize(starts)).sentences) == 2
