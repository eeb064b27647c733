"""Tables of learning curves and of crossovers."""

from dataclasses import replace

from embedstudy.report.study.figures.learning_curve import draw_learning_curves
from embedstudy.report.study.tables.learning_curve import (
    tabulate_crossings,
    tabulate_curve,
    tabulate_other_crossings,
)
from tests.report.study.made_up import crossovers, curve, study_data


def test_every_point_is_there_with_its_interval(tmp_path):
    (curves,) = draw_learning_curves(study_data(tmp_path), "c")
    table = tabulate_curve("t", curves)
    assert table.columns == ("100", "1,000")
    assert table.rows[0].cells == ("50.0 [47.0, 53.0]", "75.0 [72.0, 78.0]")


def test_a_size_that_was_not_tried_is_empty(tmp_path):
    rows = [replace(row, ci_low=None, ci_high=None) for row in curve()][1:]
    (curves,) = draw_learning_curves(study_data(tmp_path, curve=rows), "c")
    assert tabulate_curve("t", curves).rows[0].cells == ("", "75.0")


def test_crossovers_have_their_number_and_interval(tmp_path):
    first = crossovers()[0]
    rows = [first, replace(first, a="finetuned", train_size=500, low=None, high=None, note="")]
    (curves,) = draw_learning_curves(study_data(tmp_path, crossovers=rows), "c")
    table = tabulate_crossings("t", curves)
    assert [row.head for row in table.rows] == [
        "1. random may overtake frozen", "2. finetuned overtakes frozen",
    ]  # fmt: skip
    assert [row.cells for row in table.rows] == [("272", "150 to open above"), ("500", "open")]
    assert table.rows[0].small == "open above: that random overtakes by 1,000 texts is not shown"


def test_curves_that_do_not_cross_have_no_such_table(tmp_path):
    (curves,) = draw_learning_curves(study_data(tmp_path, crossovers=()), "c")
    assert tabulate_crossings("t", curves) is None


def test_the_part_of_a_lead_that_unseen_words_give_is_there(tmp_path):
    rows = [
        replace(row, test_seen_words=row.mean - 0.04) if row.strategy == "frozen" else row
        for row in curve()
    ]
    (curves,) = draw_learning_curves(study_data(tmp_path, curve=rows), "c")
    cells = {row.head: row.cells for row in tabulate_curve("t", curves).rows}
    assert cells["frozen, without unseen words"] == ("56.0", "58.0")
    assert cells["frozen − random, from unseen words"] == ("+4.0 of +10.0", "+4.0 of −13.0")
    assert "finetuned, without unseen words" not in cells


def test_crossovers_with_baselines_have_a_table_of_their_own(tmp_path):
    rows = [*curve(), *(replace(row, strategy="majority", encoder="") for row in curve()[:2])]
    pairs = [crossovers()[0], replace(crossovers()[0], b="majority")]
    (curves,) = draw_learning_curves(study_data(tmp_path, curve=rows, crossovers=pairs), "c")
    assert [row.head for row in tabulate_other_crossings("t", curves).rows] == [
        "random may overtake majority"
    ]
    assert [row.head for row in tabulate_crossings("t", curves).rows] == [
        "1. random may overtake frozen"
    ]
