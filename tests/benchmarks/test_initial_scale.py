"""The rule that chooses the default scale, and its tables."""

import pytest

from benchmarks.initial_scale import (
    DEFAULT,
    PairedDifference,
    choose_scale,
    format_rows,
    group_rows,
    measure_differences,
)
from tests.report.made_up_scales import make_bad_row, make_results, make_row

NONE = PairedDifference(0.0, -0.1, 0.1)


def differ(accuracy=NONE, alignment=NONE, agreement=NONE, overlap=NONE):
    return {
        "dev_accuracy": accuracy, "task_alignment": alignment, "agreement": agreement,
        "overlap": overlap,
    }  # fmt: skip


UP, DOWN = PairedDifference(0.5, 0.1, 0.9), PairedDifference(-0.5, -0.9, -0.1)


def test_dev_decides_first():
    better = PairedDifference(0.8, 0.2, 1.4)
    measured = {0.005: differ(UP), 0.015: differ(better), 0.15: differ(alignment=UP)}
    assert choose_scale(measured) == 0.015


def test_structure_decides_where_dev_does_not():
    assert choose_scale({0.005: differ(alignment=UP)}) == 0.005
    assert choose_scale({0.005: differ(alignment=UP, agreement=DOWN)}) == DEFAULT
    assert choose_scale({0.005: differ(alignment=UP, overlap=DOWN)}) == DEFAULT


def test_a_scale_that_dev_shows_to_be_worse_is_out():
    assert choose_scale({0.5: differ(DOWN, alignment=UP)}) == DEFAULT
    lower = PairedDifference(-0.3, -0.8, 0.2)
    assert choose_scale({0.5: differ(lower, alignment=UP)}) == DEFAULT


def test_the_default_stays_where_nothing_differs():
    assert choose_scale({0.5: differ()}) == DEFAULT


def test_differences_are_paired_by_data_set():
    by_dataset = {
        name: {DEFAULT: [make_row(0.1, 0, dev_accuracy=base)],
               0.5: [make_row(0.1, 0, dev_accuracy=base + gain)]}
        for name, base, gain in (("a", 0.6, 0.01), ("b", 0.9, 0.03))
    }  # fmt: skip
    difference = measure_differences(by_dataset, 0.5)["dev_accuracy"]
    assert difference.mean == pytest.approx(2)
    assert difference.low == pytest.approx(2 - 12.7062, abs=1e-3)  # Student's t, one degree


def test_a_row_of_a_table_has_a_mark_where_training_failed():
    rows = group_rows(make_results(make_row(0.1, 0), make_bad_row(0.1, 1)))[0.1]
    cells = format_rows(rows)
    assert cells[:3] == ["0.1 (diverged)", "74.0", "76.0"]
