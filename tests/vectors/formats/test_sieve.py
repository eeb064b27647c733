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
    # Words that begin as a wanted one does pass too; a word of fewer bytes never does.
    stems = {word[:8] for word in wanted}
    assert [word[:8] in stems for word in candidates] == passed.tolist()
    assert (~passed).sum() > 0
