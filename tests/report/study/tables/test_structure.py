"""Tables of the measures of spaces."""

from dataclasses import replace

from embedstudy.report.study.tables.structure import (
    join_notes,
    tabulate_differences,
    tabulate_spaces,
    tabulate_stability,
)
from embedstudy.results.rows import StructureDifferenceRow
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


def test_the_mean_over_seeds_has_its_interval_where_one_is_known():
    rows = [replace(row, ci_low=-0.001, ci_high=0.62) for row in structure()]
    table = tabulate_spaces("t", "", rows, ("task alignment",))
    assert table.rows[1].cells == ("0.51 [0.00, 0.62]",)


def test_a_difference_is_found_only_where_its_interval_leaves_out_zero():
    clear = StructureDifferenceRow(
        "d", "task_alignment", "observed", "finetuned", "v", "mean", "pretrained", "v", "", 0.073,
        0.039, 0.107, 5, 841,
    )  # fmt: skip
    open_row = replace(
        clear,
        metric="general_meaning",
        of="WordSim-353",
        value=-0.007,
        ci_low=-0.015,
        ci_high=0.002,
    )
    table = tabulate_differences("t", [clear, open_row], ("task_alignment", "general_meaning"))
    assert table.columns == ("Alignment", "WordSim-353")
    assert [(row.head, row.cells) for row in table.rows] == [
        (
            "finetuned − pretrained",
            ("0.073 [0.039, 0.107]", "−0.007 [−0.015, 0.002]: not found"),
        )
    ]
    assert tabulate_differences("t", [clear], ("general_meaning",)) is None


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
