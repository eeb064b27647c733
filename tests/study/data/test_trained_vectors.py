import json
import shutil
from dataclasses import asdict

import numpy as np
import pytest

from embedstudy import load_dataset
from embedstudy.errors import EmbedstudyWarning, InputError
from embedstudy.study.data import trained_vectors
from embedstudy.study.data.trained_vectors import make_settings
from embedstudy.study.plan import request
from embedstudy.study.plan.source_names import is_trained
from embedstudy.text.tokenizers.basic import tokenize
from embedstudy.vectors.catalog import load_vectors
from embedstudy.vectors.training import train_vectors
from embedstudy.vectors.word_vectors import WordVectors
from tests.corpora import make_corpus
from tests.fasttext_models import train_model
from tests.studies import TIMED_FILES, compare, forget_checksums

NAME = "train:word2vec"
QUICK = {"seeds": 2, "epochs": 2, "learning_rate": 0.1, "progress": False}


@pytest.fixture(scope="module")
def finished(corpus, vectors, tmp_path_factory):
    out = tmp_path_factory.mktemp("in-domain") / "s"
    return compare(corpus, [NAME, vectors], out=out, **QUICK)


def contents(study):
    return {
        path.relative_to(study.path): path.read_bytes()
        for path in study.path.rglob("*")
        if path.is_file() and path.name not in TIMED_FILES
    }


def no_training(*_, **__):
    raise AssertionError("trained again")


def test_names():
    assert is_trained("train:fasttext")
    assert not is_trained("glove-6b-50d")
    with pytest.raises(InputError, match="no vectors 'train:word2vek'; there are: train:word2vec"):
        is_trained("train:word2vek")


@pytest.mark.parametrize(("words", "epochs"), [(1000, 20), (1_000_000, 10), (9_000_000, 5)])
def test_small_texts_take_more_passes_within_bounds(words, epochs):
    assert make_settings(NAME, words, 50).epochs == epochs


def test_the_vectors_are_those_of_the_training_texts(finished, corpus):
    texts = [tokenize(text) for text in corpus.train.texts]
    settings = make_settings(NAME, sum(map(len, texts)), 8)  # the dimension of the other table
    expected = train_vectors(texts, **asdict(settings), progress=False)
    vectors, meta = finished.trained(NAME)
    assert list(vectors.words) == list(expected.words)
    assert np.array_equal(vectors.matrix, expected.matrix)
    assert meta == asdict(settings) == finished.meta["trained_vectors"][NAME]
    frozen = next(r.run for r in finished.runs if (r.vectors, r.strategy) == (NAME, "frozen"))
    assert np.array_equal(finished.space(frozen).matrix, vectors.matrix)
    assert len(finished.without_vector(frozen)) == 0


def test_a_group_for_each_table(finished):
    assert [row.vectors for row in finished.summary] == [NAME] * 3 + ["made-up-8d"] * 3
    assert len(finished.comparisons) == 6
    assert finished.meta["coverage"]["made-up"][NAME] == {"types": 1.0, "tokens": 1.0}
    assert set(finished.meta["identity"]["vectors_sha256"]["made-up"]) == {NAME, "made-up-8d"}


def test_dev_and_test_texts_and_labels_change_nothing(finished, corpus, vectors, tmp_path):
    parts = {"train": (corpus.train.texts, corpus.train.labels[::-1])}
    for name in ("dev", "test"):
        split = corpus.splits[name]
        parts[name] = ([f"unheard of {text}" for text in split.texts], split.labels[::-1])
    changed = make_corpus("made-up", parts)
    study = compare(changed, [NAME, vectors], out=tmp_path / "s", **QUICK)
    folder = next((finished.path / "vectors").iterdir())
    assert {p.name for p in folder.iterdir()} == {"vectors.npy", "vocab.txt", "meta.json"}
    for file in folder.iterdir():
        again = study.path / "vectors" / folder.name / file.name
        assert again.read_bytes() == file.read_bytes()
    assert study.meta["held_out_words"]["made-up"][NAME] == 0
    assert "unheard" not in study.trained(NAME)[0]


def test_the_same_again_is_the_same_bytes(finished, corpus, vectors, tmp_path):
    study = compare(corpus, [NAME, vectors], out=tmp_path / "s", **QUICK)
    assert contents(study) == contents(finished)
    assert study.meta["identity"] == finished.meta["identity"]


