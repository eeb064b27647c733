"""Figures show their numbers where they are."""

import math
import re
from dataclasses import replace

import pytest

from embedstudy.report.initializers.figures import (
    draw_losses,
    draw_rank,
    draw_scores,
    draw_units,
)
from embedstudy.report.initializers.summary import summarize
from tests.report.charts import find_marks
from tests.report.made_up import made_up


def test_every_seed_is_a_mark_where_its_accuracy_is():
    chart = draw_scores(summarize(made_up("Ones()", "HeNormal()")), 0.5)
    he, ones = find_marks(chart, "seeds-of-0"), find_marks(chart, "seeds-of-1")
    assert len(ones) == len(he) == 2
    (x60, _), (x70, _), (x74, _), (x76, _) = *ones, *he
    assert (x74 - x60) / (x70 - x60) == pytest.approx(1.4, abs=0.01)
    assert (x76 - x60) / (x70 - x60) == pytest.approx(1.6, abs=0.01)
    assert max(y for _, y in he) < min(y for _, y in ones)  # rows from the top


def test_the_scores_stand_beside_the_units():
    chart = draw_scores(summarize(made_up("Ones()", "HeNormal()")), 0.5)
    texts = re.findall(r"<text [^>]*>([^<]*)</text>", chart.body)
    for text in ("HeNormal", "75.0", "50 → 50", "Ones", "65.0", "1 → 1", "dev accuracy, %"):
        assert text in texts
    assert chart.description == (
        "In percent: HeNormal 75.0, seeds 74.0, 76.0, different units 50 → 50; "
        "Ones 65.0, seeds 60.0, 70.0, different units 1 → 1; the most frequent class 50.0."
    )


def test_panels_share_their_axes_and_show_the_mean_over_seeds():
    panels = draw_losses(summarize(made_up("Ones()", "HeNormal()")), 2)
    labels = [re.findall(r"<text [^>]*>([^<]*)</text>", panel.body) for panel in panels]
    assert labels[0] == labels[1] == ["1", "3", "0.25", "0.5", "1"]
    (line,) = re.findall(r'<g id="loss-1-mean">\s*<path d="([^"]*)"', panels[1].body)
    points = re.findall(r"[ML] (\S+) (\S+)", line)
    heights = [float(y) for _, y in points]
    assert len(points) == 3
    shown = (heights[1] - heights[0]) / (heights[2] - heights[0])
    expected = math.log(1.5 / 0.8) / math.log(1.5 / 0.6)
    assert shown == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize("losses", [(0.0, 0.0), (0.7, 1e-9), (0.5,), (0.7, 0.7)])
def test_losses_of_any_size_can_be_drawn(losses):
    summaries = summarize(made_up("HeNormal()", losses=losses))
    assert draw_losses(summaries, 2)[0].description == ", ".join(f"{loss:.3f}" for loss in losses)


def test_units_are_shown_before_and_after():
    chart = draw_units(summarize(made_up("HeNormal()", units_after=7)), 50)
    assert ">50 → 7</text>" in chart.body


def test_a_long_name_is_clipped_and_not_drawn_over_the_text_to_its_left():
    starts = made_up("HeNormal()")
    name = f"{'Long' * 20}()"
    rows = [replace(row, initializer=name) for row in starts.rows]
    body = draw_scores(summarize(replace(starts, rows=rows, agreement={name: 1.0})), 0.5).body
    (label,) = re.findall(r"<text [^>]*>(Long[^<]*)</text>", body)
    assert len(label) <= 22


@pytest.mark.parametrize("accuracy", [0.0, 0.5, 1.0])
def test_accuracies_that_are_all_one_can_be_drawn(accuracy):
    summaries = summarize(made_up("HeNormal()", dev_accuracy=accuracy))
    assert len(find_marks(draw_scores(summaries, accuracy), "seeds-of-0")) == 2


def test_ranks_are_shown_before_and_after():
    chart = draw_rank(summarize(made_up("Ones()", "HeNormal()")), 50)
    assert chart.description == "HeNormal 50 → 50; Ones 1 → 1."
    assert chart.title == "Rank of the embedding table before and after training, by initializer"
