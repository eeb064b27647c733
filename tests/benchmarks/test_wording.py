import math

from benchmarks.reference_study.over_datasets import CensoredMedian, Difference, pool
from benchmarks.reference_study.tables import CrossingRow
from benchmarks.reference_study.wording import (
    format_crossing,
    format_difference,
    format_median,
    format_pooled,
    format_table,
    judge,
    name_shown,
)


def test_differences_whose_interval_leaves_out_zero_are_bold():
    assert format_difference(Difference("d", 0.02, 0.01, 0.03)) == "**+2.0 [+1.0, +3.0]**"
    assert format_difference(Difference("d", 0.02, -0.01, 0.05)) == "+2.0 [−1.0, +5.0]"
    assert format_pooled(None) == ""


def test_crossings():
    def row(status):
        return CrossingRow("mean", "d", "v", "frozen", status, None, None, None)

    assert format_crossing(row("always")) == "from the start"
    assert format_crossing(row("never")) == "not yet"
    assert format_crossing(row("level")) == "level"


def test_medians_beyond_all_sizes():
    assert format_median(CensoredMedian(2239, -math.inf, 5120, 9), "texts") == (
        "2,200 texts […, 5,100]"
    )
    assert format_median(CensoredMedian(math.inf, 100, math.inf, 9), "texts") == (
        "more texts than there are [100, …]"
    )
    assert format_median(CensoredMedian(-math.inf, -math.inf, 90, 9), "texts") == (
        "fewer texts than were tried […, 90]"
    )


def test_words_follow_the_interval():
    up = pool([Difference("d", value, value - 0.01, value + 0.01) for value in (0.1, 0.11, 0.12)])
    down = pool([Difference("d", -v, -v - 0.01, -v + 0.01) for v in (0.1, 0.11, 0.12)])
    words = ("better", "worse", "neither")
    assert [judge(pooled, *words) for pooled in (up, down, None)] == list(words)


def test_names_of_what_is_shown():
    rows = [Difference("x", 0.1, 0.05, 0.15), Difference("y", -0.1, -0.15, -0.05)]
    assert name_shown(rows, above=True) == "`x`"
    assert name_shown(rows, above=False) == "`y`"
    assert name_shown(rows[:1], above=False) == "none"


def test_a_table():
    assert format_table(("a", "b"), [("1", "2")]) == ["| a | b |", "| --- | --- |", "| 1 | 2 |"]
