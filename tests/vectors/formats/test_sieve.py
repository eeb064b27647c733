import numpy as np
import pytest

from embedstudy.vectors.formats.sieve import Sieve


@pytest.mark.parametrize("separator", [b" ", b"\t"])
def test_no_word_that_is_wanted_falls_through(separator):
    rng = np.random.default_rng(0)
    letters = ["a", "b", "é", "映", "😀", "\x00", "\u00a0", "!", "\x1f", "~", "\x7f"]
    words = {"".join(rng.choice(letters, rng.integers(0, 14))).encode() for _ in range(3000)}
    candidates = sorted(words)
    lines = [word + separator + b"1\n" for word in candidates]
    starts = np.cumsum([0, *map(len, lines[:-1])])
    wanted = set(candidates[::3])
    passed = Sieve(wanted, separator).may_be_wanted(b"".join(lines), starts)
    assert passed[::3].all()
    # Words that begin as a wanted one does pass too, and those that have another spelling.
    stems = {word[:8] for word in wanted}
    may_be = [word[:8] in stems or "\u00a0".encode() in word for word in candidates]
    assert may_be == passed.tolist()
    assert (~passed).sum() > 0


@pytest.mark.parametrize(
    "word", ["they don’t", "o" * 20 + "ﬁ", "cafe\u0301", "ｇ", "x²", "𝐀", "हि\u0958"]
)
def test_a_word_that_has_another_spelling_passes(word):
    lines = [f"{text} 1\n".encode() for text in ("café", word, "кино", "映画")]
    starts = np.cumsum([0, *map(len, lines[:-1])])
    passed = Sieve({b"wanted"}, b" ").may_be_wanted(b"".join(lines), starts)
    assert passed.tolist() == [False, True, False, False]
