"""The data of a study, prepared once and shared by its runs."""

from dataclasses import replace

import numpy as np
import pytest

from embedstudy.errors import InputError
from embedstudy.study.data.study_datasets import describe_wordless, open_datasets
from embedstudy.study.plan.grid import list_cells
from embedstudy.text.tokenizers import get_tokenizer
from embedstudy.tuning.values import TunedValues
from tests.corpora import make_corpus
from tests.studies import configured


def datasets_of(corpus, tables=(), **options):
    config = configured(
        corpus.name, vectors=[table.name for table in tables],
        **{"strategies": ["random"], "seeds": 2, **options},
    )  # fmt: skip
    datasets, trained = open_datasets(
        [corpus], tables, config, get_tokenizer("basic"), resumed=None, progress=False
    )
    return config, datasets, trained


def test_all_runs_on_all_texts_share_one_prepared_corpus(corpus, vectors):
    config, datasets, trained = datasets_of(corpus, [vectors], strategies=["random", "frozen"])
    specs = [cell.make_spec(seed, TunedValues()) for cell in list_cells(config, datasets.sizes)
             for seed in range(2)]  # fmt: skip
    assert len({id(datasets.materials_for(spec)) for spec in specs}) == 1
    assert datasets.sizes == {corpus.name: len(corpus.train)}
    assert trained == []


def test_each_seed_has_its_own_sample(corpus):
    config, datasets, _ = datasets_of(corpus, train_sizes=[40])
    (cell,) = list_cells(config, datasets.sizes)
    first, second = (
        datasets.materials_for(cell.make_spec(seed, TunedValues())) for seed in range(2)
    )
    assert first.train_size == second.train_size == 40
    # As large a share of dev, and all of test.
    assert first.dev_size == second.dev_size == round(40 / len(corpus.train) * len(corpus.dev))
    assert not np.array_equal(first.corpus.dev.rows, second.corpus.dev.rows)
    assert set(first.corpus.dev.rows) < set(corpus.dev.rows)
    assert np.bincount(first.labels["dev"]).min() >= 1
    assert len(first.corpus.test) == len(corpus.test)
    assert datasets.sources[corpus.name].materials[0].dev_size is None
    assert first.corpus.train.texts != second.corpus.train.texts
    assert datasets.materials_for(cell.make_spec(0, TunedValues())) is first


def test_texts_are_truncated(corpus):
    _, whole, _ = datasets_of(corpus)
    _, datasets, _ = datasets_of(corpus, max_tokens=2)
    documents = datasets.sources[corpus.name].materials[0].features.documents["train"]
    assert documents.lengths.max() == 2
    assert whole.sources[corpus.name].materials[0].features.documents["train"].lengths.max() > 2


def test_a_tokenizer_learns_from_the_training_part_alone(corpus):
    pytest.importorskip("tokenizers")
    config = configured(corpus.name, strategies=["random"], tokenizer="subwords:60")
    parts = {name: (split.texts, split.labels) for name, split in corpus.splits.items()}
    tokenizers, words = [], []
    for held_out in ("zzyzx zzyzx", "qux"):
        changed = make_corpus(
            corpus.name, {**parts, "test": ([held_out] * len(parts["test"][0]), parts["test"][1])}
        )
        datasets, _ = open_datasets(
            [changed], (), config, get_tokenizer("subwords:60"), resumed=None, progress=False
        )
        source = datasets.sources[corpus.name]
        tokenizers.append(source.tokenizer)
        words.append(source.materials[0].vocabulary.words)
    assert tokenizers[0].state == tokenizers[1].state
    assert words[0] == words[1]
    assert tokenizers[0].state == get_tokenizer("subwords:60").fitted(corpus.train.texts).state


def test_a_train_size_beyond_the_texts_is_refused(corpus):
    with pytest.raises(InputError, match=f"{corpus.name}: train size 5000: the training part has"):
        datasets_of(corpus, train_sizes=[5000])


def test_a_corpus_without_a_part_is_refused(corpus):
    parts = {name: (split.texts, split.labels) for name, split in corpus.splits.items()}
    with pytest.raises(InputError, match="no dev texts"):
        datasets_of(make_corpus("odd", {**parts, "dev": ([], [])}))


def test_the_protocol_is_that_of_the_folds_where_there_are_some(corpus):
    known = replace(corpus, protocol="a split of its own")
    _, datasets, _ = datasets_of(known)
    assert datasets.sources[corpus.name].protocol == "a split of its own"
    _, folds, _ = datasets_of(known, cv=4)
    assert folds.sources[corpus.name].protocol == "4-fold cross-validation of all 400 texts"
    parts = {name: (split.texts, split.labels) for name, split in corpus.splits.items()}
    _, repeated, _ = datasets_of(make_corpus("d", {**parts, "test": parts["train"]}))
    assert repeated.sources["d"].repeats["test in train"] == len(corpus.train)
    assert repeated.sources["d"].protocol == ""


def test_texts_without_words_are_counted(corpus):
    _, datasets, _ = datasets_of(corpus)
    assert describe_wordless(datasets.sources[corpus.name].materials) == []
    parts = {
        name: (["...", *split.texts[1:]], split.labels) for name, split in corpus.splits.items()
    }
    _, odd, _ = datasets_of(make_corpus("odd", parts))
    assert describe_wordless(odd.sources["odd"].materials) == [
        "texts that have no word, kept and predicted as the prior: 1 train, 1 dev, 1 test"
    ]
