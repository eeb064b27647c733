"""Accuracies stand where they are on the axis, the best first."""

from dataclasses import replace

import pytest

from embedstudy.report.study.figures.accuracy import draw_accuracy
from embedstudy.report.study.figures.learning_curve import draw_learning_curves
from embedstudy.report.study.groups import group_results
from embedstudy.report.study.ranking import rank_results
from tests.report.charts import find_marks
from tests.report.study.made_up import by_loss, curve, run_row, runs, study_data


def draw(data):
    return draw_accuracy(rank_results(data, group_results(data)), "a")


def test_every_seed_is_a_dot_where_its_accuracy_is(tmp_path):
    chart = draw(study_data(tmp_path))
    finetuned, random, frozen = (find_marks(chart, f"seeds-of-{row}") for row in range(3))
    assert [len(dots) for dots in (random, frozen, finetuned)] == [3, 3, 3]
    a_point = (random[2][0] - random[0][0]) / 10
    assert (finetuned[1][0] - random[0][0]) / a_point == pytest.approx(11, abs=0.1)
    assert (frozen[0][0] - random[0][0]) / a_point == pytest.approx(-10, abs=0.1)
    assert max(y for _, y in finetuned) < min(y for _, y in random)
    # The most frequent class, at 20 %, is told and not drawn.
    assert "far below" in chart.body
    assert "majority 20.0 [15.0, 25.0]" in chart.description
    assert "seeds-of-3" not in chart.body


def test_differences_to_random_stand_in_words(tmp_path):
    chart = draw(study_data(tmp_path))
    assert ">to random</text>" in chart.body
    assert ">+6.2</text>" in chart.body
    assert ">better</text>" in chart.body
    assert ">reference</text>" in chart.body
    assert "finetuned 81.0 [76.0, 86.0], seeds 80.0, 81.0, 82.0, +6.2 to random (better)" in (
        chart.description
    )
    without = draw(study_data(tmp_path / "b", comparisons=())).body
    assert ">to random</text>" not in without
    assert ">reference</text>" not in without


def test_colours_and_marks_are_the_strategies_own(tmp_path):
    data = study_data(tmp_path)
    (curves,) = draw_learning_curves(data, "c")
    for body, group in ((draw(data).body, "a-seeds-of-2"), (curves.chart.body, "curve-of-frozen")):
        after = body.split(group)[1].split("</g>")[0]
        assert "var(--orange)" in after


def test_vectors_and_encoder_stand_beside_the_name_where_they_differ(tmp_path):
    data = study_data(tmp_path, runs=[*runs(), *runs(vectors="other")])
    body = draw(data).body
    assert (body.count(">table</text>"), body.count(">other</text>")) == (2, 2)
    assert body.count(">random</text>") == 1  # it is the same with both
    assert ">table" not in draw(study_data(tmp_path / "b")).body


def test_without_a_score_there_is_no_chart(tmp_path):
    assert draw(study_data(tmp_path, runs=[run_row("random", 0, None)], summary=())) is None


@pytest.mark.parametrize("accuracy", [0.0, 0.5, 1.0])
def test_accuracies_that_are_all_one_can_be_drawn(tmp_path, accuracy):
    rows = [run_row("random", seed, accuracy) for seed in (0, 1)]
    chart = draw(study_data(tmp_path, runs=rows, summary=()))
    xs = {x for x, _ in find_marks(chart, "seeds-of-0")}
    assert len(xs) == 1
    assert 0 < xs.pop() < chart.width


def test_a_name_that_the_font_lacks_stays_text(tmp_path):
    name = "\u202eشر\u0301 🎬"
    rows = runs(accuracies={name: (0.5, 0.6)})
    data = study_data(tmp_path, runs=rows, curve=[replace(curve()[0], strategy=name)])
    chart = draw(data)
    assert r"\u202eشر" in chart.body
    (curves,) = draw_learning_curves(data, "c")
    assert name in curves.chart.description


def test_a_loss_is_drawn_in_its_own_unit(tmp_path):
    data = by_loss(tmp_path)
    chart = draw(data)
    assert "test log loss (less is better)" in chart.body
    assert "random 0.750 [0.700, 0.800]" in chart.description
    # Less is better, so the lowest stands first.
    assert chart.body.index(">majority<") < chart.body.index(">finetuned<")
    (curves,) = draw_learning_curves(data, "c")
    assert "random 0.500 with 100, 0.750 with 1,000" in curves.chart.description
    # Of the most frequent class, the loss is far above all others.
    rows = [*runs(accuracies={"random": (0.5, 0.51)}), run_row("majority", 1, 9.0, encoder="")]
    rows = [
        replace(row, test_score=row.test_accuracy, dev_score=0.0) for row in rows[:2] + rows[3:]
    ]
    far = replace(by_loss(tmp_path / "b"), runs=tuple(rows), summary=())
    assert "far above" in draw(far).body


def test_a_strategy_without_a_finished_run_has_a_row(tmp_path):
    rows = [*runs(), run_row("zeros", 0, None)]
    chart = draw(study_data(tmp_path, runs=rows))
    assert ">no run finished</text>" in chart.body
    assert "zeros (0 of 1 seeds) without a finished run" in chart.description
