"""A corpus as runs need it."""

import numpy as np
import pytest

from embedstudy.nn.model_config import recommended
from embedstudy.storage import data_home, scratch
from embedstudy.strategies import STRATEGIES
from embedstudy.text import encoding
from embedstudy.vectors.word_vectors import WordVectors
from tests.corpora import make_corpus
from tests.studies import TIMED_FILES, compare
from tests.study.runs.prepared import prepare_corpus


@pytest.fixture(scope="module")
def prepared(corpus, vectors):
    return prepare_corpus(corpus, vectors)


def test_every_part_has_its_labels(prepared, corpus):
    assert prepared.train_size == len(corpus.train)
    for name, split in corpus.splits.items():
        assert np.array_equal(prepared.labels[name], split.label_ids)


def test_the_table_holds_a_row_for_each_training_word(prepared, vectors):
    table = prepared.tables[vectors.name]
    assert len(table.rows) == len(prepared.vocabulary)
    for word, row in zip(prepared.vocabulary.words, table.rows, strict=True):
        assert (row >= 0) == (word in vectors)


def test_a_pretrained_start_holds_the_vectors_and_a_random_one_does_not(prepared, vectors):
    table, config = prepared.tables[vectors.name], recommended("mean")
    known = np.flatnonzero(table.rows >= 0)
    pretrained = table.initial(STRATEGIES["frozen"], config, np.random.default_rng(0))
    words = [prepared.vocabulary.words[row] for row in known]
    assert np.array_equal(pretrained[known], np.stack([vectors[word] for word in words]))
    random = table.initial(STRATEGIES["random"], config, np.random.default_rng(0))
    assert random.shape[1] == vectors.dim
    assert np.abs(random).max() <= 0.05


def test_encoded_texts_have_rows_of_the_table(prepared, corpus, vectors):
    table, config = prepared.tables[vectors.name], recommended("mean")
    for name in ("train", "dev", "test"):
        documents = table.encoded(name, STRATEGIES["random"], config)
        assert len(documents) == len(corpus.splits[name])
        assert documents.values.min() >= 0


def test_every_word_of_a_pretrained_start_is_scaled_and_n_grams_are_not(prepared, vectors):
    table, plain = prepared.tables[vectors.name], recommended("mean", ngrams=2, buckets=50)
    n_words = table.count_words(STRATEGIES["finetuned"])

    def start(strategy, **options):
        config = recommended("mean", ngrams=2, buckets=50, **options) if options else plain
        return table.initial(STRATEGIES[strategy], config, np.random.default_rng(0))

    before, scaled = start("finetuned"), start("finetuned", scale="x0.5")
    assert np.array_equal(scaled[:n_words], np.float32(0.5) * before[:n_words])
    assert np.array_equal(scaled[n_words:], before[n_words:])
    assert np.array_equal(start("random", scale="x0.5"), np.float32(0.5) * start("random"))
    known = table.rows >= 0
    lengths = np.linalg.norm(start("frozen", scale="norm:0.5")[: len(known)][known], axis=1)
    assert np.sqrt((lengths**2).mean()) == pytest.approx(0.5)


def test_unseen_words_are_left_out_of_documents_or_withheld_altogether(prepared, corpus):
    texts, labels = [f"{text} excellent dreadful" for text in corpus.test.texts], corpus.test.labels
    parts = {name: (split.texts, split.labels) for name, split in corpus.splits.items()}
    changed = make_corpus("made-up", {**parts, "test": (texts, labels)})
    words = [*prepared.vocabulary.words, "excellent", "dreadful"]
    vectors = WordVectors(words, np.ones((len(words), 8), np.float32), "made-up-8d")
    table, config = prepare_corpus(changed, vectors).tables["made-up-8d"], recommended("mean")
    frozen = STRATEGIES["frozen"]
    every = table.encoded("test", frozen, config)
    seen = table.encoded("test", frozen, config, seen_only=True)
    assert len(table.extra_rows) == 2
    assert every.lengths.sum() - seen.lengths.sum() == 2 * len(texts)
    assert seen.values.max() < len(table.rows)
    without = prepare_corpus(changed, vectors, no_unseen_words=True).tables["made-up-8d"]
    assert len(without.extra_rows) == 0
    assert np.array_equal(without.encoded("test", frozen, config).values, seen.values)


@pytest.mark.parametrize("options", [{}, {"oov": "drop", "ngrams": 2, "buckets": 500}])
def test_a_study_is_the_same_with_its_texts_in_files(
    corpus, vectors, tmp_path, monkeypatch, options
):
    options = {
        "strategies": ["random", "frozen", "finetuned"], "seeds": 1, "epochs": 2, "tune": "none",
        "encoders": ["mean", "dan"], "progress": False, **options,
    }  # fmt: skip
    expected = compare(corpus, vectors, out=tmp_path / "memory", **options)
    before = set((data_home() / "encoded").glob("tmp*"))
    monkeypatch.setattr(scratch, "LARGE", 1)
    monkeypatch.setattr(encoding, "BLOCK_SIZE", 64)
    study = compare(corpus, vectors, out=tmp_path / "files", **options)
    written = [path for path in expected.path.rglob("*") if path.is_file()]
    for path in written:
        if path.name not in TIMED_FILES:
            copy = study.path / path.relative_to(expected.path)
            assert copy.read_bytes() == path.read_bytes(), path.name
    assert len(written) > 10
    assert set((data_home() / "encoded").glob("tmp*")) == before
