import pytest

from embedstudy.datasets.files.encoding import normalize_encoding
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
