"""Compiled loops. Each has a plain NumPy reference in the tests that it must agree with."""

from collections.abc import Callable
from typing import Any

from numba import njit

from embedstudy.nn.kernels.target import register_target

# Sums may be reordered and fused for SIMD. NaN and infinity keep their meaning, because they tell
# that a training diverges.
FASTMATH = {"reassoc", "contract", "nsz", "arcp"}


def kernel(loop: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a loop that releases the interpreter's lock, and store the result on disk."""
    options = {
        "nogil": True,
        "fastmath": FASTMATH,
        "error_model": "numpy",
        "_target": register_target(),
    }
    try:
        return njit(cache=True, **options)(loop)  # type: ignore[no-any-return]
    except RuntimeError:  # nowhere to store it: a read-only system without a home
        return njit(**options)(loop)  # type: ignore[no-any-return]
