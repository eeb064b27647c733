"""Numbers in the rows of a table that are none of a vector, and rows that end too early."""

import pytest

from embedstudy.vectors.formats.suspect_rows import CountColumns, describe_cut, find_counts

VECTORS = [b"0.12 -0.5 0.25", b"0.33 0.75 -1.5", b"-0.81 0.4 1e-05"]


def add(before=(), after=()):
    columns = [row.split() for row in VECTORS]
    if before:
        columns = [[value, *row] for value, row in zip(before, columns, strict=True)]
    if after:
        columns = [[*row, value] for value, row in zip(after, columns, strict=True)]
    return columns


@pytest.mark.parametrize(
    ("rows", "first", "last"),
    [
        (add([b"812", b"75", b"4"]), True, False),
        (add([b"4.0", b"4.0", b"3.0"]), True, False),
        (add([b"0", b"1", b"2"]), True, False),
        (add([], [b"4", b"75", b"812"]), False, True),
        (add([b"1", b"2", b"3"], [b"90", b"80", b"70"]), True, True),
        (add(), False, False),
        # A column of zeros, whole numbers in every column, and a fraction among the counts.
        (add([b"0", b"0", b"0"]), False, False),
        ([[b"3", b"1", b"2"], [b"2", b"4", b"6"]], False, False),
        (add([b"812", b"75.5", b"4"]), False, False),
        (add([b"812", b"x", b"4"]), False, False),
        ([[b"812", b"0.5"], [b"75", b"0.25"]], False, False),
        (add([b"812", b"75", b"4"])[:1], False, False),
        ([], False, False),
    ],
)
def test_counts_and_ranks_are_whole_and_large_beside_fractions(rows, first, last):
    counts = find_counts(rows)
    assert (counts.first, counts.last) == (first, last)
    assert len(counts) == first + last
    width = len(rows[0]) if rows else 0
    assert rows == [] or rows[0][counts.select(width)] == rows[0][int(first) : width - int(last)]


def test_the_example_is_of_the_first_row():
    assert find_counts(add([b"812", b"75", b"4"])).example == "812"
    assert find_counts(add([], [b"812", b"75", b"4"])) == CountColumns(last=True, example="812")


ROWS = [b"a 0.1234 -0.5000\n", b"b 0.4321 0.2500\n"]


@pytest.mark.parametrize("line", [b"c 0.3333 0.12", b"c 0.3333 0.", b"c 0.3333 -0", b"c 0.3333 1"])
def test_a_shorter_last_number_may_be_cut(line):
    note = describe_cut(line, ROWS, b" ", ended=False)
    assert note.startswith(
        f"the last row may be cut off: the file ends at its number {line.split()[-1].decode()}"
    )


@pytest.mark.parametrize(
    "line", [b"c 0.3333 0.1200", b"c 0.3333 0.12000", b"c 0.3333 0.12\r", b"", b"c 0.3333 x"]
)
def test_whole_last_rows(line):
    assert describe_cut(line, ROWS, b" ", ended=False) == ""


def test_numbers_of_any_length_tell_nothing():
    rows = [b"a 0.1 0.25 0.125\n", b"b 1 2 0.5\n"]
    assert describe_cut(b"c 0.1 0.25 0.1", rows, b" ", ended=False) == ""


def test_an_exponent_has_two_digits():
    rows = [b"a 1.5e-05 2.5e-12\n"]
    assert describe_cut(b"b 1.5e-05 2.5e-0", rows, b" ", ended=False)
    assert not describe_cut(b"b 1.5e-05 2.5e-07", rows, b" ", ended=False)


def test_rows_that_end_with_a_separator():
    rows = [b"a 0.1 0.25 \n", b"b 1 2 \n"]
    assert describe_cut(b"c 0.1 0.25", rows, b" ", ended=True)
    assert not describe_cut(b"c 0.1 0.25 ", rows, b" ", ended=True)
