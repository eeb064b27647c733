"""Compiled loops. Each has a plain NumPy reference in the tests that it must agree with."""

# Sums may be reordered and fused for SIMD; NaN and infinity keep their meaning, since a training
# that diverges is recognized by them.
FASTMATH = {"reassoc", "contract", "nsz", "arcp"}
