from embedstudy.report.paper.table import PaperTable, drop_constant


def test_a_column_that_differs_stays():
    table = PaperTable("t", "", ("Data", "Texts", "n"), (("a", "1", "1"), ("b", "1", "1")), 2)
    assert drop_constant(table, ("Data", "Texts")) == PaperTable(
        "t", "", ("Data", "n"), (("a", "1"), ("b", "1")), 1
    )
