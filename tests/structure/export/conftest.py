"""Studies of a few words, whose spaces are exported."""

import numpy as np
import pytest

from tests.structure.export.made_up import FROZEN, HOSTILE, RANDOM, TUNED, made_up


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return made_up(tmp_path_factory.mktemp("export") / "s", [RANDOM, FROZEN, TUNED])


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    counts = np.ones((len(HOSTILE), 2), np.int64)
    classes = ("=neg\t", '"pos\n')
    rows = [RANDOM, TUNED]
    return made_up(
        tmp_path_factory.mktemp("hostile") / "s", rows, HOSTILE, counts, classes, without=()
    )
