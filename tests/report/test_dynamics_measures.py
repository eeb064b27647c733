from dataclasses import replace

import pytest

from embedstudy.report.dynamics_measures import (
    COLUMNS,
    EXPLANATION,
    format_epoch,
    format_measure,
)
from tests.report.study.made_up import dynamics


def test_every_column_is_explained():
    for name in COLUMNS:
        subject = "overlap" if name.startswith("overlap") else name.removesuffix(", %")
        assert subject.lower() in f"{EXPLANATION} dev accuracy".lower()


@pytest.mark.parametrize(
    ("epoch", "text"), [(0.0, "0"), (0.00996, "0.01"), (0.3, "0.3"), (1.0, "1"), (12.0, "12")]
)
def test_an_epoch_is_as_short_as_it_can_be(epoch, text):
    assert format_epoch(replace(dynamics()[0], epoch=epoch)) == text


def test_a_measure_has_its_digits():
    row = replace(dynamics()[0], dev_accuracy=0.1234, change_norm=-0.12345, change_share=None)
    names = ("dev accuracy, %", "size of change", "share in C − 1")
    assert [format_measure(row, name) for name in names] == ["12.3", "−0.123", ""]
    exploded = replace(row, train_loss=3e38, change_norm=999999.4)
    assert format_measure(exploded, "train loss") == "3e+38"
    assert format_measure(exploded, "size of change") == "999999.400"
