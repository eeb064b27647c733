"""The measured part of a learning curve, as a forecast reads it."""

from dataclasses import dataclass, replace

import numpy as np

# A forecast from two points would be the prior's alone.
MIN_SIZES = 3


@dataclass(frozen=True)
class ObservedCurve:
    """Test errors at several train sizes.

    Attributes
    ----------
    strategy : str
        A strategy or a baseline.
    encoder : str
        Empty for a baseline.
    chance : float
        The error of the most frequent class.
    sizes : ndarray of float, shape (n_sizes,)
        Numbers of training texts, in increasing order.
    errors : ndarray of float, shape (n_sizes,)
        Mean test errors over seeds.
    standard_errors : ndarray of float, shape (n_sizes,)
        Of these means, from seeds: from samples of training texts and initial weights.
    n_test : int
        The test texts.
    """

    strategy: str
    encoder: str
    chance: float
    sizes: np.ndarray
    errors: np.ndarray
    standard_errors: np.ndarray
    n_test: int

    def up_to(self, size: float) -> "ObservedCurve":
        """Return the part of the curve with no more texts than that."""
        keep = self.sizes <= size
        parts = (self.sizes, self.errors, self.standard_errors)
        sizes, errors, standard_errors = (part[keep] for part in parts)
        return replace(self, sizes=sizes, errors=errors, standard_errors=standard_errors)
