"""Errors that carry where they arose."""

from embedstudy.errors import DivergedError


def test_divergence_says_where_and_what_to_try():
    assert str(DivergedError(10.0, 2, 35)) == (
        "loss or weights not finite at epoch 2, step 35, learning rate 10 (try 1)"
    )
