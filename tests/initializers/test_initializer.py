from dataclasses import dataclass

import numpy as np
import pytest

from embedstudy.errors import InputError
from embedstudy.initializers.initializer import LARGEST, Initializer

RNG = np.random.default_rng(0)


@dataclass(frozen=True)
class Half(Initializer):
    scale: float = 1.0

    def draw(self, shape, rng):
        return np.full(shape, self.scale / 2, np.float32)


def test_numbers_are_pythons_own():
    initializer = Half(np.float32(3))
    assert type(initializer.scale) is float
    assert initializer == Half(3)
    assert str(initializer) == "Half(scale=3.0)"


@pytest.mark.parametrize(
    ("scale", "message"),
    [
        ("big", "Half: scale is 'big'; it must be a number"),
        (True, "Half: scale is True; it must be a number"),
        (float("nan"), "Half: scale is nan; it must be finite, up to 1e+37"),
        (10 * LARGEST, "Half: scale is 1e+38; it must be finite, up to 1e+37"),
        (10**400, "Half: scale is inf; it must be finite, up to 1e+37"),
    ],
)
def test_parameters_are_checked(scale, message):
    with pytest.raises(InputError) as error:
        Half(scale)
    assert str(error.value) == message


@pytest.mark.parametrize("shape", [(2, 3), [2, 3], np.array([2, 3]), (np.int64(2), 3)])
def test_shapes_may_be_any_sequence_of_whole_numbers(shape):
    assert Half()(shape, RNG).shape == (2, 3)


def test_a_table_may_have_no_rows():
    assert Half()((0, 3), RNG).shape == (0, 3)


@pytest.mark.parametrize("shape", [(3, 0), (-1, 2), (2.5, 3), "ab"])
def test_shapes_are_checked(shape):
    with pytest.raises(InputError, match=r"^Half: shape is "):
        Half()(shape, RNG)
