import numpy as np
import pytest

from embedstudy.errors import InputError
from embedstudy.options.model import ModelOptions
from embedstudy.start_study import check_seeds, describe_conditions, measure_majority


def test_agreement_takes_two_seeds():
    assert check_seeds(np.int64(2)) == 2
    for seeds in (1, 0, 2.5):
        with pytest.raises(InputError, match="seeds is"):
            check_seeds(seeds)


def test_the_majority_is_that_of_train(corpus):
    counts = np.bincount(corpus.train.label_ids)
    expected = np.mean(corpus.dev.label_ids == counts.argmax())
    assert measure_majority(corpus) == expected


def test_conditions_say_what_all_networks_share(corpus):
    how = describe_conditions(
        corpus, ModelOptions(epochs=3, dim=10), n_words=80, seeds=2, learning_rates=(0.1,)
    )
    assert (how.train, how.dev, how.classes) == (len(corpus.train), len(corpus.dev), 2)
    assert (how.vocabulary, how.dim, how.seeds, how.epochs) == (80, 10, 2, 3)
    assert (how.test, how.units, how.encoder, how.tokenizer) == (None,) * 4
