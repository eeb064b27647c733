"""Families of learning curves: how the error falls as training texts are added."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from embedstudy.entries import Entries

# The parameters of a curve: logit of the floor, log of the scale in texts, log of the shape.
N_PARAMETERS = 3
# Parameters beyond these give the same curve to the last digit, or no number at all.
_MAX_LOG = 30.0


@dataclass(frozen=True)
class CurveFamily:
    """One shape of a falling error.

    The error with n texts is ``chance * (floor + (1 - floor) * decay(n / scale, shape))``: that of
    the most frequent class without any text, and `floor` times as much with infinitely many.

    Attributes
    ----------
    title : str
    decay : callable
        From n / scale and the shape, both positive arrays, to what is left of 1; it falls from 1
        to 0.
    """

    title: str
    decay: Callable[[np.ndarray, np.ndarray], np.ndarray]


# The three best of the learning-curve data base LCDB (Mohr, Viering, Loog and van Rijn 2022), with
# four parameters there; here the error without texts is known, which leaves three: see also Viering
# and Loog, "The shape of learning curves" (2022).
CURVE_FAMILIES: Entries[CurveFamily] = Entries(
    "curve family",
    {
        "power": CurveFamily("power law (POW4)", lambda x, shape: (1 + x) ** -shape),
        "hill": CurveFamily(
            "Michaelis-Menten or Hill curve (MMF4)", lambda x, shape: 1 / (1 + x**shape)
        ),
        "exponential": CurveFamily(
            "stretched exponential (WBL4)", lambda x, shape: np.exp(-(x**shape))
        ),
    },
)


def compute_relative_errors(
    family: CurveFamily, parameters: np.ndarray, sizes: np.ndarray
) -> np.ndarray:
    """Return errors as shares of the error of the most frequent class.

    Parameters
    ----------
    family : CurveFamily
    parameters : ndarray of float, shape (..., 3)
        Logit of the floor, log of the scale in texts, log of the shape.
    sizes : ndarray of float, shape (n_sizes,)
        Numbers of training texts.

    Returns
    -------
    ndarray of float, shape (..., n_sizes)
    """
    bounded = np.clip(parameters, -_MAX_LOG, _MAX_LOG)
    floor, scale, shape = np.moveaxis(bounded[..., None], -2, 0)
    floor = expit(floor)
    with np.errstate(over="ignore", under="ignore"):
        left = family.decay(np.exp(np.log(sizes) - scale), np.exp(np.minimum(shape, 3.0)))
    return np.asarray(floor + (1 - floor) * left)
