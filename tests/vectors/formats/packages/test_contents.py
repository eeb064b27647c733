"""Files and folders that are one table with all that belongs to it."""

import zipfile

import pytest

from embedstudy.errors import InputError
from embedstudy.vectors.formats.packages.contents import (
    choose_array,
    describe_array,
    encode_words,
    list_members,
)


def test_the_members_of_a_zip(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.any", "w") as archive:
        archive.writestr("b/c.txt", "c")
        archive.writestr("b/", "")
    assert list_members(tmp_path / "a.any") == ["b/c.txt"]
    (tmp_path / "plain").write_text("good 1 2\n")
    for name in ("plain", "none", "."):
        assert list_members(tmp_path / name) == []


@pytest.mark.parametrize(
    ("names", "wanted", "expected"),
    [
        (["x"], "", "x"),
        (["x", "vectors"], "", "vectors"),
        (["decoder.bias", "encoder.weight"], "", "encoder.weight"),
        (["x", "vectors"], "x", "x"),
    ],
)
def test_one_array_is_chosen(names, wanted, expected):
    assert choose_array("v", dict.fromkeys(names, (2, 3)), wanted, []) == expected


@pytest.mark.parametrize(
    ("names", "wanted", "message"),
    [
        (["x", "y"], "", "v: holds 2 tables of numbers; name one .* '#': x 2 x 3, y 2 x 3"),
        (["a.weight", "b.weight"], "", "v: holds 2 tables of numbers"),
        ([], "", r"v: holds no table of numbers \(it holds ids\)"),
        (["x"], "z", "v: no table of numbers called 'z'; there are: x"),
        ([], "z", "v: no table of numbers called 'z'; there is none"),
    ],
)
def test_no_array_is_guessed(names, wanted, message):
    with pytest.raises(InputError, match=message):
        choose_array("v", dict.fromkeys(names, (2, 3)), wanted, ["ids"])


def test_words_are_encoded():
    assert list(encode_words(["good", "naïve"], "v")) == [b"good", "naïve".encode()]
    for word in (3, "a\nb", "\ud800", None):
        with pytest.raises(InputError, match=r"v: word 2 is .*, which is no word"):
            list(encode_words(["good", word], "v"))


def test_tables_that_are_not_used_are_named():
    shapes = {"vectors": (3, 2), "context": (3, 2)}
    assert describe_array("vectors", shapes) == "vectors from array vectors (not used: context)"
    assert describe_array("context", {"context": (3, 2)}) == "vectors from array context"
