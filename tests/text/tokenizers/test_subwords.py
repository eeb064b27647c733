"""Pieces of words that are learned from texts."""

import pickle
import subprocess
import sys

import pytest

from embedstudy.errors import InputError
from embedstudy.text.tokenizers import get_tokenizer
from embedstudy.text.tokenizers.subwords import mark_piece

TEXTS = ["The lowest film, the slowest film!", "lower and lower", "A slow film; low"] * 3


@pytest.fixture
def subwords():
    pytest.importorskip("tokenizers")
    return get_tokenizer("subwords:40").fitted(TEXTS)


def test_frequent_words_are_pieces_and_others_are_cut(subwords):
    assert subwords("The film") == ["the", "film"]
    tokens = subwords("slowly")
    assert len(tokens) > 1
    assert not tokens[0].startswith("##")
    assert all(token.startswith("##") for token in tokens[1:])
    assert "".join(token.removeprefix("##") for token in tokens) == "slowl"  # no y in the texts
    assert subwords("film!<br />\u00a0film") == ["film", "!", "film"]
    assert subwords("") == subwords(" \n") == subwords("ЖЖ") == []


def test_the_number_of_pieces_is_at_most_that_of_the_name():
    pytest.importorskip("tokenizers")
    for size in (3, 20, 40):
        tokens = get_tokenizer(f"subwords:{size}").fitted(TEXTS).batch(TEXTS).values
        assert 0 < len(tokens.unique()) <= size


def test_scripts_without_spaces_have_no_mark(subwords):
    tokenizer = get_tokenizer("subwords:30").fitted(["映画が好き", "映画が嫌い", "好きな映画"])
    tokens = tokenizer("映画好き")
    assert "映画" in tokens
    assert not any(token.startswith("##") for token in tokens)


def test_the_marks_of_pieces():
    pieces = ("▁good", "ness", "!", "映画", "ไทย", "▁", "9", "\u0301", "▁映")
    assert [mark_piece(piece) for piece in pieces] == [
        "good", "##ness", "!", "映画", "ไทย", "", "##9", "##\u0301", "映"
    ]  # fmt: skip


def test_what_is_learned_is_the_same_with_any_number_of_threads():
    pytest.importorskip("tokenizers")
    script = (
        "from embedstudy.text.tokenizers import get_tokenizer; "
        f"print(get_tokenizer('subwords:60').fitted({TEXTS!r} * 50).state_sha256)"
    )
    hashes = {
        subprocess.check_output(
            [sys.executable, "-c", script],
            env={"RAYON_NUM_THREADS": threads, "PYTHONHASHSEED": threads},
        )
        for threads in ("1", "2", "3")
    }
    assert len(hashes) == 1


def test_what_was_learned_comes_back_from_its_json(subwords):
    again = get_tokenizer("subwords:40").learner.restore(subwords.state)
    assert again.batch(TEXTS) == subwords.batch(TEXTS)
    assert again.settings == subwords.settings
    assert pickle.loads(pickle.dumps(subwords)).batch(TEXTS) == subwords.batch(TEXTS)
    assert len(pickle.dumps(subwords)) < 3 * len(subwords.state)
    with pytest.raises(InputError, match="tokenizer subwords:40: its pieces are damaged"):
        get_tokenizer("subwords:40").learner.restore("{}")


def test_settings_change_with_what_was_learned(subwords):
    others = [get_tokenizer("subwords:40"), get_tokenizer("subwords:40").fitted(TEXTS[:1] * 3)]
    assert len({tokenizer.settings for tokenizer in (subwords, *others)}) == 3


def test_nothing_is_cut_before_texts_were_seen():
    pytest.importorskip("tokenizers")
    assert get_tokenizer("subwords").name == "subwords:8000"
    with pytest.raises(InputError, match="subwords:40: has no pieces before it is learned"):
        get_tokenizer("subwords:40")("a film")


@pytest.mark.parametrize("size", ["0", "x", "-3", "1.5", "9999999999", "1000001", "³"])
def test_bad_sizes(size):
    with pytest.raises(InputError, match=f"subwords:{size}: give the number of pieces") as caught:
        get_tokenizer(f"subwords:{size}")
    assert "\n" not in str(caught.value)


def test_other_tokenizers_have_no_size():
    with pytest.raises(InputError, match="no tokenizer 'basic:3'; there are: basic"):
        get_tokenizer("basic:3")


def test_a_missing_library_is_one_line(monkeypatch):
    monkeypatch.setattr("embedstudy.text.tokenizers.subwords.find_spec", lambda _: None)
    with pytest.raises(InputError, match=r"pip install 'embedstudy\[subwords\]'$"):
        get_tokenizer("subwords:100")
