import hashlib
import io
import os
import subprocess
import sys
from contextlib import redirect_stdout
from dataclasses import asdict

import numpy as np
import pytest
from gensim.models import FastText, Word2Vec

from embedstudy.errors import InputError, ResourcesError
from embedstudy.memory import CHECK_VARIABLE, FreeMemory
from embedstudy.options.vector_training import VectorTrainingOptions
from embedstudy.vectors.training import estimate_memory, train_vectors


def topics(n=600, seed=5):
    """Texts of two topics whose words never meet, and a few words that both have."""
    rng = np.random.default_rng(seed)
    words_by_topic = [[f"{topic}{i}" for i in range(15)] for topic in ("sea", "sky")]
    both = [f"word{i}" for i in range(10)]
    return [[*rng.choice(words_by_topic[i % 2], 6), *rng.choice(both, 3)] for i in range(n)]


TEXTS = [[str(word) for word in text] for text in topics()]
QUICK = {"dim": 12, "min_count": 1, "progress": False}


@pytest.mark.parametrize("method", ["word2vec", "fasttext"])
@pytest.mark.parametrize("architecture", ["cbow", "skipgram"])
def test_words_that_meet_come_to_stand_together(method, architecture):
    vectors = train_vectors(
        TEXTS, method=method, architecture=architecture, epochs=15, negative=10, **QUICK
    )
    assert vectors.matrix.shape == (40, 12)
    assert vectors.matrix.dtype == np.float32
    near = [word for word, _ in vectors.neighbors("sea3", 10) if not word.startswith("word")]
    assert sum(word.startswith("sea") for word in near) > 0.8 * len(near) > 0


@pytest.mark.parametrize(
    ("method", "peer", "more"),
    [
        ("word2vec", Word2Vec, {}),
        # As many rows for n-grams as the words have n-grams: 10 of sea0, 14 of sea10 and so on.
        ("fasttext", FastText, {"bucket": 10 * 20 + 14 * 10 + 14 * 10}),
    ],
)
def test_the_numbers_are_those_of_gensim_itself(method, peer, more):
    words = sorted({word for text in TEXTS for word in text})
    counts = {word: sum(text.count(word) for text in TEXTS) for word in words}
    ordered = dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
    theirs = peer(vector_size=12, min_count=1, seed=3, workers=1, sorted_vocab=0, window=4, **more)
    theirs.build_vocab_from_freq(ordered, corpus_count=len(TEXTS))
    theirs.train(TEXTS, total_examples=len(TEXTS), epochs=5)
    ours = train_vectors(TEXTS, method=method, seed=3, window=4, **QUICK)
    assert list(ours.words) == list(ordered)
    assert np.array_equal(ours.matrix, theirs.wv.vectors)


def test_fasttext_gives_any_word_the_mean_of_its_ngrams():
    vectors = train_vectors(TEXTS, method="fasttext", seed=3, **QUICK)
    theirs = FastText(vector_size=12, min_count=1, seed=3, workers=1, sorted_vocab=0, bucket=480)
    words = {word: sum(text.count(word) for text in TEXTS) for text in TEXTS for word in text}
    ordered = dict(sorted(words.items(), key=lambda item: (-item[1], item[0])))
    theirs.build_vocab_from_freq(ordered, corpus_count=len(TEXTS))
    theirs.train(TEXTS, total_examples=len(TEXTS), epochs=5)
    for word in ("seaside", "sky99", "日本", "x"):
        assert word not in vectors
        assert vectors[word] == pytest.approx(theirs.wv[word], rel=1e-5, abs=1e-7)
    extended = vectors.extended(["sky99", "seaside", "sea1"])
    assert extended.words == [*vectors.words, "seaside", "sky99"]
    assert extended.from_ngrams == {"seaside", "sky99"}
    assert extended["sky99"].tobytes() == vectors["sky99"].tobytes()
    assert train_vectors(TEXTS, method="word2vec", **QUICK).ngrams is None


def test_rare_words_are_left_out():
    texts = [*TEXTS, ["once", "sea0"]]
    assert "once" not in train_vectors(texts, **{**QUICK, "min_count": 2}).words
    assert "once" in train_vectors(texts, **QUICK).words


SCRIPT = """
import hashlib
from embedstudy.vectors.training import estimate_memory, train_vectors
texts = [[f"w{(i * j) % 37}" for j in range(8)] for i in range(300)]
for method in ("word2vec", "fasttext"):
    v = train_vectors(texts, method=method, dim=8, min_count=1, progress=False)
    print(hashlib.sha256(v.matrix.tobytes() + " ".join(v.words).encode()).hexdigest())
"""


def test_the_same_texts_give_the_same_bytes_in_any_process():
    printed = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env={**os.environ, "PYTHONHASHSEED": "1"},
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    with redirect_stdout(io.StringIO()) as output:
        exec(SCRIPT, {})
    assert printed == output.getvalue()
    first, second = printed.split()
    assert first != second


def test_the_seed_and_every_setting_count():
    def digest(**changes):
        trained = train_vectors(TEXTS, **{**QUICK, **changes})
        return hashlib.sha256(trained.matrix.tobytes()).hexdigest()

    changes = [{}, {"seed": 1}, {"window": 2}, {"negative": 2}, {"epochs": 2}, {"dim": 13},
               {"architecture": "skipgram"}, {"method": "fasttext"}]  # fmt: skip
    assert len({digest(**settings) for settings in changes}) == len(changes)
    assert digest() == digest()


