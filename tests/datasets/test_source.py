from embedstudy.datasets.source import Tally


def test_a_tally_counts_and_shows_the_first_places():
    tally = Tally()
    for line in range(5):
        tally.add("blank lines", f"a.csv:{line}")
    tally.add("rows left out", "b.csv", count=2)
    assert tally.notes() == [
        "5 blank lines (a.csv:0, a.csv:1, a.csv:2, ...)",
        "2 rows left out (b.csv)",
    ]
    assert Tally().notes() == []
