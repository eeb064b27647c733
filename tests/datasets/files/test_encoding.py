import pytest

from embedstudy.datasets.files.encoding import (
    advise_encoding,
    find_misreading,
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
    assert advise_encoding("utf-8", [0x9D]).startswith("with another name; neither")
    assert advise_encoding("utf-16", []) == "utf-16-le or utf-16-be"
    assert [is_latin(normalize_encoding(name)) for name in ("latin-1", "latin9", "cp1252")] == [
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("text", "encoding", "note"),
    [
        ("a caf\ufffd", "utf-8", "texts with U+FFFD"),
        ("don’t".encode().decode("cp1252"), "utf-8", "texts with UTF-8 that was read as cp1252"),
        ("£5".encode().decode("latin-1"), "utf-8", "texts with UTF-8 that was read as cp1252"),
        ("naïve".encode().decode("latin-1"), "iso8859-1", "texts that are UTF-8, read as iso8859"),
        ("很好的电影".encode().decode("gbk", "ignore"), "gbk", ""),  # not all of its bytes
        ("很好的电影啊".encode().decode("gbk"), "gbk", "texts that are UTF-8, read as gbk"),
        ("плохой фильм".encode("cp1251").decode("cp1252"), "cp1252", "texts mostly of accented"),
        ("SÃO PAULO é ótimo", "utf-8", ""),
        ("très bon café, là", "iso8859-1", ""),
        ("плохой фильм", "cp1251", ""),
        ("plain", "iso8859-1", ""),
        ("é", "cp1252", ""),
        (
            "良い映画".encode("iso2022_jp").decode(),
            "utf-8",
            "texts in ISO-2022 (--encoding iso2022",
        ),
        (r"na\u00efve", "cp1252", "texts with escaped characters such as"),
        (r"caf\xe9", "utf-8", "texts with escaped characters such as"),
        ('b"a good film"', "utf-8", "texts that Python wrote as bytes"),
        (r"C:\users\x b'a'", "utf-8", ""),
        ("\x1b[31mred", "utf-8", ""),
    ],
)
def test_texts_that_were_read_in_a_wrong_encoding_show_it(text, encoding, note):
    shown = find_misreading(text.encode(), encoding)
    assert shown.startswith(note) if note else not shown
