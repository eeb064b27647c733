"""The table of words against a dict."""

import numpy as np
import pytest

from embedstudy.nn.kernels.words import fill_table, find_words
from embedstudy.text.encoding import compute_offsets


def join(words):
    return np.frombuffer(b"".join(words), np.uint8), compute_offsets([len(w) for w in words])


def look_up(words, tokens, n_slots):
    slots, tags = np.full(n_slots, -1, np.int32), np.zeros(n_slots, np.uint32)
    table = (*join(words), slots, tags)
    fill_table(*table)
    return find_words(*join(tokens), *table).tolist()


@pytest.mark.parametrize("n_slots", [1024, 4096])
def test_tokens_are_found_as_in_a_dict(n_slots):
    rng = np.random.default_rng(0)
    drawn = [
        rng.integers(97, 100, rng.integers(0, 9)).astype(np.uint8).tobytes() for _ in range(3000)
    ]
    words = list(dict.fromkeys(drawn[:900]))
    ids = {word: i for i, word in enumerate(words)}
    answer = look_up(words, drawn, n_slots)
    assert answer == [ids.get(token, -1) for token in drawn]
    assert -1 in answer


def test_of_equal_words_the_last_one_counts():
    assert look_up([b"a", b"b", b"a"], [b"a", b"b", b"ab", b""], 8) == [2, 1, -1, -1]


def test_no_words_and_no_tokens():
    assert look_up([], [b"a"], 1) == [-1]
    assert look_up([b"a"], [], 4) == []
