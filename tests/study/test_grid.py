"""The grid: baselines, train sizes, controls, several data sets and encoders."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

import embedstudy
from embedstudy.baselines import BASELINES
from embedstudy.errors import InputError
from embedstudy.study.data.study_datasets import open_datasets
from embedstudy.study.plan.grid import RunSpec, list_cells
from embedstudy.text.tokenizers import get_tokenizer
from embedstudy.tuning import search_space
from embedstudy.tuning.values import TunedValues
from tests.corpora import make_corpus
from tests.made_up_files import texts
from tests.studies import configured

QUICK = {"seeds": 2, "epochs": 2, "learning_rate": 0.3, "progress": False}
SIZES = (40, 120, "all")
SKLEARN = {
    "tfidf-logistic-regression": lambda c: LogisticRegression(C=c, max_iter=1000),
    "tfidf-linear-svm": lambda c: LinearSVC(C=c, max_iter=10_000, random_state=0),
}


@pytest.fixture(scope="module")
def uneven():
    """Texts of which three in five are of one class."""
    parts = {}
    for number, (part, n) in enumerate({"train": 300, "dev": 60, "test": 90}.items()):
        rows = texts(2 * n, 20 + number)
        pos, neg = ([r for r in rows if r[1] == label] for label in ("pos", "neg"))
        examples = [*neg[: 3 * n // 5], *pos[: n - 3 * n // 5]]
        np.random.default_rng(number).shuffle(examples)
        parts[part] = ([text for text, _ in examples], [label for _, label in examples])
    return make_corpus("uneven", parts)


@pytest.fixture(scope="module")
def study(uneven, vectors, tmp_path_factory):
    out = tmp_path_factory.mktemp("grid") / "s"
    strategies = ["random", "frozen", "random-frozen", "zeros"]
    return embedstudy.compare(
        uneven,
        vectors,
        strategies=strategies,
        train_sizes=SIZES,
        out=out,
        probes=["good1"],
        **QUICK,
    )


def supply_of(corpus, vectors=(), **options):
    usual = {"strategies": ["random"], "encoders": ["mean"], "seeds": 2}
    config = configured(corpus.name, vectors=[v.name for v in vectors], **{**usual, **options})
    tokenizer = get_tokenizer("basic")
    datasets, _ = open_datasets([corpus], vectors, config, tokenizer, resumed=None, progress=False)
    return config, datasets


def rows_of(study, **wanted):
    return [r for r in study.runs if all(getattr(r, k) == v for k, v in wanted.items())]


def test_a_row_for_every_cell_and_seed(study):
    counts = Counter((row.strategy, row.train_size) for row in study.runs)
    strategies = ("random", "frozen", "random-frozen", "zeros")
    assert counts == {
        **{(s, size): 2 for s in strategies for size in (40, 120, 300)},
        **{(b, size): 2 for b in BASELINES for size in (40, 120)},
        # All seeds have the same texts.
        **{(b, 300): 1 for b in BASELINES},
    }
    assert {row.status for row in study.runs} <= {"ok", "unstable"}  # all have results


def test_a_sample_is_tuned_and_stopped_on_as_large_a_share_of_dev(study):
    sizes = {40: 8, 120: 24, 300: None}
    assert {row.train_size: row.dev_size for row in study.runs} == sizes
    assert {row.train_size: row.dev_size for row in study.tuning} == sizes
    for row in study.runs:
        dev_size = row.dev_size or 60
        assert row.dev_accuracy * dev_size == pytest.approx(
            round(row.dev_accuracy * dev_size), 1e-4
        )


def test_words_that_a_sample_lacks_are_scored_apart(corpus, vectors, tmp_path):
    options = {
        "strategies": ["random", "frozen"], "seeds": 2, "train_sizes": [2, "all"], "epochs": 2,
        "baselines": (), "learning_rate": 0.3, "progress": False,
    }  # fmt: skip
    study = embedstudy.compare(corpus, vectors, out=tmp_path / "a", **options)
    scores = [r.test_seen_words for r in study.runs if (r.strategy, r.train_size) == ("frozen", 2)]
    expected = {("frozen", 2): pytest.approx(np.mean(scores), abs=1e-5)}  # all has every word
    for table in (study.summary, study.curve):
        assert len(table) == 4
        for row in table:
            assert row.test_seen_words == expected.get((row.strategy, row.train_size))
    withheld = embedstudy.compare(
        corpus, vectors, no_unseen_words=True, out=tmp_path / "b", **options
    )
    assert {r.test_seen_words for r in withheld.runs} == {None}
    for run, without in zip(study.runs, withheld.runs, strict=True):
        assert (run.test_accuracy == without.test_accuracy) or run.train_size == 2


def test_a_baseline_belongs_to_no_vectors_and_no_encoder(study):
    for row in study.runs:
        is_baseline = row.strategy in BASELINES
        assert ((row.vectors, row.encoder) == ("", "")) == is_baseline
        assert (row.lr is None) == (row.epochs is None) == is_baseline
        assert (row.c is not None) == (row.strategy in SKLEARN)
    assert {row.strategy for row in study.summary} >= set(BASELINES)
    assert {row.strategy for row in study.summary if row.n == 1} == set(BASELINES)


def test_majority_is_the_share_of_the_most_frequent_class(study, uneven):
    label, count = Counter(uneven.test.labels).most_common(1)[0]
    assert label == "neg"
    for row in rows_of(study, strategy="majority"):
        assert row.test_accuracy == pytest.approx(count / len(uneven.test), abs=1e-5)
        assert set(study.predictions(row.run).predicted) == {"neg"}


@pytest.mark.parametrize("name", SKLEARN)
def test_a_baseline_is_scikit_learn_s(study, uneven, name):
    (row,) = rows_of(study, strategy=name, train_size=300)
    vectorizer = TfidfVectorizer(
        sublinear_tf=True, tokenizer=get_tokenizer("basic"), lowercase=False, token_pattern=None,
        dtype=np.float32,
    )  # fmt: skip
    train = vectorizer.fit_transform(uneven.train.texts)
    dev, test = (vectorizer.transform(part.texts) for part in (uneven.dev, uneven.test))
    on_dev = {}
    trials = [t for t in study.tuning if t.strategy == name and t.train_size == 300]
    assert [t.c for t in trials][: -search_space.RESERVE] == list(BASELINES[name].cs)
    for c in (t.c for t in trials):
        model = SKLEARN[name](c).fit(train, uneven.train.labels)
        on_dev[c] = model.score(dev, uneven.dev.labels)
        if c == row.c:
            assert study.predictions(row.run).predicted.tolist() == model.predict(test).tolist()
    assert on_dev[row.c] == max(on_dev.values())
    assert row.c == min(c for c in on_dev if on_dev[c] == max(on_dev.values()))
    assert [(t.c, t.dev_accuracy) for t in trials] == [
        (c, pytest.approx(accuracy, abs=1e-5)) for c, accuracy in on_dev.items()
    ]


def test_baselines_are_tuned_on_dev_alone(uneven, tmp_path):
    """Whatever the labels of test are."""
    wrong = ["pos" if label == "neg" else "neg" for label in uneven.test.labels]
    parts = {name: (part.texts, part.labels) for name, part in uneven.splits.items()}
    mislabelled = make_corpus("uneven", {**parts, "test": (uneven.test.texts, wrong)})
    usual = {"strategies": "zeros", "train_sizes": (40, "all"), **QUICK}
    a = embedstudy.compare(uneven, out=tmp_path / "a", **usual)
    b = embedstudy.compare(mislabelled, out=tmp_path / "b", **usual)
    assert a.tuning == b.tuning
    assert [(row.c, row.dev_accuracy) for row in a.runs] == [
        (row.c, row.dev_accuracy) for row in b.runs
    ]
    for one, two in zip(a.runs, b.runs, strict=True):
        assert one.test_accuracy == pytest.approx(1 - two.test_accuracy, abs=2e-5)


def test_samples_lie_within_each_other_and_differ_by_seed(uneven):
    config, datasets = supply_of(uneven, train_sizes=SIZES, baselines=["majority"])
    by_size = {}
    for seed in (0, 1):
        before: set[int] = set()
        for size in (40, 120, 300):
            specs = [c.make_spec(seed, TunedValues()) for c in list_cells(config, datasets.sizes)]
            (sample, again) = (datasets.materials_for(s) for s in specs if s.train_size == size)
            assert sample is again  # one for the baseline and for the strategy
            rows = set(sample.corpus.train.rows.tolist())
            assert len(rows) == size
            assert before < rows
            before = rows
            by_size[seed, size] = rows
            share = np.mean(sample.labels["train"] == 0)
            assert share == pytest.approx(0.6, abs=0.03)
            assert set(sample.corpus.dev.rows) <= set(uneven.dev.rows)
            assert len(sample.corpus.dev) == size / 5
            assert sample.corpus.test is uneven.test
    assert by_size[0, 40] != by_size[1, 40]
    assert by_size[0, 300] == by_size[1, 300]


def test_a_sample_has_the_vocabulary_of_its_own_texts(uneven, vectors):
    config, datasets = supply_of(uneven, [vectors], strategies=["frozen"], train_sizes=(10, "all"))
    small, whole = (
        datasets.materials_for(c.make_spec(0, TunedValues()))
        for c in list_cells(config, datasets.sizes)
    )
    words = {word for text in small.corpus.train.texts for word in text.split()}
    assert set(small.vocabulary.words) == words < set(whole.vocabulary.words)
    assert small.features.by_split["train"].shape == (10, len(words))
    table = small.tables[vectors.name]
    # What only dev and test have is known to pretrained vectors, as it is with all texts.
    known = {w for s in (uneven.dev, uneven.test) for t in s.texts for w in t.split()}
    assert len(table.extra_rows) == len((known - words) & set(vectors.words)) > 0


def test_the_first_run_of_a_sample_is_what_a_corpus_of_it_gives(study, uneven, vectors, tmp_path):
    (row,) = rows_of(study, strategy="frozen", train_size=40, seed=1)
    _, datasets = supply_of(uneven, [vectors], strategies=["frozen"], train_sizes=(40,))
    spec = RunSpec("uneven", vectors.name, "frozen", None, 40, None, 1, TunedValues())
    part = datasets.materials_for(spec).corpus
    parts = {name: (split.texts, split.labels) for name, split in part.splits.items()}
    alone = embedstudy.compare(
        make_corpus("uneven", parts),
        vectors,
        strategies="frozen",
        baselines=(),
        out=tmp_path / "s",
        **QUICK,
    )
    (same,) = rows_of(alone, seed=1)
    assert (same.test_accuracy, same.train_loss) == (row.test_accuracy, row.train_loss)


def test_only_all_texts_keep_their_spaces(study):
    for row in study.runs:
        assert study.has_space(row.run) == (bool(row.encoder) and row.train_size == 300)


def test_zeros_never_move_and_predict_the_majority(study):
    for row in rows_of(study, strategy="zeros"):
        assert set(study.predictions(row.run).predicted) == {"neg"}
        if row.train_size == 300:
            assert not study.space(row.run).matrix.any()
            assert not study.space(row.run, initial=True).matrix.any()


def test_random_frozen_keeps_the_table_that_random_starts_from(study):
    for seed in (0, 1):
        (frozen_row,) = rows_of(study, strategy="random-frozen", train_size=300, seed=seed)
        (moved,) = rows_of(study, strategy="random", train_size=300, seed=seed)
        start = study.space(moved.run, initial=True).matrix
        assert np.array_equal(study.space(frozen_row.run).matrix, start)
        assert not np.array_equal(study.space(moved.run).matrix, start)
        assert not (study.path / "spaces" / frozen_row.run / "initial.npy").exists()


def test_more_texts_are_better_here(study):
    mean = {r.train_size: r.mean for r in study.summary if r.strategy == "random"}
    assert mean[40] < mean[300]


def test_data_sets_with_and_without_the_same_words(uneven, vectors, tmp_path):
    shifted = {
        name: ([" ".join(f"{w}x" for w in text.split()) for text in part.texts], part.labels)
        for name, part in uneven.splits.items()
    }
    foreign = make_corpus("foreign", shifted)
    twin = replace(uneven, name="twin")
    both = {**QUICK, "baselines": ["tfidf-logistic-regression"]}
    three = embedstudy.compare(
        [uneven, twin, foreign], strategies="random", out=tmp_path / "s", **both
    )
    accuracies = {
        name: [r.test_accuracy for r in rows_of(three, dataset=name)]
        for name in ("uneven", "twin", "foreign")
    }
    assert accuracies["uneven"] == accuracies["twin"]
    words = {
        name: set(three.space(rows_of(three, dataset=name, seed=0)[0].run).words)
        for name in accuracies
    }
    assert words["uneven"] == words["twin"]
    assert not words["uneven"] & words["foreign"]
    assert set(three.meta["data"]) == set(three.meta["probes"]) == set(accuracies)
    with pytest.raises(InputError, match="knows 0 of"):
        embedstudy.compare([uneven, foreign], vectors, out=tmp_path / "t", **both)
    with pytest.raises(InputError, match="every data set needs a name of its own"):
        embedstudy.compare([uneven, uneven], strategies="random", out=tmp_path / "t", **both)


def test_multichannel_goes_with_cnn_alone(uneven, vectors, tmp_path):
    study = embedstudy.compare(
        uneven, vectors, strategies=["finetuned", "multichannel"],
        encoders=["mean", "max", "cnn"], baselines=(),
        out=tmp_path / "s", **{**QUICK, "seeds": 1, "epochs": 1, "learning_rate": 0.1},
    )  # fmt: skip
    assert [(row.encoder, row.strategy) for row in study.runs] == [
        ("mean", "finetuned"), ("max", "finetuned"), ("cnn", "finetuned"), ("cnn", "multichannel"),
    ]  # fmt: skip
    with pytest.raises(InputError, match="'multichannel' goes with encoder 'cnn', not with 'mean'"):
        embedstudy.compare(uneven, vectors, strategies="multichannel", out=tmp_path / "t", **QUICK)


@pytest.mark.parametrize(
    ("sizes", "message"),
    [
        ((500, "all"), "^uneven: train size 500: the training part has 300 texts$"),
        ((1,), "^uneven: train size 1: too small for one text of each of 2 classes$"),
        ((0,), "^train_sizes holds 0; each value must be a whole number, at least 1, or"),
        ((-5,), "^train_sizes holds -5; each value must be a whole number, at least 1"),
        (("many",), "^train size 'many' is neither a number of texts nor 'all'$"),
        ((2.5,), "^train_sizes holds 2.5; each value must be a whole number, at least 1"),
        ((), "^name at least one train size, or all$"),
    ],
)
def test_train_sizes_that_cannot_be(uneven, tmp_path, sizes, message):
    with pytest.raises(InputError, match=message):
        embedstudy.compare(
            uneven, strategies="random", train_sizes=sizes, out=tmp_path / "s", **QUICK
        )
    assert not (tmp_path / "s").exists()


def test_a_size_of_all_texts_is_all_of_them(uneven, tmp_path):
    study = embedstudy.compare(
        uneven, strategies="random", baselines=(), train_sizes=(300, "all", "300"),
        out=tmp_path / "s", **QUICK,
    )  # fmt: skip
    assert [(row.train_size, row.seed) for row in study.runs] == [(300, 0), (300, 1)]


@pytest.mark.parametrize("part", ["train", "dev", "test"])
def test_a_part_without_texts_is_refused(uneven, tmp_path, part):
    parts = {name: (split.texts, split.labels) for name, split in uneven.splits.items()}
    corpus = make_corpus("hollow", {**parts, part: ([], [])})
    with pytest.raises(InputError, match=f"^hollow: no {part} texts$"):
        embedstudy.compare(corpus, strategies="random", out=tmp_path / "s", **QUICK)


def test_training_texts_of_one_class_are_refused(uneven, tmp_path):
    parts = {name: (split.texts, split.labels) for name, split in uneven.splits.items()}
    corpus = make_corpus("flat", {**parts, "train": (uneven.train.texts, ["pos"] * 300)})
    with pytest.raises(InputError, match=r"^flat: only one class .'pos'.: nothing to learn$"):
        embedstudy.compare(corpus, strategies="random", out=tmp_path / "s", **QUICK)


def test_samples_alone_have_no_coverage_of_all_training_texts(corpus, vectors, tmp_path):
    study = embedstudy.compare(
        corpus, vectors, strategies=["frozen"], seeds=1, train_sizes=[40, 80],
        baselines=(),
        learning_rate=0.3, epochs=1, out=tmp_path / "s", progress=False,
    )  # fmt: skip
    assert [(row.train_size, row.coverage) for row in study.summary] == [(40, None), (80, None)]
