"""The tally of faults in reading."""

import pytest

from embedstudy.datasets.files.delimited import PLAIN_QUOTES, ROWS_IN_QUOTES
from embedstudy.datasets.source import Tally, agree_in_number


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


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("1 rows left out: no text (a:1)", "1 row left out: no text (a:1)"),
        ("1 empty texts, kept (a:1)", "1 empty text, kept (a:1)"),
        ("1 blank lines (a:1)", "1 blank line (a:1)"),
        ("1 labels with spaces around them, x (a)", "1 label with spaces around it, x (a)"),
        ("1 texts that are not UTF-8, x (a)", "1 text that is not UTF-8, x (a)"),
        ("1 tables there that are in no part (a)", "1 table there that is in no part (a)"),
        ("1 folders there that are in no part (a)", "1 folder there that is in no part (a)"),
        ("1 files or folders that are no class (a)", "1 file or folder that is no class (a)"),
        (f"1 {PLAIN_QUOTES}", "1 row with quotes that are not CSV's, read as it is"),
        (
            f"1 {ROWS_IN_QUOTES}",
            "1 line within quotes that looks like a row of its own (a stray quote?)",
        ),
        ("1 row left out: 2 rows (a:1)", "1 row left out: 2 rows (a:1)"),
        ("11 rows left out: no text (a:1)", "11 rows left out: no text (a:1)"),
    ],
)
def test_notes_agree_in_number(note, expected):
    assert agree_in_number(note) == expected
    assert Tally({"rows left out: x": 1}, {"rows left out: x": ["a:1"]}).notes() == [
        "1 row left out: x (a:1)"
    ]