def test_a_resume_does_not_train_again(finished, corpus, vectors, tmp_path, monkeypatch):
    shutil.copytree(finished.path, tmp_path / "s")
    (tmp_path / "s" / "runs.csv").unlink()
    monkeypatch.setattr(trained_vectors, "train_vectors", no_training)
    with pytest.warns(EmbedstudyWarning, match=r"runs\.csv: missing; it is made again"):
        study = compare(corpus, [NAME, vectors], out=tmp_path / "s", resume=True, **QUICK)
    assert contents(study) == contents(finished)
    with pytest.raises(AssertionError, match="trained again"):
        compare(corpus, [NAME, vectors], out=tmp_path / "s", force=True, **QUICK)


def test_a_study_killed_before_they_were_kept_is_resumed(finished, corpus, vectors, tmp_path):
    shutil.copytree(finished.path, tmp_path / "s")
    shutil.rmtree(tmp_path / "s" / "vectors")
    (tmp_path / "s" / "runs.csv").unlink()
    with (
        pytest.warns(EmbedstudyWarning, match=r"vectors.npy: missing; it is made again"),
        pytest.warns(EmbedstudyWarning, match=r"runs.csv: missing; it is made again"),
        pytest.warns(EmbedstudyWarning, match=r"(vocab.txt|meta.json): missing"),
    ):
        study = compare(corpus, [NAME, vectors], out=tmp_path / "s", resume=True, **QUICK)
    assert contents(study) == contents(finished)


def test_vectors_of_another_dimension_cannot_be_added(corpus, vectors, tmp_path):
    options = {**QUICK, "seeds": 1, "epochs": 1, "strategies": ["frozen"], "baselines": ["none"]}
    study = compare(corpus, [NAME], out=tmp_path / "s", **options)
    dim = study.trained(NAME)[0].dim
    message = f"s: {NAME} has {dim} dimensions there, and takes the 8 of the other vectors that are"
    with pytest.raises(InputError, match=message) as error:
        compare(corpus, [NAME, vectors], out=tmp_path / "s", if_exists="extend", **options)
    assert f"; add vectors of {dim} dimensions, or make another study" in str(error.value)
    wide = WordVectors(vectors.words, np.tile(vectors.matrix, 13)[:, :dim], name="wide")
    more = compare(corpus, [NAME, wide], out=tmp_path / "s", if_exists="extend", **options)
    assert {run.vectors for run in more.runs} == {NAME, "wide"}


def test_vectors_that_were_tampered_with_are_trained_again(finished, corpus, vectors, tmp_path):
    shutil.copytree(finished.path, tmp_path / "s")
    file = next((tmp_path / "s" / "vectors").glob("*/vectors.npy"))
    matrix = np.load(file)
    matrix[3, 3] += 1
    np.save(file, matrix)
    with pytest.warns(EmbedstudyWarning, match=r"vectors.npy: damaged .*; it is made again"):
        study = compare(corpus, [NAME, vectors], out=tmp_path / "s", resume=True, **QUICK)
    assert contents(study) == contents(finished)
    np.save(file, matrix)
    forget_checksums(study)
    with pytest.raises(InputError, match=r"cannot resume.*vectors_sha256 of train:word2vec"):
        compare(corpus, [NAME, vectors], out=tmp_path / "s", resume=True, **QUICK)


def test_both_methods_and_no_other_table(corpus, tmp_path):
    names = [NAME, "train:fasttext"]
    study = compare(corpus, names, strategies=["frozen"], out=tmp_path / "s", **QUICK)
    tables = [study.trained(name)[0] for name in names]
    assert [table.dim for table in tables] == [50, 50]
    assert not np.array_equal(tables[0].matrix, tables[1].matrix)
    assert [row.vectors for row in study.summary] == names


