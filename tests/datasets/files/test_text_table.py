"""Tables of texts that need not have labels."""

import gzip
import warnings

import pyarrow as pa
import pytest
from pyarrow import parquet

from embedstudy.datasets.files.text_table import (
    KnownColumns,
    has_table_ending,
    has_text_ending,
    is_header,
    is_table,
    open_text_table,
)
from embedstudy.errors import InputError

CSV = 'id,body,kind\n1,a good film,x\n2,"a bad\none, too",\n'
ROWS = [["1", "a good film", "x"], ["2", "a bad\none, too", ""]]
REMEMBERED = KnownColumns(remembered=("body",))


def read(path, columns=REMEMBERED, **options):
    table = open_text_table(path, columns, **options)
    batches = list(table.batches())
    assert [batches, batches] == [batches, list(table.batches())]  # it can be read again
    return (
        table,
        [text for texts, _ in batches for text in texts],
        [row for _, rows in batches for row in rows],
    )


def test_texts_of_a_column_with_all_cells(tmp_path):
    path = tmp_path / "a.csv"
    for content in (CSV.encode(), ("\ufeff" + CSV).encode(), gzip.compress(CSV.encode())):
        path.write_bytes(content)
        table, texts, rows = read(path)
        assert table.names == ("id", "body", "kind")
        assert (texts, rows) == ([row[1] for row in ROWS], ROWS)
    assert table.describe() == "read a.csv: text from column body (not used: id, kind)"
    path.write_text("body\n" + "a\n" * 3000)
    assert len(read(path)[1]) == 3000


def test_every_format_with_columns(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"body": "a", "n": 1}\n\n{"n": null, "body": "b"}\n')
    table, texts, rows = read(tmp_path / "a.jsonl")
    assert (table.names, texts, rows) == (("body", "n"), ["a", "b"], [["a", "1"], ["b", ""]])
    (tmp_path / "a.json").write_text('[{"body": "a", "n": [1]}, {"body": "b"}]')
    assert read(tmp_path / "a.json")[2] == [["a", "[1]"], ["b", ""]]
    (tmp_path / "b.json").write_text('[["n", "body"], [1, "a"]]')
    assert read(tmp_path / "b.json")[1] == ["a"]
    parquet.write_table(pa.table({"body": ["a", None], "n": [1.5, 2]}), tmp_path / "a.parquet")
    assert read(tmp_path / "a.parquet")[2] == [["a", "1.5"], ["", "2.0"]]
    (tmp_path / "a.tsv").write_text('kind\tbody\nx\tsay "no"\n')
    assert read(tmp_path / "a.tsv")[1] == ['say "no"']
    (tmp_path / "a.ft").write_text("__label__x, a text\n\nno label\n")
    table, texts, rows = read(tmp_path / "a.ft")
    assert (table.names, texts) == (("label", "text"), ["a text", "no label"])
    assert rows == [["x", "a text"], ["", "no label"]]


@pytest.mark.parametrize(
    ("columns", "texts"),
    [
        (KnownColumns(given=("kind",)), ["x", ""]),
        (KnownColumns(given=("body", "kind")), ["a good film\nx", "a bad\none, too\n"]),
        (KnownColumns(given=("3",)), ["x", ""]),
        (KnownColumns(given=("kind",), remembered=("body",)), ["x", ""]),
        (KnownColumns(remembered=("review",)), ["a good film", "a bad\none, too"]),  # body is usual
        (KnownColumns(given=("2",), has_header=False), ["body", "a good film", "a bad\none, too"]),
        (
            KnownColumns(remembered=("2",), has_header=False),
            ["body", "a good film", "a bad\none, too"],
        ),
    ],
)
def test_columns_are_given_remembered_or_guessed(tmp_path, columns, texts):
    path = tmp_path / "a.csv"
    path.write_text(CSV)
    assert read(path, columns)[1] == texts


