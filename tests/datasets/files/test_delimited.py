"""CSV, TSV and their kin."""

import csv
import gzip
import io

import pytest

from embedstudy.datasets.source import BATCH_ROWS
from embedstudy.errors import InputError

GOOD = "text,label\na good film,pos\na bad one,neg\n"
ROWS = [("a good film", "pos"), ("a bad one", "neg")]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (GOOD, "a.csv"),
        (GOOD.rstrip("\n"), "a.csv"),
        (GOOD.replace("\n", "\r\n"), "a.csv"),
        ("\ufeff" + GOOD, "a.csv"),
        (GOOD.replace(",", "\t"), "a.tsv"),
        (GOOD.replace(",", ";"), "a.csv"),
        (GOOD.replace(",", "\t"), "a.csv"),  # an ending that is wrong
        (GOOD, "a.tsv"),
        (GOOD, "a"),
        (GOOD, "a.txt"),
        (gzip.compress(GOOD.encode(), mtime=0), "a.csv.gz"),
        (gzip.compress(GOOD.encode(), mtime=0), "a.csv"),
        (
            gzip.compress(GOOD[:20].encode(), mtime=0) + gzip.compress(GOOD[20:].encode(), mtime=0),
            "a.csv.gz",
        ),
        (GOOD.encode("utf-16"), "a.csv"),
        ('"text","label"\n"a good film","pos"\n"a bad one","neg"\n', "a.csv"),
        ("\n\n" + GOOD, "a.csv"),
        ("id,text,label,x\n1,a good film,pos,\n2,a bad one,neg,\n", "a.csv"),
        (" text , label\na good film,pos\na bad one,neg\n", "a.csv"),
        ("label,text\npos,a good film\nneg,a bad one\n", "a.csv"),
    ],
)
def test_one_table_in_many_guises(reader, content, name):
    encoding = "utf-16" if isinstance(content, bytes) and content[:2] == b"\xff\xfe" else "utf-8"
    assert reader(content, name, encoding=encoding) == ROWS


def test_a_tab_or_a_comma_in_the_header_is_told_by_the_ending(reader):
    content = "text\tlabel\ttag, other\na, b\tpos\tx\nc, d\tneg\ty\n"
    assert reader(content, "a.tsv") == [("a, b", "pos"), ("c, d", "neg")]
    content = "text,label,tab\there\na\tb,pos,x\n"
    assert reader(content, "a.csv") == [("a\tb", "pos")]


def test_texts_are_kept_as_they_are(reader):
    texts = [
        "null", "NA", "nan", "None", "1e5", "True", " spaces ", "a\u2028b\x85c\x1cd\x0ce",
        "\u202eabc", "e\u0301 é", 'a "quoted" word', "two\nlines", "two\r\nlines",
        "\x1b]0;title\x07", "=1+1", "🎬",
    ]  # fmt: skip
    file = io.StringIO(newline="")
    csv.writer(file).writerows([["text", "label"], *([text, "x"] for text in texts)])
    assert [text for text, _ in reader(file.getvalue(), "a.csv")] == texts
    assert reader.notes == []


def test_empty_texts_are_kept_and_counted(reader):
    assert reader('text,label\n,pos\n"  ",neg\na,pos\n', "a.csv")[:2] == [
        ("", "pos"),
        ("  ", "neg"),
    ]
    path = reader.folder / "a.csv"
    assert reader.notes == [f"2 empty texts, kept ({path}:2, {path}:3)"]


def test_labels_are_kept_as_they_are_written_but_for_spaces(reader):
    labels = ["1", "1.0", " 1", "True", "true", "null", "01"]
    content = "text,label\n" + "".join(f"a,{label}\n" for label in labels)
    expected = [label.strip() for label in labels]
    assert [label for _, label in reader(content, "a.csv")] == expected
    assert reader.notes == [
        f"1 label with spaces around it, stripped ({reader.folder / 'a.csv'}:4)"
    ]


@pytest.mark.parametrize(
    "cell", ["['a', 'b']", '["a"]', "[1, 2]", "('a', 'b')", "{'a', 'b'}", "[]"]
)
def test_a_label_that_is_a_list_is_a_bad_row(reader, cell):
    content = io.StringIO(newline="")
    csv.writer(content).writerows([["text", "label"], ["x", "[deleted]"], ["y", cell]])
    with pytest.raises(InputError, match=r"a.csv:3: the label is a list .*several labels"):
        reader(content.getvalue(), "a.csv")
    rows = reader(content.getvalue(), "a.csv", skip_bad_lines=True)
    assert rows == [("x", "[deleted]")]


