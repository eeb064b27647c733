"""Compiled loops. Each has a plain NumPy reference in the tests that it must agree with."""

from collections.abc import Callable
from typing import Any

from numba import njit

# Sums may be reordered and fused for SIMD; NaN and infinity keep their meaning, since a training
# that diverges is recognized by them.
FASTMATH = {"reassoc", "contract", "nsz", "arcp"}


def kernel(loop: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a loop that releases the interpreter's lock, and keep what was compiled on disk."""
    options = {"nogil": True, "fastmath": FASTMATH, "error_model": "numpy"}
    try:
        return njit(cache=True, **options)(loop)  # type: ignore[no-any-return]
    except RuntimeError:  # no place to keep it: a read-only system without a home
        return njit(**options)(loop)  # type: ignore[no-any-return]
