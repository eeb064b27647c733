"""Limits on what a file may unpack to: a small file must fill neither the memory nor the disk."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from embedstudy.errors import InputError

# Texts and tables of numbers seldom pack better than twenty to one, the same row again and again
# some three hundred to one, zeros a thousand to one and more.
MAX_RATIO = 200
# So much is read in a few seconds: any file may unpack to it.
MAX_BYTES = 100_000_000

_max_bytes: ContextVar[int] = ContextVar("max_bytes", default=MAX_BYTES)


@contextmanager
def allow_unpacked(max_bytes: int) -> Iterator[None]:
    """Let any file unpack to so many bytes within a block."""
    before = _max_bytes.set(max_bytes)
    try:
        yield
    finally:
        _max_bytes.reset(before)


def find_unpacked_limit(packed_size: int) -> int:
    """Return how many bytes a packed file may unpack to.

    Examples
    --------
    >>> find_unpacked_limit(10_000), find_unpacked_limit(1_000_000_000)
    (100000000, 200000000000)
    """
    return max(MAX_RATIO * packed_size, _max_bytes.get())


def check_unpacked(source: object, size: int, packed_size: int) -> None:
    """Refuse a packed file that unpacks to too many bytes.

    Parameters
    ----------
    source : object
        Name of the file, for the message.
    size, packed_size : int
        In bytes.

    Raises
    ------
    InputError
        With the limit, and the option that lifts it.
    """
    limit = find_unpacked_limit(packed_size)
    if size > limit:
        raise InputError(
            f"{source}: unpacks to over {limit:,} bytes, and to over {MAX_RATIO} times its size: "
            "refused (if you trust the file, allow more with --max-bytes)"
        )
