"""Encoders by name: how the word vectors of a document become one vector of features."""

from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from embedstudy.errors import InputError
from embedstudy.nn.encoders.cnn import CNN
from embedstudy.nn.encoders.concat import Concat
from embedstudy.nn.encoders.dan import DAN
from embedstudy.nn.encoders.hier import Hier
from embedstudy.nn.encoders.max import Max
from embedstudy.nn.encoders.mean import Mean
from embedstudy.validation import known_name, whole_number

Parameters = dict[str, np.ndarray]
# From the gradient of the features, to that of the parameters; adds that of the rows to an array.
Backward = Callable[[np.ndarray, np.ndarray], Parameters]


class Encoder(Protocol):
    """What all encoders are alike in."""

    def width(self, dim: int) -> int:
        """Return the number of features that word vectors of length `dim` become."""

    def parameters(self, dim: int, rng: np.random.Generator, initializer: Any) -> Parameters:
        """Draw the encoder's own weights; none for encoders that only pool."""

    def forward(
        self, table: np.ndarray, values: np.ndarray, offsets: np.ndarray, parameters: Parameters
    ) -> tuple[np.ndarray, Backward]:
        """Encode a batch of documents.

        Parameters
        ----------
        table : ndarray, shape (n_rows, dim)
            The rows of the embedding that the batch needs, each once.
        values : ndarray of int32, shape (n_tokens,)
            The documents, end to end, as places in `table`.
        offsets : ndarray of int64, shape (n_documents + 1,)
        parameters : dict
            As `parameters` made them.

        Returns
        -------
        features : ndarray, shape (n_documents, width)
        backward : callable
            Takes the gradient of the features and an array of the shape of `table`; adds to the
            array the gradient of `table`, and returns that of each parameter.
        """


ENCODERS: dict[str, type[Any]] = {
    "mean": Mean,
    "max": Max,
    "concat": Concat,
    "hier": Hier,
    "dan": DAN,
    "cnn": CNN,
}


def check_encoder(name: object) -> str:
    """Return the name of an encoder.

    Raises
    ------
    InputError
        If there is none of that name.
    """
    return known_name("encoder", name, ENCODERS)


def encoder_named(
    name: str, *, window: int = 5, hidden_size: int = 100, hidden_layers: int = 1
) -> Encoder:
    """Make an encoder by its name.

    Parameters
    ----------
    name : str
    window : int
        The words of a run, for ``hier``.
    hidden_size, hidden_layers : int
        For ``dan``.

    Raises
    ------
    InputError
        If there is none of that name, or a size is below 1.
    """
    sizes = {
        "hier": {"window": window},
        "dan": {"hidden_size": hidden_size, "hidden_layers": hidden_layers},
    }
    for what, size in sizes.get(check_encoder(name), {}).items():
        try:
            whole_number(what, size)
        except InputError as error:
            raise InputError(f"encoder {name!r}: {error}") from None
    encoder: Encoder = ENCODERS[name](**sizes.get(name, {}))
    return encoder
