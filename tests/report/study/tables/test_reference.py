"""The table of reference data sets."""

from dataclasses import replace

from embedstudy.report.study.tables.reference import tabulate_reference
from embedstudy.results.rows import ReferenceRow

ROW = ReferenceRow("d", "mean", "near", 3, 4, 100, 1000, 0.031, 0.42, 0.5)


def test_the_nearest_comes_first_with_its_numbers():
    none = replace(ROW, reference="far", n_sizes=0, smallest=None, largest=None, distance=None,
                   relative_error=None, reference_error=None, note="no size")  # fmt: skip
    itself = replace(ROW, reference="d", n_curves=0)
    table = tabulate_reference("t", [ROW, none, itself])
    assert [(row.head, row.cells, row.small) for row in table.rows] == [
        ("near", ("3", "4 (100 to 1,000)", "42", "50"), ""),
        ("far", ("", "0", "", ""), "no size"),
    ]


def test_encoders_are_named_where_there_are_several():
    table = tabulate_reference("t", [ROW, replace(ROW, encoder="cnn")])
    assert [row.head for row in table.rows] == ["near, mean", "near, cnn"]
