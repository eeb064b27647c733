"""The measured part of a curve."""

import numpy as np

from tests.forecast.made_up_curves import make_curve


def test_a_part_of_a_curve_keeps_the_rest_as_it_is():
    curve = make_curve([0.4, 0.35, 0.33, 0.3, 0.28])
    part = curve.up_to(300)
    np.testing.assert_array_equal(part.sizes, (100, 200, 300))
    np.testing.assert_array_equal(part.errors, (0.4, 0.35, 0.33))
    assert len(part.standard_errors) == 3
    assert (part.chance, part.n_test, part.strategy) == (curve.chance, curve.n_test, "random")
