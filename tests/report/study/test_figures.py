"""Figures show their numbers where they are."""

import math
import re
from dataclasses import replace

import pytest

from embedstudy.report.study.figures.accuracy import accuracy_charts
from embedstudy.report.study.figures.curve import learning_curves
from embedstudy.report.study.figures.meaning import pictures
from embedstudy.report.study.figures.tuning import tuning_curves
from embedstudy.report.study.groups import groups_of
from embedstudy.report.study.study_data import contents_of
from embedstudy.results.rows import CurveRow
from tests.report.study.made_up import curve, made_up, run_row, runs, structure, tuning


def marks(chart, group):
    """The middle of each mark of a scatter."""
    (found,) = re.findall(
        rf'<g id="{chart.name}-{group}">(.*?)\n   ?</g>', chart.body, re.DOTALL
    )  # fmt: skip
    return [(float(x), float(y)) for x, y in re.findall(r'<use [^>]*x="(.*?)" y="(.*?)"', found)]


def line(chart, group):
    (path,) = re.findall(rf'<g id="{chart.name}-{group}">\s*<path d="([^"]*)"', chart.body)
    return [(float(x), float(y)) for x, y in re.findall(r"[ML] (\S+) (\S+)", path)]


def contents(tmp_path, **tables):
    return contents_of(made_up(tmp_path / "s", **tables)).of("d")


def test_every_seed_is_a_dot_where_its_accuracy_is(tmp_path):
    ((_, chart),) = accuracy_charts(groups_of(contents(tmp_path)), "a")
    random, frozen, finetuned = (marks(chart, f"seeds-of-{row}") for row in range(3))
    assert [len(each) for each in (random, frozen, finetuned)] == [3, 3, 3]
    a_point = (random[2][0] - random[0][0]) / 10
    assert (finetuned[1][0] - random[0][0]) / a_point == pytest.approx(11, abs=0.1)
    assert (frozen[0][0] - random[0][0]) / a_point == pytest.approx(-10, abs=0.1)
    assert max(y for _, y in random) < min(y for _, y in frozen)
    # The most frequent class, at 20 %, is told and not drawn.
    assert "far below" in chart.body
    assert "20.0 [15.0, 25.0]" in chart.body
    assert "seeds-of-3" not in chart.body


def test_colours_and_marks_are_the_strategies_own(tmp_path):
    found = contents(tmp_path)
    ((_, accuracy),) = accuracy_charts(groups_of(found), "a")
    (curves,) = learning_curves(found, "c")
    for body, group in ((accuracy.body, "a-0-seeds-of-1"), (curves.chart.body, "curve-of-frozen")):
        after = body.split(group)[1].split("</g>")[0]
        assert "var(--orange)" in after


def test_groups_share_their_axis(tmp_path):
    found = contents(tmp_path, runs=[*runs(), *runs(vectors="other")])
    (first, a), (second, b), (last, _) = accuracy_charts(groups_of(found), "a")
    assert [group.label for group in (first, second, last)] == [
        "table, mean", "other, mean", "no embedding",
    ]  # fmt: skip
    assert [x for x, _ in marks(a, "seeds-of-0")] == [x for x, _ in marks(b, "seeds-of-0")]


@pytest.mark.parametrize("accuracy", [0.0, 0.5, 1.0])
def test_accuracies_that_are_all_one_can_be_drawn(tmp_path, accuracy):
    rows = [run_row("random", seed, accuracy) for seed in (0, 1)]
    ((_, chart),) = accuracy_charts(groups_of(contents(tmp_path, runs=rows, summary=())), "a")
    xs = {x for x, _ in marks(chart, "seeds-of-0")}
    assert len(xs) == 1
    assert 0 < xs.pop() < chart.width


def test_a_name_that_the_font_lacks_stays_text(tmp_path):
    name = "\u202eشر\u0301 🎬"
    rows = runs(accuracies={name: (0.5, 0.6)})
    found = contents(tmp_path, runs=rows, curve=[replace(curve()[0], strategy=name)])
    ((_, chart),) = accuracy_charts(groups_of(found), "a")
    assert r"\u202eشر" in chart.body
    (curves,) = learning_curves(found, "c")
    assert name in curves.chart.description


def test_folds_of_a_seed_are_one_dot(tmp_path):
    rows = [run_row("random", 0, 0.6, fold=0), run_row("random", 0, 0.8, fold=1)]
    (group,) = groups_of(contents(tmp_path, runs=rows, summary=()))
    assert group.entries[0].accuracies == pytest.approx([70])
    broken = [rows[0], run_row("random", 0, None, fold=1)]
    (group,) = groups_of(contents(tmp_path / "b", runs=broken, summary=()))
    assert group.entries[0].accuracies == []


