"""Filters over windows of words, and their largest values: Kim (2014), EMNLP, arXiv:1408.5882."""

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from embedstudy.errors import InputError
from embedstudy.initializers.scaling import GlorotUniform
from embedstudy.nn.encoders.encoder import Backward, Encoder, Parameters
from embedstudy.nn.kernels import convolution
from embedstudy.validation import whole_number

GLOROT_UNIFORM = GlorotUniform()


@dataclass(frozen=True)
class CNN(Encoder):
    """Slide filters over the words, and take the largest value of each, or zero if that is larger.

    Attributes
    ----------
    widths : tuple of int
        The number of words in a window. Zero vectors fill the end of a shorter document.
    maps : int
        The number of filters of each width.

    Raises
    ------
    InputError
        If there is no width, or if a width or `maps` is not a whole number above 0.
    """

    # The values of Kim (2014), section 3.1.
    recommended: ClassVar = {
        "batch_size": 50,
        "optimizer": "adadelta",
        "schedule": "constant",
        "dropout": 0.5,
        "max_norm": 3.0,
    }
    has_filters = True

    widths: tuple[int, ...] = (3, 4, 5)
    maps: int = 100

    def __post_init__(self) -> None:
        if not isinstance(self.widths, tuple | list) or not self.widths:
            raise InputError(
                f"widths is {self.widths!r}; it must be whole numbers, such as 3, 4, 5"
            )
        widths = tuple(whole_number("widths", width) for width in self.widths)
        object.__setattr__(self, "widths", widths)
        whole_number("maps", self.maps)

    def width(self, dim: int) -> int:
        """Return the number of features: one for each filter."""
        return len(self.widths) * self.maps

    def parameters(
        self, dim: int, rng: np.random.Generator, initializer: Any = GLOROT_UNIFORM
    ) -> Parameters:
        """Draw the filters, width by width; the bias is zero.

        Parameters
        ----------
        dim : int
        rng : numpy.random.Generator
        initializer : callable
            Called with the shape (width, dim, maps), as Keras lays out filters.

        Returns
        -------
        dict
            ``filters``, shape (sum(widths) * maps, dim), ordered by width, place in the window and
            map; ``filters_bias``, shape (len(widths) * maps,).
        """
        filters = [
            initializer((width, dim, self.maps), rng).transpose(0, 2, 1).reshape(-1, dim)
            for width in self.widths
        ]
        return {
            "filters": np.concatenate(filters),
            "filters_bias": np.zeros(self.width(dim), filters[0].dtype),
        }

    def shapes(self, dim: int) -> dict[str, tuple[int, ...]]:
        """Return the shapes of the parameters."""
        return {
            "filters": (sum(self.widths) * self.maps, dim),
            "filters_bias": (self.width(dim),),
        }

    def forward(
        self, table: np.ndarray, values: np.ndarray, offsets: np.ndarray, parameters: Parameters
    ) -> tuple[np.ndarray, Backward]:
        """Encode a batch of documents; the features are ordered by width and map."""
        filters, widths = parameters["filters"], np.array(self.widths, np.int64)
        # Over distinct words: in a batch of short reviews that is 0.58 of the tokens.
        products = table @ filters.T
        features, starts = convolution.largest_windows(
            products, values, offsets, widths, self.maps, parameters["filters_bias"]
        )

        def backward(gradient: np.ndarray, d_table: np.ndarray) -> Parameters:
            d_words, d_filters, d_bias = convolution.largest_windows_backward(
                gradient, features, starts, table, values, offsets, widths, self.maps, filters
            )
            d_table += d_words
            return {"filters": d_filters, "filters_bias": d_bias}

        return features, backward