def test_a_table_with_some_of_the_columns_of_training_is_refused(tmp_path):
    path, columns = tmp_path / "a.csv", KnownColumns(remembered=("subject", "body"))
    for header in ("id,body", "Subject,Body"):
        path.write_text(f"{header}\n1,a good film\n")
        with pytest.raises(
            InputError, match=r"a.csv:1: no column 'subject'.*, which training read"
        ):
            open_text_table(path, columns)
    path.write_text("id,review\n1,a good film\n")
    assert read(path, columns)[1] == ["a good film"]


def test_a_header_is_no_text_of_columns_by_number(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("label,text\npos,a good film\n")
    with pytest.raises(InputError, match=r"a.csv:1: the first row is a header: label, text \(del"):
        open_text_table(path, KnownColumns(remembered=("2",), has_header=False))


@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
def test_an_object_without_the_text_is_a_bad_row(tmp_path, name):
    lines = ['{"body": "a", "n": 1}', '{"Body": "b", "n": 2}', '{"body": null}']
    path = tmp_path / name
    path.write_text("\n".join(lines) if name == "a.jsonl" else f"[{', '.join(lines)}]")
    with pytest.raises(InputError, match=r"a.json.*2: no 'body' in this object"):
        read(path)
    table = open_text_table(path, REMEMBERED, skip_bad_lines=True)
    assert [texts for texts, _ in table.batches(warns=False)] == [["a", ""]]


def test_what_has_no_such_column_is_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("a text without a header\nanother\n")
    with pytest.raises(InputError, match=r"a.csv:1: the first row looks like data.*--no-header"):
        open_text_table(path, REMEMBERED)
    path.write_text("words\nanother\n")
    with pytest.raises(InputError, match=r"a.csv:1: no column 'text'; .*use --text-column"):
        open_text_table(path, REMEMBERED)
    path.write_text("review,comment\na,b\n")
    with pytest.raises(InputError, match="is the text in review or comment"):
        open_text_table(path, REMEMBERED)
    path.write_text("body,n\na,1\nb\n")
    with pytest.raises(InputError, match=r"a.csv:3: not as many cells .*: 1, expected 2"):
        read(path)
    path.write_bytes(b"body,n\na,1\n\xe9,2\n")
    with pytest.raises(InputError, match=r"a.csv:3: byte 0xe9"):
        read(path)
    path.write_bytes(b"body,n\na,1\n\xe9,2\nb\nc,3\n")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert read(path, skip_bad_lines=True)[1] == ["a", "c"]
    messages = {str(warning.message) for warning in caught}
    assert messages == {
        f"{path}: 1 row left out: bytes in another encoding ({path}:3)",
        f"{path}: 1 row left out: not as many cells as the first row has ({path}:4)",
    }
    path.write_bytes(b"body,n\na,1\n\xe9,2\n")
    assert read(path, encoding="latin-1")[1] == ["a", "é"]


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.csv", "a text\n", True),
        ("a.JSONL.gz", "", True),
        ("a.txt", "a text, and body\nmore\n", False),
        ("a.txt", "id,body\n1,x\n", True),
        ("a.txt", "body\nx\n", False),
        ("a", '\ufeff"id"\t"body"\n', True),
        ("a", '{"body": "x"}\n', True),
        ("a", '{"text": "x"}\n', False),
        ("a", "{body, or what\n", False),
        ("a", "PAR1", True),
        ("a", "", False),
    ],
)
def test_a_table_is_told_by_its_name_or_its_first_line(tmp_path, name, content, expected):
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    assert is_table(path, REMEMBERED) == expected


def test_names_of_files_and_headers(tmp_path):
    names = ("a.csv", "a.tsv.gz", "a.parquet", "a.txt", "a.txt.gz", "a.dat", "a")
    paths = [tmp_path / name for name in names]
    assert [has_table_ending(path) for path in paths] == [True] * 3 + [False] * 4
    assert [has_text_ending(path) for path in paths] == [False] * 3 + [True] * 2 + [False] * 2
    assert not is_table(tmp_path / "a.txt", KnownColumns())
    assert is_header("text|label", ("text",))
    assert not is_header("id,text", ())
    assert not is_header("subject,id", ("subject", "body"))
