import numpy as np
import pytest

from embedstudy.nn.schedules import SCHEDULES


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_schedules_start_at_one_after_the_warm_up(schedule):
    assert SCHEDULES[schedule].factor(0.0) == 1
    assert SCHEDULES[schedule].factor(0.2, warmup=0.2) == 1
    assert SCHEDULES[schedule].factor(0.1, warmup=0.2) == pytest.approx(0.5)
    end = SCHEDULES[schedule].factor(1.0, warmup=0.2)
    assert end == (1 if schedule == "constant" else pytest.approx(0, abs=1e-12))
    course = [SCHEDULES[schedule].factor(p) for p in np.linspace(0, 1, 50)]
    assert course == sorted(course, reverse=True)


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_which_schedules_are_straight(schedule):
    progress = np.linspace(0, 1, 11)
    bends = np.abs(np.diff([SCHEDULES[schedule].factor(p) for p in progress], n=2)).max()
    assert SCHEDULES[schedule].is_straight == (bends < 1e-12)