class Stream:
    """Texts that can be read again, of which it keeps count."""

    def __init__(self, texts, fail_in_pass=0):
        self.texts, self.passes, self.fail_in_pass = texts, 0, fail_in_pass

    def __iter__(self):
        self.passes += 1
        for i, text in enumerate(self.texts):
            if self.passes == self.fail_in_pass and i == 5:
                raise InputError("the file went away")
            yield text


def test_texts_stream_once_for_the_words_and_once_an_epoch():
    stream = Stream(TEXTS)
    streamed = train_vectors(stream, epochs=3, **QUICK)
    assert stream.passes == 4
    assert np.array_equal(streamed.matrix, train_vectors(TEXTS, epochs=3, **QUICK).matrix)


@pytest.mark.parametrize("fail_in_pass", [1, 2, 3])
def test_an_error_while_reading_ends_the_training(fail_in_pass):
    with pytest.raises(InputError, match="the file went away"):
        train_vectors(Stream(TEXTS, fail_in_pass), epochs=3, **QUICK)


def test_a_text_of_more_words_than_gensim_reads_is_read_to_its_end():
    late = [f"late{i % 20}" for i in range(20_000)]
    long = [["early", "word"] * 5_000 + late]
    pieces = [long[0][i : i + 10_000] for i in range(0, 30_000, 10_000)]
    vectors = train_vectors(long, **QUICK)
    assert np.array_equal(vectors.matrix, train_vectors(pieces, **QUICK).matrix)


@pytest.mark.parametrize(
    ("documents", "changes", "message"),
    [
        ([], {}, "no words to train on in 0 documents"),
        ([[], []], {}, "no words to train on in 2 documents"),
        ([["a"], ["b"]], {}, "no document has two words"),
        ([["a", "b"], ["a"]], {"min_count": 3}, r"no word occurs 3 times .* most frequent, 2.*low"),
        (iter([["a", "b"]]), {}, "can be read only once"),
        ("a text", {}, "give a list of lists"),
        (["a text", "another"], {}, "a document is a text"),
        (TEXTS, {"method": "word3vec"}, "no method 'word3vec'; there are: word2vec, fasttext"),
        (TEXTS, {"architecture": "skip"}, "no architecture 'skip'; there are: skipgram, cbow"),
        (TEXTS, {"dim": 0}, "dim is 0; it must be a whole number, at least 1"),
        (TEXTS, {"dim": 2.5}, "dim is 2.5"),
        (TEXTS, {"dim": 10_001}, "dim is 10001; it must be a whole number, .* at most 10,000"),
        (TEXTS, {"window": -1}, "window is -1"),
        (TEXTS, {"negative": 0}, "negative is 0"),
        (TEXTS, {"epochs": 0}, "epochs is 0"),
        (TEXTS, {"min_count": 0}, "min_count is 0"),
        (TEXTS, {"workers": 0}, "workers is 0"),
        (TEXTS, {"workers": True}, "workers is true"),
        (TEXTS, {"seed": -1}, "seed is -1; .* at least 0 and at most 4,294,967,295"),
    ],
)
def test_bad_input(documents, changes, message):
    with pytest.raises(InputError, match=message):
        train_vectors(documents, **{**QUICK, **changes})


def test_too_little_memory_is_said_with_the_cure(monkeypatch):
    def full(*_, **__):
        raise MemoryError

    monkeypatch.setattr(Word2Vec, "prepare_weights", full)
    with pytest.raises(InputError, match=r"40 words x 12 numbers do not fit.*: lower dim"):
        train_vectors(TEXTS, **QUICK)


@pytest.mark.parametrize("method", ["word2vec", "fasttext"])
def test_what_does_not_fit_is_refused_before_it_is_allocated(method, monkeypatch):
    free = FreeMemory(5_000, "this container")
    monkeypatch.setattr("embedstudy.vectors.training.find_free_memory", lambda: free)
    message = (
        rf"training {method} on 40 words x 12 numbers needs about [0-9]+ kB more memory; 5 kB are "
        r"free \(this container\): lower dim, or raise min_count"
    )
    with pytest.raises(ResourcesError, match=message):
        train_vectors(TEXTS, method=method, **QUICK)
    monkeypatch.setenv(CHECK_VARIABLE, "0")
    assert len(train_vectors(TEXTS, method=method, **QUICK)) == 40


def test_memory_is_estimated_as_gensim_does():
    model = Word2Vec(vector_size=12, min_count=1)
    model.build_vocab_from_freq({f"w{i}": 1 for i in range(40)})
    assert estimate_memory(40, 12) == model.estimate_memory()["total"]


def test_two_workers_train_too():
    vectors = train_vectors(TEXTS, workers=2, **QUICK)
    assert np.isfinite(vectors.matrix).all()
    assert len(vectors) == 40


def test_settings_are_the_options_of_training():
    settings = VectorTrainingOptions(dim=12, min_count=1)
    trained = train_vectors(TEXTS, **asdict(settings), progress=False)
    assert np.array_equal(trained.matrix, train_vectors(TEXTS, **QUICK).matrix)


def test_progress_says_what_goes_on(capsys):
    train_vectors(TEXTS, **{**QUICK, "progress": True})
    out, err = capsys.readouterr()
    assert out == ""
    assert "training word2vec on 600 documents" in err
