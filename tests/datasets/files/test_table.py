"""Tables with and without a header."""

import pytest

from embedstudy.datasets.bad_rows import BadRows
from embedstudy.datasets.files.table import TablePlace, open_table, peek
from embedstudy.datasets.source import Tally
from embedstudy.errors import InputError
from embedstudy.options.data import DataOptions

NEWS = [[str(i % 3), f"title {i}", f"a text of number {i}"] for i in range(12)]


def open_rows(rows, **options):
    place = TablePlace("a.csv", "csv", lambda line: f"a.csv:{line}")
    numbered = iter(enumerate(rows, start=1))
    table = open_table(numbered, place, DataOptions(**options), BadRows(Tally()))
    return [row[1:] for row in table.rows], table.reading


def test_columns_by_number_without_a_header():
    rows, reading = open_rows(NEWS, no_header=True, text_column=3, label_column=1)
    assert rows == [(text, label) for label, _, text in NEWS]
    assert (reading.text_columns, reading.label_column, reading.unused) == (("3",), "1", ("2",))
    assert reading.header is False
    assert reading.guessed == ()
    rows, _ = open_rows(NEWS, no_header=True, text_column=[2, 3], label_column="1")
    assert rows[0] == ("title 0\na text of number 0", "0")


def test_a_header_is_no_row_of_a_file_that_is_said_to_have_none():
    rows = [["label", "title", "text"], *NEWS]
    with pytest.raises(InputError, match=r"a.csv:1: line 1 is a header: .*\(leave out --no-header"):
        open_rows(rows, no_header=True, text_column=3, label_column=1)
    words = [[name, label] for name in ("text", "review", "tree") for label in ("label", "word")]
    rows, _ = open_rows(words * 2, no_header=True, text_column=1, label_column=2)
    assert len(rows) == 12


def test_of_two_columns_without_a_header_their_values_tell_which_is_which():
    rows, reading = open_rows([[label, text] for label, _, text in NEWS], no_header=True)
    assert rows[0] == ("a text of number 0", "0")
    assert len(rows) == 12
    assert reading.guessed == ("text_columns", "label_column")
    rows, _ = open_rows([[text, label] for label, _, text in NEWS], no_header=True, label_column=2)
    assert rows[1] == ("a text of number 1", "1")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "a.csv:1: line 1 looks like data, not a header: '0' is also a value"),
        ({"text_column": "3", "label_column": "1"}, "looks like data, not a header"),
        ({"label_column": "0"}, "looks like data, not a header"),
        ({"no_header": True}, r"a.csv:1: which column holds the texts\? columns are: 1 \('0'\), 2"),
        ({"no_header": True, "text_column": "3"}, r"holds the label\? .*use --label-column N"),
        ({"no_header": True, "text_column": "body", "label_column": "1"}, "no column 'body'"),
    ],
)
def test_a_missing_header_is_an_error_with_its_cure(options, message):
    with pytest.raises(InputError, match=message):
        open_rows(NEWS, **options)


def test_a_header_that_is_named_is_believed():
    rows = [["pos", "the words of this film here"], *[["pos", "a b"], ["neg", "c d"]] * 4]
    texts, reading = open_rows(rows, text_column="the words of this film here", label_column="pos")
    assert len(texts) == 8
    assert reading.header is True


def test_ids_are_no_labels():
    with pytest.raises(InputError, match="no column of labels: 'id' holds another value"):
        open_rows([["id", "text"], *[[str(i), "a text"] for i in range(9)]])


def test_rows_of_another_width_are_bad():
    for options, counts in (({}, "the header has"), ({"no_header": True}, "the first row has")):
        rows = [["label", "words"], ["a", "some words"], ["b", "more of them"], ["a"]]
        with pytest.raises(InputError, match=f"a.csv:4: not as many cells as {counts}: 1, expec"):
            open_rows(rows, text_column=2, label_column=1, **options)


def test_what_is_peeked_at_comes_again_and_so_does_its_error():
    def rows():
        yield from range(3)
        raise InputError("bad")

    first, every = peek(rows(), 2)
    assert first == [0, 1]
    first, every = peek(rows(), 9)
    assert first == [0, 1, 2]
    assert [next(every) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(InputError, match="bad"):
        next(every)


def test_a_header_that_comes_again_is_no_row_of_data():
    rows = [["label", "text"], ["a", "some words"], ["label", "text"], ["b", "more of them"]]
    with pytest.raises(InputError, match=r"a.csv:3: the header again \(were files joined\?\)"):
        open_rows(rows)
    rows[2] = ["label", "a text"]
    assert len(open_rows(rows)[0]) == 3


def test_a_last_column_without_a_name_is_not_used():
    rows = [["label", "text", ""], *[["ab"[i % 2], f"text {i}", ""] for i in range(9)]]
    texts, reading = open_rows(rows)
    assert len(texts) == 9
    assert reading.unused == ("",)


def test_rows_without_any_value_are_left_out_and_counted():
    tally = Tally()
    rows = [["label", "text", "n"], ["a", "words", "1"], ["", "", ""], ["", ""], ["b", "more", "2"]]
    place = TablePlace("a.csv", "csv", str)
    table = open_table(iter(enumerate(rows, 1)), place, DataOptions(), BadRows(tally))
    assert [row[1:] for row in table.rows] == [("words", "a"), ("more", "b")]
    assert tally.notes() == ["2 rows whose cells are all empty, left out (3, 4)"]


@pytest.mark.parametrize(
    ("above", "message"),
    [
        ([["# exported today"]], "a.csv:1: not the header, which seems to be line 2"),
        ([["Tickets of May", "", ""], ["", "", ""]], r"seems to be line 3 \(delete the lines"),
    ],
)
def test_a_title_above_the_header_is_named(above, message):
    rows = [*above, ["id", "Text", "Label"], *[[str(i), "a b", "xy"[i % 2]] for i in range(9)]]
    with pytest.raises(InputError, match=message):
        open_rows(rows)


def test_columns_are_told_by_their_values_where_their_names_do_not():
    rows = [
        ["Nr", "Nachricht", "Art"],
        *[[str(i), f"das ist Nachricht {i}", "ab"[i % 2]] for i in range(9)],
    ]
    with pytest.raises(InputError, match="by their values: texts in Nachricht, labels in Art"):
        open_rows(rows)
    rows = [["text", "x", "y"], *[[f"t {i}", str(i % 2), str(1 - i % 2)] for i in range(9)]]
    with pytest.raises(InputError, match=r"no column 'label'.* x and y hold 0 or 1: write one"):
        open_rows(rows)
    for lines in (["a line of text, and no label"], ["text^label", "good film^pos"]):
        with pytest.raises(InputError, match=r"a.csv:1: one column only \('"):
            open_rows([[line] for line in lines])
