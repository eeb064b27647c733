"""Tables in text, row by row or in blocks."""

import io
import warnings
from pathlib import Path

import numpy as np
import pytest

from embedstudy.errors import EmbedstudyWarning, InputError
from embedstudy.options.vectors import VectorOptions
from embedstudy.vectors.formats.table_rows import Wanted
from embedstudy.vectors.formats.text_table import read_text
from embedstudy.vectors.formats.vector_format import TableFile
from embedstudy.vectors.loading import load_file
from embedstudy.vectors.vector_file import VectorFile


def read(content, words=None, **options):
    blocks = []
    file = TableFile(io.BufferedReader(io.BytesIO(content)), VectorFile(Path("v.txt")))
    wanted = Wanted(None if words is None else frozenset(words), **options)
    rows = read_text(file, wanted, blocks.append)
    return rows, np.concatenate(blocks).tolist() if blocks else []


CONTENT = b"".join(b"w%d %d %d\n" % (i, i, 2 * i) for i in range(20_000))


def test_all_rows_and_some_rows():
    rows, matrix = read(CONTENT)
    assert (len(rows.words), rows.read, matrix[-1]) == (20_000, 20_000, [19_999, 39_998])
    rows, matrix = read(CONTENT, ["w19999", "none", "w3"])
    assert rows.words == ["w3", "w19999"]
    assert (rows.read, matrix) == (20_000, [[3, 6], [19_999, 39_998]])


def test_the_limit_counts_rows_from_the_top():
    rows, matrix = read(CONTENT, ["w1", "w5"], limit=3)
    assert (rows.words, rows.read, matrix) == (["w1"], 3, [[1, 2]])


def test_numbers_are_taken_from_the_right():
    rows, matrix = read(b"a 1 2\nof the 3 4\nb 5 6\n")
    assert rows.words == ["a", "of the", "b"]
    assert rows.spaced == ["of the"]
    assert matrix == [[1, 2], [3, 4], [5, 6]]


def test_a_bad_row_in_a_late_block_has_its_line():
    with pytest.raises(InputError, match=r"v.txt:20001: 1 value, expected 2"):
        read(CONTENT + b"bad 1\n")
    rows, _ = read(CONTENT + b"bad 1\n", skip_bad_lines=True)
    assert (len(rows.words), rows.skipped) == (20_000, 1)


def test_a_row_count_that_is_off_is_noted():
    rows, _ = read(b"3 2\na 1 2\nb 3 4\n")
    assert list(rows.warnings()) == ["the header says 3 rows, the file has 2"]


LAYOUTS = {
    "padded words": b"the      0.5 -1.5 2.5\ngood     1.5 2.5 3.5\nx        -1 -2 -3\n",
    "aligned numbers": b"the   0.5 -1.5   2.5\ngood  1.5   2.5  3.5\nx    -1.0  -2.0 -3.0\n",
    "words to the right": b"   the 0.5 -1.5 2.5\n  good 1.5 2.5 3.5\n     x -1 -2 -3\n",
    "a tab, then spaces": b"the\t0.5 -1.5 2.5\ngood\t1.5 2.5 3.5\nx\t-1 -2 -3\n",
    "two tabs": b"the\t\t0.5\t\t-1.5\t\t2.5\ngood\t\t1.5\t\t2.5\t\t3.5\nx\t\t-1\t\t-2\t\t-3\n",
    "spaces behind": b"the  0.5 -1.5 2.5  \ngood 1.5 2.5 3.5   \nx -1 -2 -3 \t\n",
    "from the fifth row": b"the 0.5 -1.5 2.5\ngood 1.5 2.5 3.5\nx -1 -2 -3\n"
    + b"y 1 2 3\nz\t1 2 3\nw  1  2  3\nv  1 2 3\n",
    "carriage returns": b"the  0.5 -1.5 2.5 \r\ngood  1.5 2.5 3.5\r\nx  -1 -2 -3\r\n",
}


