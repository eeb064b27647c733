"""word2vec's binary format, compared with gensim's."""

import gzip
import struct

import numpy as np
import pytest
from gensim.models import KeyedVectors

from embedstudy import load_vectors
from embedstudy.errors import EmbedstudyWarning, InputError
from embedstudy.vectors.formats.text_head import looks_like_bytes
from embedstudy.vectors.formats.word2vec_binary import matches, starts_with_floats
from embedstudy.vectors.formats.write_vectors import write_vectors
from embedstudy.vectors.loading import load_file
from embedstudy.vectors.vector_file import VectorFile
from embedstudy.vectors.word_vectors import WordVectors

pytestmark = pytest.mark.usefixtures("home")

# Numbers whose bytes hold spaces and line ends, and words of every kind.
WORDS = ["good", "naïve", "日本", "a\u2028b", "\u0085", "nbsp\u00a0x", "</s>", "😀", "it's", "\tt"]
MATRIX = np.frombuffer(bytes(range(200)) * 2, np.uint8)[: 10 * 4 * 4].view("<f4").reshape(10, 4)


def test_gensim_loads_what_was_written(tmp_path):
    write_vectors(WordVectors(WORDS, MATRIX), tmp_path / "v.bin")
    loaded = KeyedVectors.load_word2vec_format(tmp_path / "v.bin", binary=True)
    assert loaded.index_to_key == WORDS
    assert loaded.vectors.tobytes() == MATRIX.tobytes()
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == ["v.bin"]


def test_gensim_writes_the_same_bytes_but_for_a_line_feed_after_each_row(tmp_path):
    matrix = np.random.default_rng(1).normal(size=(3, 5)).astype(np.float32)
    peer = KeyedVectors(5)
    peer.add_vectors(["a", "b", "c"], matrix)
    peer.save_word2vec_format(tmp_path / "theirs", binary=True)
    write_vectors(WordVectors(["a", "b", "c"], matrix), tmp_path / "ours", "word2vec-binary")
    header, *rows = (tmp_path / "theirs").read_bytes().partition(b"\n")[::2]
    theirs = [rows[0][start : start + 22] + b"\n" for start in (0, 22, 44)]
    assert (tmp_path / "ours").read_bytes() == b"".join([header, b"\n", *theirs])


@pytest.mark.parametrize("word", ["two words", "line\nend"])
def test_a_word_that_the_format_cannot_hold(word, tmp_path):
    with pytest.raises(InputError, match=r"1 word such as .* cannot be written in this format"):
        write_vectors(WordVectors([word], np.ones((1, 2), np.float32)), tmp_path / "v.bin")
    assert not [path for path in tmp_path.iterdir() if path.is_file()]


def test_text_is_not_taken_for_it(tmp_path):
    assert matches(b"2 2\na \x00\x00\x80?\x00\x00\x80?\nb ", tmp_path)
    assert not matches(b"2 2\na 1 2\nb 3 4\n", tmp_path)
    assert not matches(b"a 1 2\n", tmp_path)


@pytest.mark.parametrize("packing", ["", "gz"])
@pytest.mark.parametrize("rows_end_with", [b"", b"\n"])
def test_rows_with_and_without_line_feeds(rows_end_with, packing, tmp_path):
    rows = [b"nfirst ", b"second "]
    body = b"".join(row + np.ones(3, "<f4").tobytes() + rows_end_with for row in rows)
    content = b"2 3\n" + body
    (tmp_path / "t").write_bytes(gzip.compress(content) if packing else content)
    assert load_vectors(tmp_path / "t").words == ["nfirst", "second"]


def test_bytes_that_follow_the_last_row_are_noticed(tmp_path):
    write_vectors(WordVectors(["a", "b"], np.ones((2, 2), np.float32)), tmp_path / "v.bin")
    content = (tmp_path / "v.bin").read_bytes()
    (tmp_path / "v.bin").write_bytes(b"1" + content[1:])
    with pytest.warns(EmbedstudyWarning, match="header says 1 row, and the file goes on"):
        assert load_vectors(tmp_path / "v.bin").words == ["a"]
    (tmp_path / "v.bin").write_bytes(content[:-4])
    with pytest.raises(InputError, match=r"row 2 of 2: the file ends 3 bytes early \(not whole"):
        load_vectors(tmp_path / "v.bin")


def test_a_binary_without_control_characters_is_said_to_be_one(tmp_path, home):
    numbers = b"AAA\xbeBBB>CCC>"
    rows = b"the " + numbers + b"\n"
    assert not looks_like_bytes(rows)
    (tmp_path / "t.bin").write_bytes(b"1 3\n" + rows)
    with pytest.warns(EmbedstudyWarning, match="was read as binary, though"):
        table = load_file(VectorFile(tmp_path / "t.bin"))
    assert table["the"].tolist() == np.frombuffer(numbers, "<f4").tolist()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"1 2\nthe " + struct.pack("<2f", 0.1, -0.2), True),
        (b"1 2\nthe 0.125 0.250\n", False),
        (b"1 2\nthe abcdefgh", False),
        (b"1 2\nthe", False),
        (b"the 0.1 0.2\n", False),
    ],
)
def test_the_size_of_the_numbers_tells_text_from_binary(content, expected):
    assert starts_with_floats(content) is expected


@pytest.mark.parametrize("phrase", ["a of the", "at x"])
def test_a_space_in_a_word_shows_in_the_numbers_that_are_read(phrase, tmp_path, home):
    words = ["good", phrase, "film", *[f"w{i}" for i in range(20)]]
    numbers = np.random.default_rng(0).normal(size=(len(words), 50)).astype("<f4")
    rows = zip(words, numbers, strict=True)
    content = b"".join(word.encode() + b" " + row.tobytes() for word, row in rows)
    (tmp_path / "a.bin").write_bytes(f"{len(words)} 50\n".encode() + content)
    first = phrase.split()[0]
    with pytest.warns(EmbedstudyWarning, match=f"numbers of an unusual size \\('{first}'\\)"):
        load_vectors(tmp_path / "a.bin", vocabulary=["good", first, "w3"], case_fallback=False)


def test_a_header_of_no_rows_is_an_error(tmp_path, home):
    (tmp_path / "a.bin").write_bytes(b"0 2\nx " + np.ones(2, "<f4").tobytes())
    with pytest.raises(InputError, match=r"a.bin:1: the header says 0 rows"):
        load_vectors(tmp_path / "a.bin")
