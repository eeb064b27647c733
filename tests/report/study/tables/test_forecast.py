"""Tables of a forecast."""

from embedstudy.report.study.figures.forecast import draw_forecast
from embedstudy.report.study.tables.forecast import tabulate_every_size, tabulate_forecast
from tests.report.study.made_up import with_forecast


def test_gains_stand_below_what_is_expected(tmp_path):
    (curves,) = draw_forecast(with_forecast(tmp_path), "f")
    table = tabulate_forecast("t", curves)
    assert table.columns == ("1,000", "2,000", "10,000")
    assert [(row.head, row.cells) for row in table.rows] == [
        ("random", ("75.0", "79.0 [77.0, 81.0]", "88.0 [86.0, 90.0]")),
        ("random, gain", ("", "+4.0 [+3.0, +5.0]", "+13.0 [+12.0, +14.0]")),
        ("frozen", ("62.0", "63.0 [61.0, 65.0]", "65.0 [63.0, 67.0]")),
    ]


def test_every_size_has_both_intervals(tmp_path):
    (curves,) = draw_forecast(with_forecast(tmp_path), "f")
    table = tabulate_every_size("t", curves)
    assert table.columns == ("2,000", "10,000")
    assert [(row.head, row.cells) for row in table.rows[:2]] == [
        ("random", ("79.0 [77.0, 81.0]", "88.0 [86.0, 90.0]")),
        ("random, 95 % interval", ("[76.0, 82.0]", "[85.0, 91.0]")),
    ]