def test_blank_lines_are_counted(reader):
    assert reader(GOOD + "\n\n", "a.csv") == ROWS
    assert reader.notes[0].startswith("2 blank lines (")


def test_rows_are_in_order_over_batches(reader):
    rows = [(f"text {i}", str(i % 3)) for i in range(2 * BATCH_ROWS + 10)]
    content = "text,label\n" + "".join(f"{text},{label}\n" for text, label in rows)
    assert reader(content, "a.csv") == rows


def test_long_cells(reader):
    text = "word " * 100_000
    assert reader(f'text,label\n"{text}",pos\n{text},neg\n', "a.csv") == [
        (text, "pos"),
        (text, "neg"),
    ]


BAD = {
    "too few cells": ("only one\n", "4: not as many cells as the header has: 1, expected 2"),
    "too many cells": ("a,b,c\n", "4: not as many cells as the header has: 3, expected 2"),
    "a row over lines": ('"a\nb",x,y\n', "4: not as many cells as the header has: 3, expected 2"),
    "behind a quote": ('"a" b,pos\n', "4: text behind a closing quote"),
    "no label": ("a,\n", "4: no label"),
    "white space for a label": ("a,  \n", "4: no label"),
    "a carriage return": ("a\rb,pos\n", "4: a carriage return in a cell that is not in quotes"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_row_is_named_by_its_line_or_left_out_and_counted(case, reader):
    row, message = BAD[case]
    content = GOOD + row + "after,pos\n"
    with pytest.raises(InputError) as caught:
        reader(content, "a.csv")
    assert f"a.csv:{message}" in str(caught.value)
    assert "--skip-bad-lines" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert reader(content, "a.csv", skip_bad_lines=True) == [*ROWS, ("after", "pos")]
    what = message.partition(": ")[2].partition(":")[0]
    assert reader.notes[0].startswith(f"1 row left out: {what}")
    assert reader.notes[0].endswith("a.csv:4)")


@pytest.mark.parametrize(
    ("rows", "line", "says"),
    [
        ('"a,pos\nb,neg\n', 4, "a quote opens here and never closes"),
        ('"a,pos\nb,neg', 4, "a quote opens here and never closes"),
        ('a,"pos\nb,neg\n', 4, "a quote opens here and never closes"),
        ('"a\nb\nc","pos\nd,neg\n', 6, "a quote opens here and never closes"),
        ('"a,pos\nb,neg\n"c",pos\n', 4, "a quote opens here and closes within line 6"),
        ('"a\nb\nc","pos\nd"e,neg\n', 6, "a quote opens here and closes within line 7"),
    ],
)
def test_a_stray_quote_is_named_where_it_opens(reader, rows, line, says):
    with pytest.raises(InputError, match=f"a.csv:{line}: {says}"):
        reader(GOOD + rows, "a.csv")


def test_what_a_stray_quote_swallows_is_not_lost(reader):
    rows = reader(GOOD + '"a,pos\nb,neg\n"c",pos\n"d,pos\ne,neg\n', "a.csv", skip_bad_lines=True)
    assert rows == [*ROWS, ("b", "neg"), ("c", "pos"), ("e", "neg")]
    assert [note.split(" (")[0] for note in reader.notes] == [
        "1 row left out: a quote opens here and closes within line 6",
        "1 row left out: a quote opens here and never closes",
    ]


def test_quotes_in_a_file_with_tabs_need_not_be_csv_s(reader):
    content = (
        'text\tlabel\n"Great" film\tpos\n"quoted ""one""\nhere"\tneg\n"I loved it\tpos\nb\tneg\n'
    )
    assert reader(content, "a.tsv") == [
        ('"Great" film', "pos"),
        ('quoted "one"\nhere', "neg"),
        ('"I loved it', "pos"),
        ("b", "neg"),
    ]
    path = reader.folder / "a.tsv"
    assert reader.notes == [
        f"2 rows with quotes that are not CSV's, read as they are ({path}:2, {path}:5)"
    ]


def test_the_first_bad_row_is_told_first(reader):
    with pytest.raises(InputError, match=r"a.csv:2: no label"):
        reader("text,label\na,\nb,c,d\n", "a.csv")


@pytest.mark.parametrize(
    ("header", "options", "says"),
    [
        ("body text,label", {}, "1: "),
        ("kind,body text,value", {}, "1: no column 'text'; columns are: kind, body text, "),
        (
            "review,title,label",
            {},
            "1: is the text in review or title? (use --text-column; review,title joins them)",
        ),
        ("text,stars,category", {}, "1: is the label in stars or category? (use --label-column)"),
        ("text,x,y", {}, "1: no column 'label'; columns are: text, x, y (use --label-column)"),
        ("text,label", {"text_column": "txet"}, "1: no column 'txet'; columns are: text, label"),
        ("text,label", {"label_column": "Label"}, "1: no column 'Label'; columns are: label, text"),
        ("text,label", {"text_column": "label", "label_column": "label"}, "cannot be the column"),
        ("text,label,text", {}, "1: 2 columns are called 'text'"),
        ("text,text", {}, "1: 2 columns are called 'text' (--text-column 1 names"),
        ("a,a", {}, "1: no column 'text'; columns are: a, a"),
        ("just one column", {}, "1: one column only ('just one column'): texts"),
        ("a good film,pos,1", {}, "columns are: a good film, pos, 1 (use --text-column)"),
    ],
)
def test_columns_that_are_not_there_or_not_clear(reader, header, options, says):
    content = f"{header}\n" + "x,y,z\n"[: 2 * header.count(",") + 1] + "\n"
    if says == "1: ":
        assert reader(content, "a.csv") == [("x", "y")]
        return
    with pytest.raises(InputError) as caught:
        reader(content, "a.csv", **options)
    assert says in str(caught.value)
    assert str(caught.value).startswith(f"{reader.folder / 'a.csv'}:1: ")


@pytest.mark.parametrize(
    ("header", "options"),
    [
        ("Review,Sentiment,id", {}),
        ("sentence,label,idx", {}),
        ("text,label,label_text", {}),
        ("review,verdict", {}),
        ("words,target", {}),
        ("text,title,label", {}),
        ("x,y,z", {"text_column": "x", "label_column": "y"}),
        ("text,stars,label", {"label_column": "stars"}),
        ("label,text", {"text_column": "label", "label_column": "text"}),
    ],
)
def test_columns_are_guessed_where_there_is_one_candidate(reader, header, options):
    content = f"{header}\nthe text,the label,z\n"
    if header.count(",") == 1:
        content = f"{header}\nthe text,the label\n"
    if header.startswith(("text,title",)):
        content = f"{header}\nthe text,z,the label\n"
    assert reader(content, "a.csv", **options) == [("the text", "the label")]


@pytest.mark.parametrize(
    "line", ["word " * 2_000_000, "a," * 1_000_000, "a b," * 500_000 + "\n1,2"]
)
def test_a_long_line_that_is_no_header(reader, line):
    with pytest.raises(InputError, match=r"no column 'text'; columns are: |one column") as caught:
        reader(line, "a.csv")
    assert len(str(caught.value)) < 600


def test_a_header_that_cannot_be_read(reader):
    for options in ({}, {"skip_bad_lines": True}):
        with pytest.raises(InputError, match=r"a.csv:1: the header cannot be read: a quote opens"):
            reader('"text,label\na,b\n', "a.csv", **options)


def test_a_quote_that_swallows_a_large_file(reader, monkeypatch):
    from embedstudy.datasets.files import delimited

    monkeypatch.setattr(delimited, "LONGEST", 1000)
    content = GOOD + '"c,pos\n' + "d,neg\n" * 1000
    with pytest.raises(
        InputError, match=r"a.csv:4: a quote opens here and does not close in 16 mil"
    ):
        reader(content, "a.csv")
    assert reader(content, "a.csv", skip_bad_lines=True) == [*ROWS, *[("d", "neg")] * 1000]


def test_a_quote_that_opens_a_cell_swallows_no_rows_of_a_file_with_tabs(reader):
    content = 'text\tlabel\n"so good\tpos\nso bad\tneg\nall in all"\tneg\nfine\tpos\n'
    assert reader(content, "a.tsv") == [
        ('"so good', "pos"), ("so bad", "neg"), ('all in all"', "neg"), ("fine", "pos")
    ]  # fmt: skip
    assert reader.notes[0].startswith("3 rows with quotes that are not CSV's, read as they are")
    content = 'label\ttext\npos\t"so good\nneg\tso bad\nneg\tall in all"\npos\tfine\n'
    assert len(reader(content, "b.tsv")) == 4


def test_rows_of_several_lines_are_counted(reader):
    content = 'text\tlabel\n"two\nlines"\tpos\none\tneg\n"two\n\nmore"\tpos\n'
    texts = ["two\nlines", "one", "two\n\nmore"]
    assert [text for text, _ in reader(content, "a.tsv")] == texts
    assert reader.readings[0].long_rows == 2
    reader(content.replace("\t", ","), "a.csv")
    assert reader.readings[0].long_rows == 2


def test_how_a_file_was_read_is_known(reader):
    reader("id|body|label\n1|a, b|x\n2|c, d|y\n", "a.txt")
    (reading,) = reader.readings
    assert (reading.path, reading.format) == ("a.txt", "csv with bars")
    assert (reading.text_columns, reading.label_column, reading.unused) == (
        ("body",), "label", ("id",)
    )  # fmt: skip
    assert (reading.header, reading.delimiter, reading.encoding) == (True, "|", "utf-8")
    assert reading.guessed == ("text_columns", "label_column", "header")


def test_excel_s_line_names_the_delimiter(reader):
    for first in ("sep=;", '"sep=;"', "SEP=;"):
        assert reader(f"{first}\r\ntext;label\r\na,b;x\r\n", "a.csv") == [("a,b", "x")]
    with pytest.raises(InputError, match=r"a.csv:1: sep=~ names a delimiter that is not read"):
        reader("sep=~\ntext~label\na~b\n", "a.csv")


def test_columns_of_text_are_joined(reader):
    content = "title,body,label\na,b,x\nc,d,y\n"
    assert reader(content, "a.csv", text_column=["title", "body"]) == [("a\nb", "x"), ("c\nd", "y")]
    assert reader(content, "a.csv", text_column="body,title")[0] == ("b\na", "x")


def test_quotes_behind_backslashes_are_quotes_where_the_rows_need_it(reader):
    rows = 'text,label\n"a \\"good\\" film, really",pos\n"a bad one \\", yes",neg\n"C:\\new",pos\n'
    texts = ['a "good" film, really', 'a bad one ", yes', "C:\\new"]
    assert reader(rows, "a.csv") == list(zip(texts, ["pos", "neg", "pos"], strict=True))
    assert '2 lines with quotes behind a backslash (\\"), read as quotes' in reader.notes[0]
    # RFC 4180: a backslash is a character, and the quote behind it ends the cell.
    rows = 'text,label\n"C:\\a\\",pos\n"D:\\b\\",neg\n'
    assert reader(rows, "b.csv") == [("C:\\a\\", "pos"), ("D:\\b\\", "neg")]
    assert reader.notes == []


@pytest.mark.parametrize("sign", [",", ";", "|"])
def test_rows_within_a_stray_pair_of_quotes_are_counted(sign, reader):
    rows = [f"{'ab'[i % 2]}{sign}text {i}" for i in range(30)]
    rows[10] = f'a{sign}"text 10'
    rows[14] += '"'
    content = "\n".join([f"label{sign}text", *rows, ""])
    assert len(reader(content, "a.csv")) == 26
    assert reader.notes[0].startswith("4 lines within quotes that look like rows of their own")
    assert "a.csv:13" in reader.notes[0]
    rows[10:15] = [f'a{sign}"one line', f'another{sign} with a sign of its own"']
    assert len(reader("\n".join([f"label{sign}text", *rows, ""]), "b.csv")) == 26
    assert reader.notes == []


def test_quotes_behind_backslashes_in_a_few_rows_are_quotes(reader):
    regular = "".join(f'"good ""film"", {i}",pos\n"bad film {i}",neg\n' for i in range(120))
    odd = '"he said \\"no\\" to it",neg\n"she said \\"no\\"",pos\n"no\\", he said",neg\n'
    texts = ['he said "no" to it', 'she said "no"', 'no", he said']
    for content in (regular + odd, odd + regular):  # beyond the first 200 lines, and among them
        rows = reader("text,label\n" + content, "a.csv")
        assert len(rows) == 243
        assert [text for text, _ in rows if text in texts] == texts
        assert ('good "film", 7', "pos") in rows
        assert reader.notes[0].startswith("3 lines with quotes behind a backslash")
    with_ragged = "text,label\n" + odd + "a,b,c\n" + regular
    assert len(reader(with_ragged, "a.csv", skip_bad_lines=True)) == 243
    with pytest.raises(InputError, match=r"a\.csv:5: not as many cells as the header has: 3"):
        reader(with_ragged, "a.csv")
