"""fastText's models, trained and read by fastText itself."""

import numpy as np
import pytest

from embedstudy import load_vectors
from tests.fasttext_models import UNSEEN, WORDS
from tests.peers import peer

fasttext = peer("fasttext")

pytestmark = [pytest.mark.peers, pytest.mark.usefixtures("home")]

TRAININGS = {
    "skipgram": {"model": "skipgram", "minn": 3, "maxn": 6, "bucket": 3000},
    "cbow": {"model": "cbow", "minn": 1, "maxn": 4, "bucket": 500, "lr": 0.005},
    "no n-grams": {"model": "skipgram", "maxn": 0},
    "supervised": {"minn": 2, "maxn": 5, "bucket": 2000},
    "supervised, no n-grams of characters": {"wordNgrams": 2, "bucket": 1000},
}
QUANTIZATIONS = {
    "quantized": {"dsub": 3},
    "quantized with lengths, pruned": {"qnorm": True, "cutoff": 400, "dsub": 2},
}
# Enough words that a matrix can be quantized.
ALL_WORDS = [*WORDS, *(f"w{number}" for number in range(300))]


@pytest.fixture(scope="module")
def texts(tmp_path_factory):
    rng = np.random.default_rng(0)
    path = tmp_path_factory.mktemp("texts") / "texts.txt"
    words = [word for word in ALL_WORDS if " " not in word]
    lines = [f"__label__{'ab'[i % 2]} {' '.join(rng.choice(words, 12))}\n" for i in range(800)]
    path.write_text("".join(lines), encoding="utf-8")
    return path


def train(texts, options):
    train_model = fasttext.train_unsupervised if "model" in options else fasttext.train_supervised
    # With fewer threads than 11 this version leaves most of the first matrix uninitialized.
    settings = {"dim": 10, "minCount": 1, "epoch": 1, "thread": 12, "verbose": 0, **options}
    return train_model(str(texts), **settings)


def check(model, path):
    model.save_model(str(path))
    words = model.get_words(on_unicode_error="strict")
    assert len(words) > 10
    vectors = load_vectors(path, [*words, *UNSEEN], case_fallback=False)
    for word in vectors.words:
        assert vectors[word] == pytest.approx(model.get_word_vector(word), rel=1e-5, abs=1e-7)
    assert vectors.from_ngrams == set(vectors.words) - set(words)
    for word in set(UNSEEN) - vectors.from_ngrams:  # zeros are no vector
        assert not model.get_word_vector(word).any()
    whole = load_vectors(path)
    assert list(whole.words) == words
    assert whole.matrix.tobytes() == load_vectors(path, words).matrix.tobytes()
    return vectors.from_ngrams


@pytest.mark.parametrize("name", TRAININGS)
def test_vectors_of_words_and_of_unseen_words(name, texts, tmp_path):
    from_ngrams = check(train(texts, TRAININGS[name]), tmp_path / "m.bin")
    assert from_ngrams == (set() if "no n-grams" in name else set(UNSEEN))


@pytest.mark.parametrize("name", QUANTIZATIONS)
def test_quantized_models(name, texts, tmp_path):
    model = train(texts, TRAININGS["supervised"])
    model.quantize(input=str(texts), **QUANTIZATIONS[name])
    assert check(model, tmp_path / "m.ftz")