@pytest.mark.parametrize("vocabulary", [None, ["the", "good", "x", "y", "z", "w", "v"]])
@pytest.mark.parametrize("header", [b"", b"3 3\n", b"3   3 \n"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_runs_of_white_space_part_the_fields(layout, header, vocabulary, tmp_path, home):
    rows = LAYOUTS[layout]
    path = tmp_path / "t.txt"
    path.write_bytes(header.replace(b"3", b"%d" % rows.count(b"\n"), 1) + rows)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        table = load_file(VectorFile(path), vocabulary)
    assert list(table.words) == ["the", "good", "x", "y", "z", "w", "v"][: rows.count(b"\n")]
    assert table.matrix[:3].tolist() == [[0.5, -1.5, 2.5], [1.5, 2.5, 3.5], [-1, -2, -3]]
    assert all(row == [1, 2, 3] for row in table.matrix[3:].tolist())


def test_words_with_spaces_in_a_table_with_runs(tmp_path, home):
    (tmp_path / "t.txt").write_bytes(b"the  1  2\n. . .  3  4\nof  5  6\nNew York\t7 8\n")
    with pytest.warns(EmbedstudyWarning, match="2 words have spaces in them"):
        table = load_file(VectorFile(tmp_path / "t.txt"))
    assert list(table.words) == ["the", ". . .", "of", "New York"]


@pytest.mark.parametrize(
    "rows",
    [
        b"the 1  2\nbad 1\n  good 3  4\n",
        b"some remark\nthe 1 2\ngood 3 4\n",
        b"the x y\nthe 1 2\ngood 3 4\n",
    ],
)
@pytest.mark.parametrize("header", [b"", b"3 2\n"])
def test_bad_lines_never_make_a_binary_table_of_text(rows, header, tmp_path, home):
    (tmp_path / "t.vec").write_bytes(header + rows)
    with pytest.raises(InputError, match=r"t.vec:\d: "):
        load_file(VectorFile(tmp_path / "t.vec"))
    with pytest.warns(EmbedstudyWarning, match="1 row could not be read"):
        table = load_file(VectorFile(tmp_path / "t.vec"), None, VectorOptions(skip_bad_lines=True))
    assert list(table.words) == ["the", "good"]
    assert table.matrix.tolist() == [[1, 2], [3, 4]]


@pytest.mark.parametrize("rows", [b"one x y\ntwo v w\n", b"one\ntwo\n", b"\xe9t\xe9 x y\nb v w\n"])
def test_text_without_one_row_is_no_binary(rows, tmp_path, home):
    (tmp_path / "t.vec").write_bytes(b"2 2\n" + rows)
    with pytest.raises(InputError, match=r"t.vec:2: "):
        load_file(VectorFile(tmp_path / "t.vec"))
    with pytest.raises(InputError, match=r"t.vec: not one of 2 rows can be read"):
        load_file(VectorFile(tmp_path / "t.vec"), None, VectorOptions(skip_bad_lines=True))


WITH_COUNTS = {
    "behind the word": "{word} {count} {vector}",
    "at the end": "{word} {vector} {count}",
    "between tabs": "{word}\t{count}\t{vector}",
    "between runs of spaces": "{word:12} {count:6}  {vector}",
    "between commas turned to tabs": "{word}\t{count}\t{tabbed}",
}


@pytest.mark.parametrize("layout", WITH_COUNTS.values(), ids=WITH_COUNTS)
@pytest.mark.parametrize("ranks", [False, True])
def test_counts_of_words_are_no_part_of_their_vectors(layout, ranks, home, tmp_path):
    matrix = np.random.default_rng(0).normal(size=(40, 3)).round(4).astype(np.float32)
    words = [f"w{row}" for row in range(40)]
    lines = [
        layout.format(
            word=word, count=row if ranks else 4000 // (row + 1), vector=" ".join(map(str, vector)),
            tabbed="\t".join(map(str, vector)),
        )
        for row, (word, vector) in enumerate(zip(words, matrix.tolist(), strict=True))
    ]  # fmt: skip
    path = tmp_path / "counted.txt"
    path.write_text("\n".join(lines) + "\n")
    for vocabulary in (None, words[::-1]):
        table = load_file(VectorFile(path), vocabulary)
        assert [table.words[0], table.dim] == [words[0 if vocabulary is None else -1], 3]
        assert np.allclose([table[word] for word in words], matrix, atol=1e-6)
        example = 0 if ranks else 4000
        assert f"without counts or ranks of words ({example} in the first row)" in table.reading
    few = load_file(VectorFile(path), None, VectorOptions(limit=3))
    assert np.allclose(few.matrix, matrix[:3], atol=1e-6)


def test_a_header_that_counts_them_as_numbers_is_followed(home, tmp_path):
    path = tmp_path / "counted.vec"
    path.write_text("3 3\nthe 900 0.1 0.2\na 80 0.3 0.4\nof 7 0.5 0.6\n")
    with pytest.warns(EmbedstudyWarning, match="900 in the first row looks like a count or a rank"):
        table = load_file(VectorFile(path))
    assert table["a"].tolist() == [80, np.float32(0.3), np.float32(0.4)]


def test_a_header_that_leaves_them_out_is_followed_too(home, tmp_path):
    path = tmp_path / "counted.vec"
    path.write_text("3 2\nthe 900 0.1 0.2\na 80 0.3 0.4\nof 7 0.5 0.6\n")
    table = load_file(VectorFile(path))
    assert np.allclose(table["a"], [0.3, 0.4])
    assert (
        table.reading == "read counted.vec: without counts or ranks of words (900 in the first row)"
    )
    path.write_text("3 2\nthe 0.5 0.1 0.2\na 0.25 0.3 0.4\nof 0.7 0.5 0.6\n")
    with pytest.raises(InputError, match=r"counted.vec:2: 3 values, expected 2"):
        load_file(VectorFile(path))


def test_a_last_row_that_may_be_cut_is_warned_of(home, tmp_path):
    path = tmp_path / "cut.txt"
    rows = "".join(f"w{row} {row % 7 - 3 + 0.123:.3f} 0.456 -0.789\n" for row in range(60))
    for content in (rows, rows[:-1]):
        path.write_text(content)
        assert load_file(VectorFile(path)).notes == ()
    path.write_text(rows[:-3])
    for vocabulary in (None, ["w3"]):
        with pytest.warns(
            EmbedstudyWarning, match="cut.txt: the last row may be cut off: .* -0.7,"
        ):
            load_file(VectorFile(path), vocabulary)
    assert load_file(VectorFile(path), None, VectorOptions(limit=5)).notes == ()


def test_how_a_table_without_a_header_is_read(home, tmp_path):
    path = tmp_path / "one.txt"
    path.write_text("12 5\n13 6\n14 7\n")
    assert "vectors of one number, not a header" in load_file(VectorFile(path)).reading
    path.write_text("a   1 2\nb   3 4\n")
    assert (
        load_file(VectorFile(path)).reading == "read one.txt: fields between runs of spaces or tabs"
    )
    path.write_text("a 1 2\nb 3 4\n")
    assert load_file(VectorFile(path)).reading == ""
