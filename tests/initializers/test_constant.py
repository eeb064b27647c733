import numpy as np
import pytest

from embedstudy.errors import InputError
from embedstudy.initializers import Constant, Identity, Ones, Zeros


@pytest.mark.parametrize(
    ("initializer", "value"),
    [(Zeros(), 0), (Ones(), 1), (Constant(), 0), (Constant(0.1), 0.1), (Constant(-3), -3)],
    ids=str,
)
@pytest.mark.parametrize("shape", [(), (4,), (0, 3), (5, 3), (2, 3, 4)], ids=str)
def test_every_weight_is_the_value(initializer, value, shape):
    rng = np.random.default_rng(0)
    before = rng.bit_generator.state
    drawn = initializer(shape, rng)
    assert (drawn.dtype, drawn.shape) == (np.float32, shape)
    assert (drawn == np.float32(value)).all()
    assert rng.bit_generator.state == before


def test_identity_has_its_gain_on_the_diagonal():
    drawn = Identity(gain=0.5)((4, 4), np.random.default_rng(0))
    assert drawn.dtype == np.float32
    np.testing.assert_array_equal(drawn, 0.5 * np.eye(4))


@pytest.mark.parametrize("shape", [(3, 4), (3,), (3, 3, 3), ()], ids=str)
def test_identity_is_square(shape):
    with pytest.raises(InputError) as error:
        Identity()(shape, np.random.default_rng(0))
    assert str(error.value) == (
        f"Identity: shape is {shape}; only a square matrix has an identity (try Orthogonal)"
    )
