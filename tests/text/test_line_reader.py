import gzip
import io
import os
import threading
from itertools import chain

import pytest

from embedstudy.datasets.files.streams import LONGEST
from embedstudy.errors import InputError
from embedstudy.text.line_reader import CHUNK, read_lines, stream_lines


class Dribble(io.RawIOBase):
    """A stream that gives so many bytes at a time, as a pipe may."""

    def __init__(self, content, size):
        self._rest, self._size = content, size

    def read1(self, _):
        piece, self._rest = self._rest[: self._size], self._rest[self._size :]
        return piece


def read(content, size=7, encoding="utf-8"):
    return [line for some in stream_lines(Dribble(content, size), "x", encoding) for line in some]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
@pytest.mark.parametrize(
    ("content", "lines"),
    [
        (b"", []),
        (b"\n", [""]),
        (b"a", ["a"]),
        (b"a\n\nb", ["a", "", "b"]),
        (b"a\r\nb\r\n", ["a", "b"]),
        (b"a\rb\n", ["a\rb"]),
        (b"\xef\xbb\xbfa\nb\n", ["a", "b"]),
        ("na\u00efve \u2028 caf\u00e9\n\U0001f600\n".encode(), ["naïve \u2028 café", "😀"]),
        (b"a\0b\n", ["a\0b"]),
    ],
)
def test_lines_however_they_come(content, lines, size):
    assert read(content, size) == lines


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1", "utf-8-sig", "cp1252"])
def test_other_encodings(encoding):
    assert read("naïve\r\n\ncafé".encode(encoding), 3, encoding) == ["naïve", "", "café"]


def test_a_line_is_there_before_the_next_one_comes():
    stream = stream_lines(Dribble(b"one\ntwo\nthr", 4), "x")
    assert next(stream) == ["one"]
    assert next(stream) == ["two"]
    assert next(stream) == ["thr"]


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_what_is_not_text_is_named_after_all_lines_before(size):
    given = []
    with pytest.raises(InputError, match=r"^x:3: byte 0xef is not utf-8 .use --encoding latin-1"):
        given.extend(
            chain.from_iterable(stream_lines(Dribble(b"one\n\nna\xefve\nfour\n", size), "x"))
        )
    assert given == ["one", ""]


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_the_likely_encoding_is_advised(size):
    with pytest.raises(InputError, match="use --encoding cp1252"):
        read(b"one\ndon\x92t\n", size)


def test_a_character_cut_off_by_the_end():
    with pytest.raises(InputError, match=r"^x:2: byte 0xc3 is not utf-8"):
        read(b"one\ncaf\xc3")


def test_a_line_longer_than_any_text():
    with pytest.raises(InputError, match=r"^x:2: over 16 million characters in one line"):
        read(b"a\n" + b"b" * (LONGEST + 1), 1 << 20)
    assert len(read(b"b" * LONGEST, 1 << 20)[0]) == LONGEST


def test_no_such_encoding():
    with pytest.raises(InputError, match="no encoding 'utf-9'"):
        read(b"a", encoding="utf-9")


def test_files_gzipped_or_not(tmp_path):
    path, packed = tmp_path / "a.txt", tmp_path / "a.bin"
    path.write_bytes(b"one\ntwo")
    packed.write_bytes(gzip.compress(b"one\ntwo"))
    for file in (path, packed):
        assert list(read_lines(file)) == [["one"], ["two"]]
    packed.write_bytes(gzip.compress(b"one\ntwo" * 1000)[:-9])
    with pytest.raises(InputError, match=r"a.bin: ends before the end of the gzip stream"):
        list(read_lines(packed))
    with pytest.raises(InputError, match=r"b.txt: No such file"):
        list(read_lines(tmp_path / "b.txt"))


def test_a_pipe_says_when_it_is_empty():
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as stream, os.fdopen(writing, "wb", 0) as pipe:
        lines = stream_lines(stream, "x")
        pipe.write(b"on")
        threading.Timer(0.1, pipe.write, [b"e\ntwo\nth"]).start()  # no line, no wait to tell
        assert next(lines) == ["one", "two"]
        assert next(lines) == []
        pipe.write(b"ree\n")
        assert next(lines) == ["three"]
        pipe.write(b"four")
        assert next(lines) == []
        pipe.close()
        assert list(lines) == [["four"]]


def test_pieces_of_a_fast_pipe_are_gathered():
    reading, writing = os.pipe()
    content = b"a line of a file\n" * 100_000
    with os.fdopen(reading, "rb") as stream:
        writer = threading.Thread(target=write_all, args=(writing, content))
        writer.start()
        batches = [lines for lines in stream_lines(stream, "x") if lines]
        writer.join()
    assert sum(map(len, batches)) == 100_000
    assert max(map(len, batches)) * 17 <= CHUNK + 17


def write_all(descriptor, content):
    with os.fdopen(descriptor, "wb") as pipe:
        pipe.write(content)


def test_a_file_never_waits(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"a line\n" * (CHUNK // 4))
    assert all(read_lines(path))