def test_a_crossover_is_ringed_where_the_curves_cross(tmp_path):
    (curves,) = learning_curves(contents(tmp_path), "c")
    random, frozen = line(curves.chart, "curve-of-random"), line(curves.chart, "curve-of-frozen")
    ((x, y),) = marks(curves.chart, "crossing-1")
    share = math.log(272 / 100) / math.log(1000 / 100)
    assert (x - random[0][0]) / (random[1][0] - random[0][0]) == pytest.approx(share, abs=0.01)
    for (_, first), (_, last) in (random, frozen):
        assert y == pytest.approx(first + share * (last - first), abs=1)
    assert "crossing-2" not in curves.chart.body


def test_many_sizes_are_labelled_without_touching(tmp_path):
    rows = [CurveRow("d", "table", "mean", "random", 1000 + 10 * i, 3, 0.5, None, None)
            for i in range(50)]  # fmt: skip
    (curves,) = learning_curves(contents(tmp_path, curve=rows, crossovers=()), "c")
    labels = re.findall(r">(1,\d\d\d)</text>", curves.chart.body)
    assert "1,490" in labels
    assert len(labels) < 10


def test_one_size_has_a_curve_of_one_point(tmp_path):
    rows = [row for row in curve() if row.train_size == 1000]
    (curves,) = learning_curves(contents(tmp_path, curve=rows, crossovers=()), "c")
    assert curves.lines["random"][0].mean == 0.75


def test_tuning_is_drawn_and_the_choice_is_ringed(tmp_path):
    (curves,) = tuning_curves(contents(tmp_path), "t")
    assert curves.tried.lines == {
        "random": [(0.01, pytest.approx(55)), (0.1, pytest.approx(75))],
        "frozen": [(0.01, pytest.approx(50)), (0.1, pytest.approx(60)), (1.0, pytest.approx(55))],
    }
    assert curves.tried.chosen == {"random": {0.1}, "frozen": {0.1}}
    assert "ring-of-0" in curves.chart.body
    assert curves.tried.failed == 1


def test_of_several_things_tuned_each_has_a_chart(tmp_path):
    rows = [
        replace(row, dropout=dropout, dev_accuracy=row.dev_accuracy and row.dev_accuracy - dropout)
        for row in tuning()
        for dropout in (0.0, 0.3)
    ]
    tuned = [replace(run, dropout=0.0) for run in runs()]
    by_rate, by_dropout = tuning_curves(contents(tmp_path, tuning=rows, runs=tuned), "t")
    assert by_dropout.tried.chosen["frozen"] == {0.0}
    assert by_rate.tried.lines["frozen"][1] == (0.1, pytest.approx(60))  # the best of both
    assert by_dropout.tried.lines["frozen"] == [(0, pytest.approx(60)), (0.3, pytest.approx(30))]


def test_nothing_tuned_has_no_chart(tmp_path):
    rows = [row for row in tuning() if row.lr == 0.1]
    assert tuning_curves(contents(tmp_path, tuning=rows), "t") == []


def test_spaces_stand_at_their_alignment_and_meaning():
    (picture,) = pictures(structure(), "m")
    assert (picture.pairs, picture.counts) == ("SimLex-999", "432")
    before, random, pretrained, finetuned = (
        marks(picture.chart, f"points-of-{place}") for place in range(4)
    )
    assert [len(each) for each in (before, random, pretrained, finetuned)] == [2, 2, 1, 2]
    a_tenth = (random[0][0] - before[0][0]) / 5
    assert (pretrained[0][0] - before[0][0]) / a_tenth == pytest.approx(1, abs=0.02)
    assert (finetuned[0][0] - before[0][0]) / a_tenth == pytest.approx(4, abs=0.02)
    assert pretrained[0][1] < finetuned[0][1] < random[0][1]  # higher up means more meaning


def test_pictures_of_one_list_share_their_axes():
    rows = structure(vectors="a") + [
        replace(row, value=row.value / 4) for row in structure(vectors="b")
    ]
    first, second = pictures(rows, "m")
    (pretrained,), (other,) = (marks(each.chart, "points-of-2") for each in (first, second))
    (origin, *_), (a, b) = marks(first.chart, "points-of-0"), (pretrained, other)
    assert (b[0] - origin[0]) / (a[0] - origin[0]) == pytest.approx(1 / 4, abs=0.02)


def test_measures_without_a_value_are_left_out():
    rows = [replace(row, value=None) for row in structure()]
    assert pictures(rows, "m") == []
