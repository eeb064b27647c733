"""The share of a data set's training part that vectors know."""

from pathlib import Path

import numpy as np
import pytest

from embedstudy.errors import EmbedstudyWarning, InputError
from embedstudy.options.vectors import VectorOptions
from embedstudy.study.data.vector_coverage import measure_coverage
from tests.fasttext_models import train_model

LINES = ["good film good,pos", "bad film bad,neg", "good plot,pos", "bad plot,neg"]


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A data set of four words, and vectors of two of them."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "train.csv").write_text("text,label\n" + "\n".join(LINES * 30) + "\n")
    rng = np.random.default_rng(0)
    lines = (f"{word} {' '.join(f'{x:.3f}' for x in rng.normal(size=4))}" for word in WORDS)
    (tmp_path / "v.txt").write_text("\n".join(lines) + "\n")
    (tmp_path / "none.txt").write_text("elsewhere 1 2 3 4\n")
    return tmp_path


WORDS = ["good", "film", "unseen"]


def test_words_and_tokens_are_counted(place):
    with pytest.warns(EmbedstudyWarning, match=r"v\.txt knows only .*another language"):
        coverage = measure_coverage("v.txt", "train.csv", VectorOptions(), progress=False)
    assert coverage.dataset == "train.csv"
    assert coverage.words == 4
    assert coverage.types_known == pytest.approx(2 / 4)
    assert 0.4 < coverage.tokens_known < 0.6
    assert coverage.without_vector == ["bad", "plot"]
    assert (coverage.words_known, coverage.distinct_vectors) == (2, 2)


def test_words_with_vectors_from_their_ngrams_are_counted_apart(place):
    train_model(place / "m.bin")
    lines = ["film films,pos", "film unheard,neg", "\U0001f600 film,pos", "film it's,neg"]
    (place / "t.csv").write_text("text,label\n" + "\n".join(lines * 30) + "\n", encoding="utf-8")
    coverage = measure_coverage("m.bin", "t.csv", VectorOptions(), progress=False)
    assert sorted(coverage.from_ngrams) == ["films", "unheard"]
    assert coverage.types_from_ngrams == pytest.approx(2 / coverage.words)
    assert coverage.types_known == pytest.approx(1 - 2 / coverage.words)
    assert coverage.tokens_known + coverage.tokens_from_ngrams == pytest.approx(1)
    assert not coverage.without_vector


def test_vectors_that_know_no_word_are_refused(place):
    with pytest.raises(InputError, match=r"none\.txt"):
        measure_coverage("none.txt", "train.csv", VectorOptions(), progress=False)


def test_a_prefix_is_named_and_mended(place):
    lines = [f"/c/en/{word} 1 2\n" for word in ("good", "bad", "film", "plot")]
    Path("prefixed.txt").write_text("".join(lines))
    with pytest.raises(InputError, match=r"begin with '/c/en/' \(--word-prefix /c/en/\)"):
        measure_coverage("prefixed.txt", "train.csv", VectorOptions(), progress=False)
    mended = VectorOptions(word_prefix="/c/en/")
    coverage = measure_coverage("prefixed.txt", "train.csv", mended, progress=False)
    assert coverage.types_known == 1
