"""Texts that were not decoded as they should."""

import pyarrow as pa
import pytest

from embedstudy.datasets.bad_rows import BadRows, Columns
from embedstudy.datasets.files.misreadings import count_misreadings
from embedstudy.datasets.source import Tally


@pytest.mark.parametrize(
    ("text", "encoding", "note"),
    [
        (
            "it\x92s",
            "iso8859-1",
            "1 text with control characters U+0080 to U+009F; use --encoding c",
        ),
        ("it\x92s", "utf-8", "1 text with control characters U+0080 to U+009F; was cp1252 read as"),
        ("a cafÃ©", "utf-8", "1 text with UTF-8 that was read as cp1252 before"),
        (r"caf\u00e9", "iso8859-1", "1 text with escaped characters"),
    ],
)
def test_a_text_that_shows_signs_is_counted_with_its_place(text, encoding, note):
    texts = pa.array(["good", None, text, "été"], pa.large_string())
    tally = Tally()
    columns = Columns(texts, texts, lambda row: f"row {row}")
    count_misreadings(columns, encoding, BadRows(tally))
    (counted,) = tally.notes()
    assert counted.startswith(note)
    assert counted.endswith("(row 2)")


def test_plain_texts_have_no_notes():
    tally = Tally()
    texts = pa.array(["good", None, "été"], pa.large_string())
    count_misreadings(Columns(texts, texts, str), "iso8859-1", BadRows(tally))
    assert not tally.notes()
