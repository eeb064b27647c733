from dataclasses import replace

import pytest

from embedstudy.results.row_format import (
    decode_csv,
    escape_bytes,
    format_csv,
    format_row,
    format_rows,
    join_words,
    list_bounds,
    list_columns,
    parse_rows,
    split_words,
    unescape_bytes,
)
from embedstudy.results.rows import DynamicsRow, TuningRow, WordRow


@pytest.mark.parametrize(
    "words", [[], ["a"], ["new york", "c\\", "\\", "\\x20", "x"], ["\u00a0", " ", "\\\\x20"]]
)
def test_words_in_a_cell_are_read_as_they_were_written(words):
    assert split_words(join_words(words)) == words


def test_cells_are_read_as_they_were_written():
    row = WordRow("d", "good", 3, "pos", 0.123456789, -2.5)
    cells = format_row(row)
    assert list(cells) == list_columns(WordRow)
    assert cells["log_odds"] == "0.123457"
    assert format_row(row, ["count", "word"]) == {"count": "3", "word": "good"}
    assert parse_rows(WordRow, [cells]) == [replace(row, log_odds=0.123457)]


def test_zero_has_no_sign():
    row = WordRow("d", "good", 3, "pos", -0.0, 0.0)
    assert format_row(row)["log_odds"] == "0"
    cells = {**format_row(row), "log_odds": "-0"}  # as older studies have it
    assert str(parse_rows(WordRow, [cells])[0].log_odds) == "0.0"


def test_what_may_be_missing_is_an_empty_cell():
    cells = {**dict.fromkeys(list_columns(TuningRow), ""), "train_size": "10", "seed": "1"}
    (row,) = parse_rows(TuningRow, [cells])
    assert (row.fold, row.lr, row.train_size, row.status) == (None, None, 10, "")
    assert format_row(row) == cells


@pytest.mark.parametrize(("column", "text"), [
    ("count", ""), ("count", "1.5"), ("count", "9" * 400), ("count", "-1" + "0" * 19),
    ("z", "nan"),
])  # fmt: skip
def test_a_cell_of_another_type_is_no_row(column, text):
    cells = {**format_row(WordRow("d", "good", 3, "pos", 0.1, -2.5)), column: text}
    with pytest.raises(ValueError, match=r"empty|invalid|no number|digits"):
        parse_rows(WordRow, [cells])


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("epoch", "1e308"), ("epoch", "-1"), ("train_loss", "1e39"), ("train_loss", "-0.5"),
        ("dev_accuracy", "1.5"), ("task_alignment", "1e308"), ("change_rank", "-1"),
        ("overlap_end", "2"), ("opposites", "-1e30"),
    ],
)  # fmt: skip
def test_a_number_out_of_its_bounds_is_no_row(column, text):
    cells = {**dict.fromkeys(list_columns(DynamicsRow), ""), "n": "1", "epoch": "0"}
    cells["chosen"] = "True"
    assert list_bounds(DynamicsRow)["dev_accuracy"] == (0, 1)
    assert parse_rows(DynamicsRow, [{**cells, "dev_accuracy": "1", "train_loss": "3e38"}])
    with pytest.raises(ValueError, match=f"{column} is {text}"):
        parse_rows(DynamicsRow, [{**cells, column: text}])


def test_a_column_is_left_out_where_no_row_has_a_value_of_its_own():
    cells = {**dict.fromkeys(list_columns(TuningRow), ""), "train_size": "10", "seed": "1"}
    (row,) = parse_rows(TuningRow, [cells])
    scored = replace(row, dev_score=0.5, dev_size=12, optimizer="adam")
    assert "dev_score" not in list_columns(TuningRow, [row])
    assert list_columns(TuningRow, [row, scored]) == list_columns(TuningRow)
    del cells["dev_score"]
    assert parse_rows(TuningRow, [cells]) == [row]
    del cells["dev_accuracy"]
    with pytest.raises(KeyError):
        parse_rows(TuningRow, [cells])


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("glove-6b-50d", "glove-6b-50d"),
        ("caf\udce9.csv", r"caf\udce9.csv"),
        ("\\\udce9", r"\\\udce9"),
        (r"\udce9", r"\\udce9"),
        (r"\\udce9", r"\\\\udce9"),
        (r"C:\data\ud83d", r"C:\data\ud83d"),
    ],
)
def test_a_name_with_bytes_that_are_not_utf8_comes_back(name, written):
    assert escape_bytes(name) == written
    assert unescape_bytes(written) == name


def test_only_names_are_escaped():
    word = r"\ud83d\udc96"  # a token of a text that holds JSON
    row = WordRow("d\udcff", word, 3, "pos", 0.5, -2.5)
    cells = format_row(row)
    assert (cells["dataset"], cells["word"]) == (r"d\udcff", word)
    assert parse_rows(WordRow, [cells]) == [row]


def test_a_truth_comes_back_and_nothing_else_is_one():
    measures = dict.fromkeys(list_columns(DynamicsRow)[7:-2], 0.5)
    row = DynamicsRow("d", "random", "", "mean", 0, 0.3, True, **measures, n=7, note="")
    cells = format_row(row)
    assert cells["chosen"] == "True"
    assert parse_rows(DynamicsRow, [cells]) == [row]
    for text in ("", "1", "yes"):
        with pytest.raises(ValueError, match="neither True nor False"):
            parse_rows(DynamicsRow, [{**cells, "chosen": text}])


@pytest.mark.parametrize("content", [b"", b"word,n\nbad,2", b'word,n\n"bad'])
def test_a_table_that_is_cut_off_is_refused(content):
    with pytest.raises(ValueError, match=r"is empty|is cut off"):
        decode_csv(content)


def test_rows_follow_the_columns_of_a_table():
    rows = [["a,b", 2], ['"', 3]]
    assert format_csv(["word", "n"], []) + format_rows(rows) == format_csv(["word", "n"], rows)
