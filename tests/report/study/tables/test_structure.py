"""Tables of the measures of spaces."""

from dataclasses import replace

from embedstudy.report.study.tables.structure import (
    join_notes,
    tabulate_spaces,
    tabulate_stability,
)
from tests.report.study.made_up import structure


def test_a_measure_is_a_column_and_a_space_a_row():
    table = tabulate_spaces("t", "Caption.", structure(), ("geometry",))
    assert table.columns == ("Effective rank", "Mean cosine")
    assert [row.head for row in table.rows] == [
        "random-before", "random", "pretrained", "finetuned",
    ]  # fmt: skip
    assert table.rows[0].cells == ("41.3", "0.07")


def test_parts_of_a_measure_are_columns_that_count_their_pairs():
    table = tabulate_spaces("t", "", structure(), ("general meaning",))
    assert table.columns == ("SimLex-999 (432 pairs)",)


def test_the_mean_over_seeds_has_its_range():
    table = tabulate_spaces("t", "", structure(), ("task alignment",))
    assert table.rows[1].cells == ("0.51 (0.50 to 0.52)",)


def test_two_tables_of_vectors_are_told_apart():
    rows = [*structure(vectors="a"), *structure(vectors="b")]
    table = tabulate_spaces("t", "", rows, ("geometry",))
    assert [row.head for row in table.rows] == [
        "random-before", "random", "pretrained (a)", "pretrained (b)", "finetuned (a)",
        "finetuned (b)",
    ]  # fmt: skip


def test_nothing_measured_has_no_table():
    assert tabulate_spaces("t", "", structure(), ("unheard-of",)) is None
    assert tabulate_stability("t", []) is None


def test_notes_are_sentences_and_stand_once():
    rows = [replace(row, note="without 3 words") for row in structure()]
    assert join_notes(rows) == "Without 3 words."
    assert (
        tabulate_spaces("t", "Caption.", rows, ("geometry",)).caption == "Caption. Without 3 words."
    )


def test_seeds_are_compared_with_each_other_and_spaces_with_spaces():
    rows = structure()
    first = next(row for row in rows if row.metric == "cka")
    across_spaces = replace(
        first, other_kind="finetuned", other_vectors="table", other_seed=1, value=0.25
    )
    table = tabulate_stability("t", [*rows, across_spaces])
    assert table.columns == ("against", "Overlap@10", "CKA")
    by_pair = {(row.head, row.cells[0]): row.cells[1:] for row in table.rows}
    assert by_pair["random", "other seeds"] == ("0.34", "0.68")
    assert by_pair["random-before", "finetuned"] == ("", "0.25")
