import numpy as np
import pytest

from embedstudy.errors import EmbedstudyWarning, InputError
from embedstudy.vectors.coverage import (
    check_coverage,
    compute_coverage,
    count_distinct,
    count_matches,
    describe_sharing,
    find_shared,
    find_table_affix,
    list_most_frequent,
)
from embedstudy.vectors.word_vectors import WordVectors

COUNTS = np.array([6, 3, 1])


def test_shares_of_types_and_tokens():
    coverage = compute_coverage(np.array([False, True, True]), COUNTS)
    assert coverage.types == pytest.approx(2 / 3)
    assert coverage.tokens == pytest.approx(0.4)


def test_little_coverage_is_a_warning_and_none_an_error():
    known = np.array([False, False, True])
    message = r"v knows only 10% of the training texts' words \(another language\?\)"
    with pytest.warns(EmbedstudyWarning, match=message):
        assert check_coverage("v", known, COUNTS).tokens == pytest.approx(0.1)
    with pytest.raises(InputError, match="v knows 0 of 3 words of the training texts"):
        check_coverage("v", np.zeros(3, bool), COUNTS)
    assert check_coverage("v", ~known, COUNTS).tokens == pytest.approx(0.9)


def test_words_with_vectors_from_their_ngrams_are_counted_apart():
    known, from_ngrams = np.array([False, True, False]), np.array([True, False, False])
    with pytest.warns(EmbedstudyWarning, match="v knows only 30%"):
        coverage = check_coverage("v", known, COUNTS, from_ngrams)
    shares = (coverage.types, coverage.tokens, coverage.types_from_ngrams)
    assert shares == pytest.approx((1 / 3, 0.3, 1 / 3))
    assert coverage.tokens_from_ngrams == pytest.approx(0.6)
    assert compute_coverage(known, COUNTS).types_from_ngrams == 0
    with pytest.raises(InputError, match=r"v knows 0 of 3 words .* n-grams of characters alone"):
        check_coverage("v", np.zeros(3, bool), COUNTS, from_ngrams)


def test_the_first_of_some_words():
    assert list_most_frequent(["a", "b", "c"], np.array([True, False, True]), count=1) == ["a"]


def test_words_of_a_script_without_spaces_tell_the_cause():
    words = ["这家的味道失望而且老板冷淡", "这家的房间很好而且早餐很好", "ok"]
    cause = r": Chinese has no spaces between words; use --tokenizer jieba \(pip install "
    with pytest.raises(InputError, match=f"v knows 0 of 3 words of the training texts{cause}"):
        check_coverage("v", np.zeros(3, bool), COUNTS, words=words)
    counts = np.array([4, 4, 1])
    with pytest.warns(EmbedstudyWarning, match=f"v knows only 11% of .* words{cause}"):
        check_coverage("v", np.array([False, False, True]), counts, words=words)


def test_an_affix_is_named_in_place_of_a_guess():
    table = WordVectors([f"{word}_N" for word in WORDS], np.zeros((6, 1), np.float32))
    known = np.zeros(6, bool)
    affix = find_table_affix(table, WORDS, known)
    with pytest.raises(InputError, match=r"v knows 0 of 6 words .*texts: its words end with '_N'"):
        check_coverage("v", known, np.ones(6), affix=affix)
    known[:2] = True
    with pytest.warns(
        EmbedstudyWarning, match=r"only 33% of .*: its words .* \(--word-suffix _N\)"
    ):
        check_coverage("v", known, np.ones(6), affix=affix)
    assert find_table_affix(table, WORDS, known) is None


WORDS = ["good", "bad", "slow", "film", "plot", "bright"]


def test_how_words_were_found_is_counted():
    table = WordVectors(
        ["a", "b", "c"], np.zeros((3, 1), np.float32), matches={"b": "case"}, n_respelled=2
    )
    assert count_matches(table, ["a", "b", "c"]) == {"case": 1, "exact": 2, "left_out": 2}
    assert count_matches(WordVectors(["a"], np.zeros((1, 1), np.float32)), ["a"]) == {"exact": 1}


def test_words_that_share_a_vector_are_counted_whatever_the_format():
    matrix = np.array([[1, 0], [2, 0], [3, 0], [2, 0], [2, 0], [2, 0]], np.float32)
    shared = find_shared(["the", "good", "film", "not", "never", "bad"], matrix)
    assert (shared.words, shared.distinct, shared.example) == (6, 3, ("good", "not", "never"))
    assert describe_sharing("v", shared) == (
        "v: 6 words have 3 distinct vectors; one vector is that of 'good', 'not' and 'never'; "
        "coverage says little here, since such words start as one"
    )
    assert count_distinct(matrix) == 3


def test_few_words_that_share_a_vector_are_no_warning():
    words, matrix = [f"w{i}" for i in range(20)], np.arange(20, dtype=np.float32)[:, None]
    matrix[1] = matrix[0]
    assert describe_sharing("v", find_shared(words, matrix)) == ""
    unshared = find_shared(words[1:], matrix[1:])
    assert str(unshared) == "19 words have 19 distinct vectors"
    assert (
        describe_sharing("v", unshared) == describe_sharing("v", find_shared([], matrix[:0])) == ""
    )
