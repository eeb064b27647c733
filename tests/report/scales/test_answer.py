import pytest

from embedstudy.report.scales.answer import answer_question
from embedstudy.report.scales.summary import summarize
from tests.report.made_up_scales import make_bad_row, make_results, make_row


def answer(results):
    result = answer_question(results, summarize(results))
    return result.headline, " ".join(result.sentences).replace("\u00a0", " ")


def test_the_largest_scale_that_training_outgrows_is_named():
    headline, text = answer(make_results())
    assert headline == "At most 0.1: then training outgrows the start"
    assert "From 0.001 to 0.1, 99.9 to 100.0 % of the change lies in one direction" in text
    assert "dev 74.0 to 75.0 %, task alignment 0.39 to 0.41 and CKA of two seeds 0.93" in text
    assert "At 1, much of the start is left: dev 70.0 %, task alignment 0.11" in text


def test_more_classes_need_more_directions():
    _, text = answer(make_results(classes=8))
    assert "lies in 7 directions, as many as the classes need" in text


def test_only_small_scales_or_only_large_ones_ask_for_others():
    headline, text = answer(make_results(make_row(0.001, 0), make_row(0.1, 0)))
    assert headline == "Every scale here is small enough"
    assert text.endswith("Add larger scales to see a start that stays.")
    headline, text = answer(make_results(make_row(1.0, 0)))
    assert headline == "Smaller than all of these"
    assert text.startswith("At 1, the start outweighs what training changed")


def test_a_start_that_explodes_is_named_with_its_rate():
    rows = make_row(0.1, 0), make_bad_row(1.0, 0, "unstable")
    headline, text = answer(make_results(*rows))
    assert headline.startswith("At most 0.1")
    assert "At 1, training explodes or its loss stays too high, whatever the rate." in text
    assert "at this rate" in answer(make_results(*rows, learning_rates=(0.1,)))[1]


@pytest.mark.parametrize(
    "rows", [(make_row(0.1, 0, dev_accuracy=0.4),), (make_bad_row(0.1, 0), make_bad_row(1.0, 0))]
)
def test_where_nothing_is_learned_nothing_is_shown(rows):
    headline, text = answer(make_results(*rows))
    assert headline == "Not shown: no start learned the task"
    assert text.startswith("No sound start beats the most frequent class on dev.")
