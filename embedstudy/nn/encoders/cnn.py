"""Filters over windows of words, and their largest values: Kim (2014), EMNLP, arXiv:1408.5882."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from embedstudy.errors import InputError
from embedstudy.initializers import GlorotUniform
from embedstudy.nn.kernels import convolution
from embedstudy.validation import whole_number

GLOROT_UNIFORM = GlorotUniform()


@dataclass(frozen=True)
class CNN:
    """Slide filters over the words, and take the largest value of each, or zero if that is larger.

    Attributes
    ----------
    widths : tuple of int
        The words of a window. A shorter document is filled up with zero vectors at its end.
    maps : int
        The filters of each width.

    Raises
    ------
    InputError
        If there is no width, or one or `maps` is no whole number above 0.
    """

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

    def width(self, dim: int) -> int:  # noqa: ARG002 - all encoders are called alike
        """Return the number of features: one for each filter."""
        return len(self.widths) * self.maps

    def parameters(
        self, dim: int, rng: np.random.Generator, initializer: Any = GLOROT_UNIFORM
    ) -> dict[str, np.ndarray]:
        """Draw the filters, each width by itself; the bias is zero.

        Parameters
        ----------
        dim : int
        rng : numpy.random.Generator
        initializer : callable
            Asked for the shape (width, dim, maps), as Keras lays out filters.

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

    def forward(
        self,
        table: np.ndarray,
        values: np.ndarray,
        offsets: np.ndarray,
        parameters: dict[str, np.ndarray],
    ) -> Any:
        """Encode a batch of documents.

        Parameters
        ----------
        table : ndarray, shape (n_rows, dim)
            The rows of the embedding that the batch needs, each once.
        values : ndarray of int32, shape (n_tokens,)
            The documents, end to end, as places in `table`.
        offsets : ndarray of int64, shape (n_documents + 1,)
        parameters : dict
            As `parameters` made them, of the table's type.

        Returns
        -------
        features : ndarray, shape (n_documents, width)
            Ordered by width and map.
        backward : callable
            Takes the gradient of the features and an array that it adds that of `table` to; returns
            a dict of those of the parameters. To be called before `table` or a parameter changes.
        """
        filters, widths = parameters["filters"], np.array(self.widths, np.int64)
        # Over distinct words: in a batch of short reviews that is 0.58 of the tokens.
        products = table @ filters.T
        features, at = convolution.largest_windows(
            products, values, offsets, widths, self.maps, parameters["filters_bias"]
        )

        def backward(gradient: np.ndarray, d_table: np.ndarray) -> dict[str, np.ndarray]:
            found, d_filters, d_bias = convolution.largest_windows_backward(
                gradient, features, at, table, values, offsets, widths, self.maps, filters
            )
            d_table += found
            return {"filters": d_filters, "filters_bias": d_bias}

        return features, backward
