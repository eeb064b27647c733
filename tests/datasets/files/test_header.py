"""Whether the first row of a table is a header."""

import pytest

from embedstudy.datasets.columns import choose_columns
from embedstudy.datasets.files.header import find_data_sign, guess_numbers, make_header_error

ROWS = [["pos", "what a lovely film"], ["neg", "a dull and dreary evening"]] * 5


@pytest.mark.parametrize(
    ("names", "rows", "sign"),
    [
        (["pos", "the first text"], ROWS, "'pos' is also a value of its column"),
        (["pos", "label"], ROWS, "'pos' is also a value of its column"),
        (["7", "text"], [[str(i), "a text"] for i in range(9)], "'7' is a number in a column of"),
        (["x", "this is the first of all texts"], [[str(i), f"text {i}"] for i in range(9)],
         "'this is the first of all texts' is as long as the texts of its column"),
        (["kind", "words"], ROWS, ""),
        (["0", "1"], [["1", "a text"], ["0", "another"]] * 3, ""),  # pandas' names
        (["", "0", "1"], [["1", "0", "a text"], ["0", "1", "another"]] * 3, ""),
        (["kind", "words"], [["kind", "words"], *ROWS], ""),  # files that were joined
        (["kind", "words"], [], ""),
        (["kind", "words", ""], [[*row, ""] for row in ROWS], ""),  # a comma behind each row
    ],
)  # fmt: skip
def test_signs_of_data(names, rows, sign):
    shown = find_data_sign(names, rows, None)
    assert shown.startswith(sign) if sign else not shown


def test_a_long_name_beside_a_usual_label_is_a_header():
    names = ["Please describe your problem in a few words", "label"]
    rows = [[f"it broke on day {i}", "ab"[i % 2]] for i in range(9)]
    assert not find_data_sign(names, rows, choose_columns(names, (), None, "a.csv"))
    names[1] = "x"
    columns = choose_columns(names, (), "x", "a.csv")
    assert "is as long as the texts" in find_data_sign(names, rows, columns)


def test_the_error_holds_the_options_that_read_the_file():
    error = make_header_error("a.csv:1", "line 1", "'pos' is a value", *ROWS[:1], ROWS)
    assert str(error) == (
        "a.csv:1: line 1 looks like data, not a header: 'pos' is a value (use --no-header "
        "--text-column 2 --label-column 1; if it is a header, name both columns)"
    )
    error = make_header_error("a.csv:1", "line 1", "...", ["1", "2"], [["3", "4"]] * 5)
    assert "(use --no-header, with --text-column and --label-column by number;" in str(error)


def test_columns_are_guessed_by_their_values():
    assert guess_numbers(ROWS) == (1, 0)
    assert guess_numbers([row[::-1] for row in ROWS]) == (0, 1)
    assert guess_numbers([["a", "b", "a text"], ["c", "d", "one more"]] * 3) is None  # two labels?
    assert guess_numbers([[str(i), "7"] for i in range(9)]) is None