def test_fasttext_gives_words_of_dev_and_test_the_mean_of_their_ngrams(corpus, tmp_path):
    dev = [f"unheard of {text}" for text in corpus.dev.texts]
    parts = {
        "train": (corpus.train.texts, corpus.train.labels),
        "dev": (dev, corpus.dev.labels),
        "test": (corpus.test.texts, corpus.test.labels),
    }
    changed, name = make_corpus("made-up", parts), "train:fasttext"
    out = tmp_path / "s"
    with pytest.warns(EmbedstudyWarning, match="fasttext makes vectors from n-grams .* 2 words th"):
        study = compare(changed, [name], strategies=["frozen"], out=out, **QUICK)
    assert study.meta["held_out_words"]["made-up"] == {name: 0}
    assert study.meta["coverage"]["made-up"][name] == {
        "types": 1, "tokens": 1, "types_from_ngrams": 0, "tokens_from_ngrams": 0,
        "held_out_words_from_ngrams": 2,
    }  # fmt: skip
    assert any("makes vectors from n-grams" in line for line in study.meta["warnings"])
    vectors, meta = study.trained(name)
    assert vectors.from_ngrams == {"of", "unheard"}
    assert meta == study.meta["trained_vectors"][name]
    texts = [tokenize(text) for text in corpus.train.texts]
    again = train_vectors(texts, **meta, progress=False)
    assert vectors["unheard"].tobytes() == again["unheard"].tobytes()
    assert vectors.words == [*again.words, "of", "unheard"]
    # A resumed study finds the words again.
    before = contents(study)
    (out / "runs.csv").unlink()
    with (
        pytest.warns(EmbedstudyWarning, match="makes vectors from n-grams"),
        pytest.warns(EmbedstudyWarning, match="made again"),
    ):
        resumed = compare(
            changed, [name], strategies=["frozen"], out=out, if_exists="resume", **QUICK
        )
    assert contents(resumed) == before


def test_a_fasttext_model_is_a_table_of_a_study(corpus, tmp_path, home):
    train_model(tmp_path / "m.bin", texts=[tokenize(text)[:5] for text in corpus.train.texts[:20]])
    with pytest.warns(EmbedstudyWarning, match="m.bin makes vectors from n-grams of characters"):
        study = compare(
            corpus, [str(tmp_path / "m.bin")], strategies=["frozen"], out=tmp_path / "s", **QUICK
        )
    shares = study.meta["coverage"]["made-up"]["m.bin"]
    assert 0 < shares["types"] < 1
    assert shares["types"] + shares["types_from_ngrams"] == pytest.approx(1)
    assert shares["tokens"] + shares["tokens_from_ngrams"] == pytest.approx(1)
    assert study.meta["without_vector"]["made-up"]["m.bin"] == []
    (row,) = study.summary
    assert row.coverage == pytest.approx(shares["types"])
    table = load_vectors(tmp_path / "m.bin")
    with pytest.warns(EmbedstudyWarning, match="makes vectors from n-grams of characters"):
        in_memory = compare(corpus, [table], strategies=["frozen"], out=tmp_path / "t", **QUICK)
    assert list(in_memory.meta["coverage"]["made-up"].values()) == [shares]
    assert [row.mean for row in in_memory.summary] == [row.mean for row in study.summary]


def test_a_misspelt_method_fails_before_anything_is_fetched(tmp_path, monkeypatch):
    monkeypatch.setattr(request, "read_dataset", no_training)
    for names in (["train:glove"], ["glove-6b-50d", "train:"]):
        with pytest.raises(InputError, match="there are: train:"):
            compare("imdb", names, out=tmp_path / "s")
    assert not list(tmp_path.iterdir())


# So few training texts lack every word of a text or two.
@pytest.mark.filterwarnings("ignore:texts that have no word:embedstudy.errors.EmbedstudyWarning")
def test_on_real_reviews(tmp_path):
    reviews = load_dataset("rotten-tomatoes", progress=False)
    parts = {name: (part.texts, part.labels) for name, part in reviews.splits.items()}
    parts["train"] = (reviews.train.texts[::3], reviews.train.labels[::3])  # a third of 20 passes
    study = compare(
        make_corpus("reviews", parts), NAME, strategies=["frozen", "finetuned"], seeds=1, epochs=2,
        learning_rate=0.3, out=tmp_path / "s", progress=False,
    )  # fmt: skip
    assert study.meta["trained_vectors"][NAME]["epochs"] == 20
    means = {row.strategy: row.mean for row in study.summary}
    # Far above chance, which is 0.5, and by more than 853 texts can bring about.
    assert means["frozen"] > 0.57
    assert means["finetuned"] > 0.65
    vectors, _ = study.trained(NAME)
    meta = json.loads(next(study.path.glob("vectors/*/meta.json")).read_text())
    assert (len(vectors), vectors.dim) == (study.meta["data"]["reviews"]["vocabulary"], 50)
    assert meta["architecture"] == "skipgram"
