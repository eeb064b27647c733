"""Numbers of words in the order of appearance."""

import pyarrow as pa
import pytest

from embedstudy.interrupts import CtrlC
from embedstudy.text import word_ids
from embedstudy.text.tokenizers import get_tokenizer
from embedstudy.text.word_ids import Numbering, TextBatches

TEXTS = ["b a", "", "a c b", "d"]


def read(numbering, tokenizer, jobs):
    def batches():
        return [pa.array(TEXTS[:3], pa.large_string()), pa.array(TEXTS[3:], pa.large_string())]

    texts = TextBatches(batches, len(TEXTS))
    with CtrlC() as ctrl_c:
        parts = list(numbering.read(texts, get_tokenizer(tokenizer), jobs, ctrl_c))
    return [
        part.values[part.offsets[i] : part.offsets[i + 1]].tolist()
        for part in parts
        for i in range(len(part))
    ]


@pytest.mark.parametrize("tokenizer", ["basic", "whitespace"])
@pytest.mark.parametrize("jobs", [1, 2, None])
@pytest.mark.parametrize("piece_bytes", [1, 1 << 20])
def test_words_are_numbered_as_they_come(tokenizer, jobs, piece_bytes, monkeypatch):
    monkeypatch.setattr(word_ids, "PIECE_BYTES", piece_bytes)
    numbering = Numbering()
    assert read(numbering, tokenizer, jobs) == [[0, 1], [], [1, 2, 0], [3]]
    assert numbering.numbers == {"b": 0, "a": 1, "c": 2, "d": 3}


def test_positions_among_the_sorted_words():
    words, places = Numbering({"b": 0, "a": 1, "c": 2}).alphabetical()
    assert words == ["a", "b", "c"]
    assert places.tolist() == [1, 0, 2]
