"""The weights of the best epoch of a training: a large table rests on disk until it is wanted."""

import tempfile
from contextlib import suppress
from typing import IO
from weakref import finalize

import numpy as np

from embedstudy.nn.model import Model

# Bytes of a table from which on it rests in a file. Writing one takes no longer than copying it:
# the system holds the pages as long as it has no better use for that memory.
LARGE = 1 << 23


class BestWeights:
    """The weights of a model at its best epoch so far."""

    def __init__(self) -> None:
        self._arrays: dict[str, np.ndarray] | None = None
        self._table: np.ndarray | None = None
        self._file: IO[bytes] | None = None

    def keep(self, model: Model, *, embedding: bool) -> None:
        """Keep the weights in place of earlier ones; the embedding only if it may change."""
        arrays = {"weights": model.weights, "bias": model.bias, **model.parameters}
        self._arrays = {name: array.copy() for name, array in arrays.items()}
        if embedding:
            self._keep_table(model.embedding)

    def restore(self, model: Model) -> None:
        """Give a model the weights back, if any were kept; it is called once."""
        for name, array in (self._arrays or {}).items():
            if name in model.parameters:
                model.parameters[name] = array
            else:
                setattr(model, name, array)
        if self._table is not None:
            model.embedding = self._table
        elif self._file is not None:
            with self._file as file:
                file.seek(0)
                n_read = file.readinto(_view_bytes(model.embedding))  # type: ignore[attr-defined]
            if n_read != model.embedding.nbytes:
                raise OSError(f"{n_read:,} of {model.embedding.nbytes:,} bytes came back from disk")

    def _keep_table(self, table: np.ndarray) -> None:
        if self._table is None and table.nbytes >= LARGE:
            with suppress(OSError):  # no room: it is held in memory
                file = self._file or self._open_file()
                file.seek(0)
                file.write(_view_bytes(table))
                file.flush()
                return
        if self._table is None:
            self._table = np.empty_like(table)
        np.copyto(self._table, table)

    def _open_file(self) -> IO[bytes]:
        """Open a file without a name, which is gone with these weights."""
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed when nobody needs it
        finalize(self, self._file.close)
        return self._file


def _view_bytes(table: np.ndarray) -> memoryview:
    return table.data.cast("B")
