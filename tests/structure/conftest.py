"""A study in which the answer is known, measured once."""

import numpy as np
import pytest

from embedstudy.structure.tables import measure_structure
from tests.structure.known_study import ROTATION, SIDE, TRAIN, WORDS, by_chance, by_class
from tests.structure.made_up_study import Run, write_study


@pytest.fixture(scope="session")
def study(tmp_path_factory):
    pretrained, without = by_chance(9), [3, 4]
    runs = [Run("random", by_class(k + 5), by_chance(k), k) for k in range(2)]
    runs[1].after = runs[0].after @ ROTATION
    runs += [Run("frozen", pretrained, None, k, without) for k in range(2)]
    # Fine-tuning turns every second word round, and leaves the others where they are.
    turned = pretrained * SIDE[:, None].astype(np.float32)
    runs += [Run("finetuned", turned, pretrained, k, without) for k in range(2)]
    path = tmp_path_factory.mktemp("structure") / "s"
    return write_study(path, WORDS, TRAIN, TRAIN[::-1], runs)


@pytest.fixture(scope="session")
def measured(study):
    return measure_structure(study)
