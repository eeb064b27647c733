"""fastText's lines."""

import gzip

import pytest

from embedstudy.errors import InputError

GOOD = "__label__pos a good film\n__label__neg a bad one\n"
ROWS = [("a good film", "pos"), ("a bad one", "neg")]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (GOOD, "a.txt"),
        (GOOD, "a.csv"),
        (GOOD, "a"),
        (GOOD.replace("\n", "\r\n"), "a.ft"),
        ("\ufeff" + GOOD.rstrip("\n"), "a.txt"),
        (gzip.compress(GOOD.encode(), mtime=0), "a.ft.gz"),
        (GOOD.replace("pos ", "pos\t").replace("neg ", "neg  "), "a.txt"),
        ("a good film __label__pos\na bad one __label__neg\n", "a.txt"),
        ("a __label__pos good film\n__label__neg a bad one\n", "a.txt"),
    ],
)
def test_one_table_in_many_guises(reader, content, name):
    assert reader(content, name) == ROWS


def test_texts_are_kept_as_they_are(reader):
    content = '__label__5 a, "b"  c\u2028d\x85 x__label__y\n__label__é\n__label__é \n'
    assert reader(content, "a.txt") == [
        ('a, "b"  c\u2028d\x85 x__label__y', "5"),
        ("", "é"),
        ("", "é"),
    ]
    assert reader.notes[0].startswith("2 empty texts, kept")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("no label here", "no __label__ in this line"),
        ("__label__ a text", "no label"),
        ("__label__a __label__b text", r"several labels \(.*\): a, b"),
        ("__label__a text __label__a", r"several labels \(.*\): a, a"),
    ],
)
def test_a_bad_row_is_named_by_its_line_or_left_out_and_counted(reader, line, message):
    content = GOOD + line + "\n__label__pos after\n"
    with pytest.raises(InputError, match=f"a.txt:3: {message}"):
        reader(content, "a.txt")
    assert reader(content, "a.txt", skip_bad_lines=True) == [*ROWS, ("after", "pos")]
    assert reader.notes[0].startswith("1 row left out: ")


def test_a_comma_behind_a_label_is_left_out_and_counted(reader):
    lines = "__label__pos, good\n__label__neg bad\n__label__, odd\n"
    assert reader(lines, "a.ft") == [("good", "pos"), ("bad", "neg"), ("odd", ",")]
    assert reader.notes == [
        f"1 label with a comma behind it, left out ({reader.folder / 'a.ft'}:1)"
    ]


def test_cells_of_which_the_first_is_a_label_are_csv(reader):
    content = "".join(f"__label__{'ab'[i % 2]},word{i} and more\n" for i in range(20))
    with pytest.raises(InputError, match="looks like data, not a header: '__label__a' is also"):
        reader(content, "a.csv")
    rows = reader(content, "a.csv", no_header=True)
    assert rows[0] == ("word0 and more", "__label__a")
    content = "".join(f"__label__{'a,b' if i % 2 else 'c,d'} word{i}\n" for i in range(20))
    assert reader(content, "b.txt")[0] == ("word0", "c,d")
