import numpy as np
import pytest

from embedstudy.errors import InputError
from embedstudy.nn.bounds import check_documents, check_examples, check_ids
from embedstudy.nn.engine import Engine, TrainingPlan
from embedstudy.nn.examples import Examples
from embedstudy.nn.model import Seeds, new_model
from embedstudy.nn.model_config import ModelConfig
from embedstudy.nn.solving import solve
from embedstudy.options.model import ModelOptions
from embedstudy.text.encoding import CharNgrams, EncodedDocuments


def make_documents(values, offsets=(0, 2, 3), char_ngrams=None):
    return EncodedDocuments(np.array(values, np.int32), np.array(offsets), char_ngrams)


def test_ids_are_in_range_whatever_their_type():
    for dtype in (np.int32, np.int64):
        check_ids("words", np.array([0, 4], dtype), 5)
        check_ids("words", np.array([], dtype), 0)
        for ids in ([-1, 4], [0, 5], [-(2**31)]):
            with pytest.raises(InputError, match=r"the ids of words go from .*; there are 5"):
                check_ids("words", np.array(ids, dtype), 5)
    with pytest.raises(InputError, match="ids of words"):
        check_ids("words", np.array([0, 9, 1, 9], np.int32)[::-1], 5)


@pytest.mark.parametrize(
    ("values", "offsets"),
    [
        ([0, 1, 5], (0, 2, 3)),
        ([0, 1, -1], (0, 2, 3)),
        ([0, 1, 2], (0, 2, 4)),
        ([0, 1, 2], (-1, 2, 3)),
        ([0, 1, 2], (0, 3, 2)),
        ([0, 1, 2], ()),
    ],
)
def test_no_loop_sees_documents_out_of_range(values, offsets):
    check_documents(make_documents([0, 1, 4]), 5)
    documents = make_documents(values, offsets)
    with pytest.raises(InputError, match="words"):
        check_documents(documents, 5)
    for encoder in ("mean", "max", "concat", "hier", "dan", "cnn"):
        config = ModelConfig(encoder)
        model = new_model(config.new_encoder(), np.ones((5, 4), np.float32), 2, Seeds(0))
        examples = Examples(documents, np.zeros(2, np.int32), np.ones(2, np.float32))
        engine = Engine(model, TrainingPlan(ModelOptions(), 0.1, Seeds(0)))
        for use in (model.logits, model.features, model.predict):
            with pytest.raises(InputError, match="words"):
                use(documents)
        with pytest.raises(InputError, match="words"):
            engine.epoch(1, examples, np.arange(2))
        with pytest.raises(InputError, match="words"):
            solve(model, examples, 1.0)


def test_examples_have_classes_of_the_model():
    documents = make_documents([0, 1, 2])

    def make(labels, weights=(1, 1)):
        return Examples(documents, np.array(labels, np.int32), np.array(weights, np.float32))

    check_examples(make([0, 1]), 5, 2)
    for examples in (make([0, 2]), make([0, -1]), make([0]), make([0, 1], [1])):
        with pytest.raises(InputError, match="labels"):
            check_examples(examples, 5, 2)
    model = new_model(ModelConfig().new_encoder(), np.ones((5, 4), np.float32), 2, Seeds(0))
    engine = Engine(model, TrainingPlan(ModelOptions(), 0.1, Seeds(0)))
    with pytest.raises(InputError, match="the ids of examples go from 0 to 2"):
        engine.epoch(1, make([0, 1]), np.array([0, 2]))


def test_character_ngrams_have_rows_too():
    words, rows = make_documents([0, 1, 1]), make_documents([0, 1], (0, 1, 2))

    def make(words=words, rows=rows, first=3, end=5):
        return make_documents([0, 1, 2], char_ngrams=CharNgrams(words, rows, first, end))

    check_documents(make(), 6)
    wrong = {
        "words": make_documents([0, 1, 2]),
        "rows": make_documents([0, 3], (0, 1, 2)),
        "first": -1,
        "end": 6,
    }
    for name, value in wrong.items():
        with pytest.raises(InputError, match="n-grams"):
            check_documents(make(**{name: value}), 6)
