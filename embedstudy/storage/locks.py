"""Locks that the system holds for an open file or folder, and that die with their process.

A process number would not do: processes of two containers may share a folder, and the numbers of
one mean nothing in the other.
"""

import os
from enum import Enum
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows: it does not let a file go that is open, which will do
    fcntl = None  # type: ignore[assignment]


class Lock(Enum):
    """The answer to a request for a lock."""

    OURS = "taken"
    THEIRS = "held by a process that lives"
    UNKNOWN = "the file system has no locks"


def try_lock(descriptor: int) -> Lock:
    """Lock an open file or folder until it is closed, if nobody else has.

    A file system without locks may answer that the file may not be locked (EACCES) or that there
    are no locks (ENOLCK, ENOSYS). Only EWOULDBLOCK means that another process holds this one.
    """
    if fcntl is None:
        return Lock.UNKNOWN
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return Lock.THEIRS
    except OSError:
        return Lock.UNKNOWN
    return Lock.OURS


def is_same_file(path: Path, descriptor: int) -> bool:
    """Tell whether a name still leads to an open file or folder."""
    try:
        return os.path.samestat(path.lstat(), os.fstat(descriptor))
    except OSError:
        return False
