import pytest

from embedstudy.report.scales.summary import (
    choose_styles,
    find_border,
    format_movement,
    split_starts,
    summarize,
)
from tests.report.made_up_scales import make_bad_row, make_results, make_row


def test_a_summary_has_the_mean_over_the_seeds_that_have_a_value():
    rows = make_row(0.1, 0, cka=0.5), make_row(0.1, 1, cka=0.7), make_row(0.1, 2, cka=None)
    (summary,) = summarize(make_results(*rows))
    assert summary.average("cka") == pytest.approx(0.6)
    assert summary.list_values("cka") == [0.5, 0.7]
    assert summary.learning_rate == 0.1


def test_numbers_have_the_digits_of_their_column():
    (summary,) = summarize(make_results(make_row(0.1, 0, change_norm=2421.2, cka=None)))
    columns = (
        "dev_accuracy",
        "task_alignment",
        "change_rank",
        "change_share",
        "change_norm",
        "cka",
    )
    assert [summary.format(name) for name in columns] == [
        "74.0", "0.39", "1.7", "0.999", "2,420", "",
    ]  # fmt: skip


def test_one_bad_network_makes_a_start_unsound():
    (summary,) = summarize(make_results(make_row(0.1, 0), make_bad_row(0.1, 1)))
    assert not summary.is_sound
    assert summary.status == "1 of 2 diverged"
    (summary,) = summarize(make_results(make_bad_row(0.1, 0, "unstable")))
    assert summary.status == "unstable"
    assert summary.average("cka") is None
    assert not summary.outgrows_start


def test_small_starts_are_those_that_training_outgrows_with_all_below():
    small, large = split_starts(summarize(make_results()))
    assert [s.scale for s in small] == [0.001, 0.1]
    assert [s.scale for s in large] == [1.0]
    rows = make_row(0.001, 0, change_norm=0.5), make_row(0.1, 0), make_bad_row(1.0, 0)
    small, large = split_starts(summarize(make_results(*rows)))
    assert (small, [s.scale for s in large]) == ([], [0.001, 0.1])


def test_more_initializers_than_styles_repeat_the_last():
    rows = [make_row(0.1, 0, initializer=f"Constant(value={i})") for i in range(7)]
    styles = choose_styles(summarize(make_results(*rows)))
    assert len(styles) == 7
    assert len({style.marker for style in styles.values()}) == 5


def test_movements_of_any_size_have_three_digits():
    movements = (0.0, 1e-9, 0.0123456, 87.4999, 1234.5, 1e300, float("inf"))
    assert [format_movement(movement) for movement in movements] == [
        "0", "1e-09", "0.0123", "87.5", "1,230", "1e+300", "inf",
    ]  # fmt: skip


def test_the_border_is_where_the_movement_crosses_one():
    def find(*rows):
        return find_border(summarize(make_results(*rows)))

    small = make_row(0.1, 0, change_norm=10.0)
    assert find(small, make_row(1.0, 0, change_norm=0.1)) == pytest.approx(0.1 * 10**0.5)
    assert find(small, make_row(1.0, 0, change_norm=0.001)) == pytest.approx(0.1 * 10**0.25)
    assert find(small, make_bad_row(1.0, 0)) == 0.1
    assert find(small, make_row(1.0, 0, change_norm=None)) == 0.1
    assert find(small) is None
    assert find(make_row(1.0, 0)) is None
