"""The parts of fastText's layout before the matrix."""

import io
import struct
from itertools import chain

import pytest

from embedstudy.errors import InputError
from embedstudy.vectors.formats.fasttext.layout import MAGIC, FastTextReader

WORDS = [b"the", b"caf\xc3\xa9", b"", b"x" * 70_000, b"end"]


def write_head(words, labels=(), version=12, model=2, longest=6, pruned=None):
    settings = [7, 5, 1, 1, 5, 1, 1, model, 50, 3, longest, 100]
    counts = (len(words) + len(labels), len(words), len(labels), 9)
    head = MAGIC + struct.pack("<i12id", version, *settings, 0.1)
    head += struct.pack("<iiiqq", *counts, -1 if pruned is None else len(pruned))
    for number, word in enumerate([*words, *labels]):
        head += word + b"\0" + struct.pack("<qb", 3, number >= len(words))
    return head + b"".join(struct.pack("<ii", *pair) for pair in pruned or [])


def open_reader(content):
    return FastTextReader(io.BufferedReader(io.BytesIO(content), 1 << 16), "m.bin")


def test_settings_words_and_what_follows():
    reader = open_reader(write_head(WORDS, [b"__label__a"]) + b"REST")
    header = reader.read_header()
    assert (header.architecture, header.dim, header.n_words, header.n_labels) == (
        "skipgram", 7, 5, 1,
    )  # fmt: skip
    assert header.n_rows == 5 + 50
    assert list(chain(*reader.read_words(header))) == WORDS
    buckets = reader.read_buckets(header)
    assert (buckets.shortest, buckets.longest, buckets.n_buckets) == (3, 6, 50)
    assert buckets.remaining is None
    assert reader.stream.read() == b"REST"


def test_pruned_buckets():
    reader = open_reader(write_head(WORDS, model=3, pruned=[(40, 0), (7, 1)]))
    header = reader.read_header()
    assert header.n_rows == 5 + 2
    list(reader.read_words(header))
    assert reader.read_buckets(header).remaining.tolist() == [[7, 40], [1, 0]]
    reader = open_reader(write_head(WORDS, model=3, pruned=[(40, 0), (7, 2)]))
    header = reader.read_header()
    list(reader.read_words(header))
    with pytest.raises(InputError, match="damaged fastText model: its pruned n-grams have no rows"):
        reader.read_buckets(header)


def test_the_first_supervised_models_have_no_ngrams_of_characters():
    assert open_reader(write_head(WORDS, version=11, model=3)).read_header().longest == 0
    assert open_reader(write_head(WORDS, version=11)).read_header().longest == 6
    assert open_reader(write_head(WORDS, model=3)).read_header().longest == 6


def test_an_early_end_and_an_entry_of_the_wrong_type():
    content = write_head(WORDS, [b"__label__a"])
    for size in range(100, len(content), 5000):
        reader = open_reader(content[:size])
        header = reader.read_header()
        with pytest.raises(InputError, match=r"m.bin: ends early, in entry \d of 6 of its dict"):
            list(reader.read_words(header))
    reader = open_reader(content[:-1] + b"\0")
    with pytest.raises(InputError, match="an entry of its dictionary is of the wrong type"):
        list(reader.read_words(reader.read_header()))


def test_a_word_without_an_end():
    reader = open_reader(write_head([b"x" * (1 << 21)]))
    with pytest.raises(InputError, match="entry 1 of its dictionary is a word of over 1 MB"):
        list(reader.read_words(reader.read_header()))


def test_bytes_that_are_not_there():
    reader = open_reader(b"abc")
    assert reader.read_bytes(2, "it") == b"ab"
    with pytest.raises(InputError, match=r"m.bin: ends early, in it \(not whole\? get it again\)"):
        reader.read_bytes(10**15, "it")
