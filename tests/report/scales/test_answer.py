from dataclasses import replace

import pytest

from embedstudy.report.scales.answer import answer_question
from embedstudy.report.scales.summary import summarize
from tests.report.made_up_scales import make_bad_row, make_results, make_row


def answer(results):
    result = answer_question(results, summarize(results))
    return result.headline, " ".join(result.sentences).replace("\u00a0", " ")


def test_the_two_scales_around_the_limit_are_named():
    headline, text = answer(make_results())
    assert headline == "At most 0.1 here; 1 is too large"
    assert "At 0.001 and 0.1, training outgrows the start: dev accuracy is 74.0 to 75.0 %" in text
    assert (
        "task alignment is 0.39 to 0.41. The change has 1.0 to 1.7 directions (an effective" in text
    )
    assert "At 1, the start outweighs what training changed: dev accuracy is 70.0 %" in text
    assert "A start is small enough if training outgrows it" in text


def test_a_share_that_is_one_is_said_in_words():
    _, text = answer(make_results())
    assert (
        "(an effective rank, so it need not be whole), and all of the change lies in 1 direction."
    ) in text
    _, text = answer(make_results(make_row(0.1, 0, change_share=1.0), classes=8))
    assert "and all of the change lies in 7 directions." in text


def test_what_directions_are_is_said_once():
    results = make_results(*(make_row(scale, 0, change_share=0.98) for scale in (0.1, 1.0)))
    _, text = answer(replace(results, conditions=replace(results.conditions, classes=8)))
    first, second = text.split("At 1, ")
    explained = "directions (an effective rank, so it need not be whole), and a share of 0.98 lies "
    assert f"{explained}in 7 directions, one fewer than there are classes." in first
    assert "directions, and a share of 0.98 lies in 7 directions." in second


def test_a_line_does_not_end_within_a_number():
    sentences = answer_question(results := make_results(classes=8), summarize(results)).sentences
    assert any("7\u00a0directions" in sentence for sentence in sentences)


def test_several_initializers_are_not_pooled():
    rows = [
        make_row(scale, seed, initializer=name)
        for name in ("HeNormal()", "RandomUniform()")
        for scale in (0.1, 1.0)
        for seed in (0, 1)
    ]
    _, text = answer(make_results(*rows))
    assert "These numbers are of HeNormal() alone; the other stands in the table." in text
    assert "These numbers" not in answer(make_results())[1]


@pytest.mark.parametrize(
    ("cka", "structure"),
    [
        ((0.99, 0.93), "nearly the same structure (CKA 0.93 to 0.99)"),
        ((0.81, 0.62), "structures that agree in part (CKA 0.62 to 0.81)"),
        ((0.9, 0.2), "agree in part, and only at some of these scales (CKA 0.20 to 0.90)"),
        ((0.41, 0.2), "different structures (CKA 0.20 to 0.41)"),
    ],
)
def test_seeds_agree_as_far_as_their_numbers_do(cka, structure):
    rows = make_row(0.001, 0, cka=cka[0]), make_row(0.1, 0, cka=cka[1])
    assert structure in answer(make_results(*rows))[1]


def test_a_start_beyond_the_limit_that_training_outgrows_is_told_apart():
    rows = [
        replace(make_row(0.1, 0, change_norm=norm), scale=scale)
        for scale, norm in ((0.1, 9.0), (0.3, 0.8), (1.0, 1.6), (3.0, 0.1))
    ]
    headline, text = answer(make_results(*rows))
    assert headline == "At most 0.1 here; 0.3 is too large"
    assert "At 0.3 and 3, the start outweighs" in text
    assert "At 1, training outgrows the start again" in text


def test_few_texts_and_few_seeds_are_named():
    _, text = answer(make_results())
    assert "Dev has 100 texts: one of them is 1.0 points of accuracy." in text
    assert "Two seeds give one comparison" in text


def test_only_small_scales_or_only_large_ones_ask_for_others():
    headline, text = answer(make_results(make_row(0.001, 0), make_row(0.1, 0)))
    assert headline == "Every scale here is small enough"
    assert text.endswith("Add larger scales to see a start that stays.")
    headline, text = answer(make_results(make_row(1.0, 0)))
    assert headline == "Smaller than all of these"
    assert "At 1, the start outweighs what training changed" in text


def test_a_start_that_explodes_is_named_with_its_rate():
    rows = make_row(0.1, 0), make_bad_row(1.0, 0, "unstable")
    headline, text = answer(make_results(*rows))
    assert headline == "0.1 is small enough: training outgrows the start"
    assert "At 1, training explodes or its loss stays too high, whatever the rate." in text
    assert "at this rate" in answer(make_results(*rows, learning_rates=(0.1,)))[1]


@pytest.mark.parametrize(
    "rows", [(make_row(0.1, 0, dev_accuracy=0.4),), (make_bad_row(0.1, 0), make_bad_row(1.0, 0))]
)
def test_where_nothing_is_learned_nothing_is_shown(rows):
    headline, text = answer(make_results(*rows))
    assert headline == "Not shown: no start learned the task"
    assert text.startswith("No sound start beats the most frequent class on dev.")


def test_what_to_try_mends_what_went_wrong():
    diverged = make_bad_row(0.1, 0), make_bad_row(1.0, 0)
    assert answer(make_results(*diverged))[1].endswith("the rate. Try smaller scales.")
    text = answer(make_results(*diverged, learning_rates=(1e30,)))[1]
    assert text.endswith("Leave out --learning-rate: dev then chooses one for each scale.")
    text = answer(make_results(make_row(0.1, 0, dev_accuracy=0.4)))[1]
    assert text.endswith("Try more --epochs, smaller scales, or a data set with more texts.")


def test_the_side_of_the_default_is_named():
    _, text = answer(make_results())
    assert "as long as the start at about 0.12: the default of 0.05 is on the small side." in text
    rows = make_row(0.001, 0, change_norm=2.0), make_row(0.1, 0, change_norm=0.5)
    assert (
        "at about 0.01: the default of 0.05 is on the large side." in answer(make_results(*rows))[1]
    )
    assert "default" not in answer(make_results(make_row(0.1, 0), make_row(1.0, 0)))[1]
