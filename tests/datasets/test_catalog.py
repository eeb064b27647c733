from collections import Counter

import pytest

from embedstudy import load_dataset
from embedstudy.errors import InputError


def test_rotten_tomatoes_is_what_it_should_be():
    corpus = load_dataset("rotten-tomatoes", progress=False)
    assert corpus.classes == ["neg", "pos"]
    assert [len(s) for s in (corpus.train, corpus.dev, corpus.test)] == [6824, 853, 853]
    assert Counter(corpus.train.labels) == {"neg": 3412, "pos": 3412}
    texts = {*corpus.train.texts, *corpus.dev.texts, *corpus.test.texts}
    assert len(texts) == 8530
    by_id = dict(zip(corpus.train.ids, corpus.train.texts, strict=True))
    assert any(text == "effective but too-tepid biopic" for text in texts)
    assert all(isinstance(text, str) for text in by_id.values())


def test_an_unknown_data_set_is_an_input_error():
    with pytest.raises(InputError, match="there are: imdb"):
        load_dataset("imbd", progress=False)
