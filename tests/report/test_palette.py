"""Colours stand out from the page, and the main strategies from each other, for everybody."""

from itertools import combinations

import numpy as np
import pytest

from embedstudy.baselines import Baseline
from embedstudy.report.palette import COLOURS, HUES
from embedstudy.strategies import STRATEGIES

# Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB.
SIGHT = {
    "usual": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}  # fmt: skip


def linear(shade):
    values = np.array([int(shade[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def contrast(a, b):
    low, high = sorted(linear(shade) @ [0.2126, 0.7152, 0.0722] for shade in (a, b))
    return (high + 0.05) / (low + 0.05)


def lab(rgb):
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    x, y, z = np.cbrt(np.maximum(to_xyz @ rgb / np.array([0.9505, 1, 1.089]), 1e-6))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("name", HUES)
def test_marks_stand_out_from_the_page(name, mode):
    paper = getattr(COLOURS["paper"], mode)
    assert contrast(getattr(COLOURS[name], mode), paper) >= 3  # WCAG 2.2, 1.4.11


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("name", ["ink", "muted"])
@pytest.mark.parametrize("ground", ["paper", "wash"])
def test_text_can_be_read(name, mode, ground):
    shades = getattr(COLOURS[name], mode), getattr(COLOURS[ground], mode)
    assert contrast(*shades) >= 4.5  # WCAG 2.2, 1.4.3


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("sight", SIGHT)
def test_the_main_strategies_are_told_apart(sight, mode):
    main = [getattr(COLOURS[STRATEGIES[s].colour], mode) for s in ("random", "frozen", "finetuned")]
    seen = [lab(np.clip(SIGHT[sight] @ linear(shade), 0, 1)) for shade in main]
    assert (
        min(np.linalg.norm(a - b) for a, b in combinations(seen, 2)) > 15
    )  # CIELAB; 2 is just noticed


def test_no_two_names_share_a_shade():
    assert len({colour.light for colour in COLOURS.values()}) == len(COLOURS)


def test_every_strategy_has_a_colour_of_its_own():
    colours = [strategy.colour for strategy in STRATEGIES.values()]
    assert set(colours) <= set(HUES) - {Baseline.colour}
    assert len(set(colours)) == len(colours)
