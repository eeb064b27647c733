"""Errors that carry where they arose."""

from embedstudy.errors import DivergedError


def test_divergence_says_where_and_what_to_try():
    assert str(DivergedError(10.0, 2, 35)) == (
        "loss or weights not finite at epoch 2, step 35, learning rate 10 (try 1)"
    )
    assert str(DivergedError(0.3, 1, 1)).endswith("(try 0.03)")
    assert str(DivergedError(1e30, 1, 1)).endswith("(try 1)")  # not 1e29, which is no better
