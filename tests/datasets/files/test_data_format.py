from pathlib import Path

import pytest

from embedstudy.datasets.files.data_format import DataFormat, TextHead


@pytest.mark.parametrize(
    ("name", "ending"), [("a.CSV", ".csv"), ("a.b.tsv.gz", ".tsv"), ("a", ""), ("a.gz", "")]
)
def test_the_ending_is_in_lower_case_and_without_gz(name, ending):
    assert TextHead(Path(name), "").ending == ending


def test_the_first_line():
    assert TextHead(Path("a"), "text,label\nx,y\n").first_line == "text,label"
    assert TextHead(Path("a"), "").first_line == ""


def test_a_format_without_a_test_for_text_matches_none():
    plain = DataFormat("plain", lambda path, options, bad_rows: iter(()))
    assert not plain.matches(TextHead(Path("a"), "text"))
    assert not plain.is_fallback
