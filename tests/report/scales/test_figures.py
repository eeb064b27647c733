"""The figure shows every start, in words too."""

import re

from embedstudy.report.scales.figures import PANELS, draw_passage
from embedstudy.report.scales.summary import summarize
from tests.report.made_up_scales import make_bad_row, make_results, make_row


def draw(*rows, **changes):
    results = make_results(*rows, **changes)
    return draw_passage(results, summarize(results))


def list_texts(chart):
    return re.findall(r"<text [^>]*>([^<]*)</text>", chart.body)


def test_the_panels_are_named_and_the_scales_stand_below():
    texts = list_texts(draw())
    for panel in PANELS:
        assert panel.title in texts
    for text in (
        "0.001",
        "0.1",
        "1",
        "rich",
        "lazy",
        "classes − 1 = 1",
        "as long as the start",
        "default 0.05",
    ):
        assert text in texts


def test_the_default_is_marked_only_where_it_lies_in_the_range():
    assert "default 0.05" not in list_texts(draw(make_row(1.0, 0)))


def test_no_number_is_a_negative_zero():
    description = draw(make_row(0.1, 0, task_alignment=-0.001)).description
    assert "task alignment 0.00" in description


def test_the_description_has_the_numbers():
    description = draw().description
    assert description.startswith(
        "RandomUniform at 0.001, rate 0.1: dev 75.0 %, test 77.0 %, task alignment"
    )
    assert "change ÷ start 0.085, equal predictions 78.0 %, CKA 0.01" in description


def test_a_start_without_numbers_is_named_and_draws_nothing():
    chart = draw(make_row(0.1, 0), make_bad_row(1.0, 0))
    assert "RandomUniform at 1, rate 3 (diverged): no numbers." in chart.description
    assert draw(make_bad_row(1.0, 0)).body


def test_a_start_that_exploded_does_not_decide_the_axes():
    exploded = make_row(1.0, 0, status="unstable", change_norm=8e5)
    texts = list_texts(draw(make_row(0.001, 0), make_row(0.1, 0), exploded))
    assert "100" in texts
    assert not {"1e+05", "100,000", "1e+06"} & set(texts)


def test_one_scale_and_numbers_of_any_size_can_be_drawn():
    assert draw(make_row(0.1, 0)).body
    assert draw(make_row(0.001, 0, change_norm=0.0), make_row(0.1, 0, change_norm=1e300)).body
    assert draw(make_row(0.001, 0, change_norm=float("inf"))).body


def test_the_tuned_rate_stands_below_the_scales_where_it_is_another():
    rows = make_row(0.001, 0), make_row(0.1, 0), make_row(1.0, 0, learning_rate=3.0)
    texts = list_texts(draw(*rows))
    assert texts.count("rate") == texts.count("3") == 1
    assert texts.count("0.1") == 2  # a scale, and the rate of two scales
    assert "rate" not in list_texts(draw(*rows, learning_rates=(0.1,)))
