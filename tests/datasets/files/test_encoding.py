import pytest

from embedstudy.datasets.files.encoding import (
    advise_encoding,
    find_undecoded,
    is_latin,
    normalize_encoding,
)
from embedstudy.errors import InputError


def test_names_of_one_encoding_become_one():
    assert {normalize_encoding(name) for name in ("latin-1", "Latin1", "ISO-8859-1")} == {
        "iso8859-1"
    }
    assert normalize_encoding("utf-8-sig") == normalize_encoding("UTF8") == "utf-8"


@pytest.mark.parametrize("name", ["utf8x", "hex", "rot13", "a\0b", ""])
def test_other_names_are_errors(name):
    with pytest.raises(InputError, match=r"no encoding .*; usual ones are: utf-8"):
        normalize_encoding(name)


def test_bytes_that_do_not_fit_are_found_wherever_a_piece_ends():
    content = "café naïve".encode() + b"\xe9 \x93 x"
    for size in (1, 2, 100):
        pieces = [content[i : i + size] for i in range(0, len(content), size)]
        assert find_undecoded(pieces, "utf-8") == {0xE9, 0x93}
    assert find_undecoded([b"caf\xc3"], "utf-8") == {0xC3}
    assert find_undecoded([b"a\0\0\xdc"], "utf-16-le") == set()


def test_the_advice_is_the_encoding_that_has_all_bytes():
    assert advise_encoding("ascii", [0xE9]).startswith("latin-1")
    assert advise_encoding("utf-8", [0xE9, 0x80]).startswith("cp1252")
    assert advise_encoding("utf-8", [0x9D]).startswith("another; neither")
    assert advise_encoding("utf-16", []) == "utf-16-le or utf-16-be"
    assert [is_latin(normalize_encoding(name)) for name in ("latin-1", "latin9", "cp1252")] == [
        True,
        True,
        False,
    ]
