"""The memory and the disk that this process may still take, whatever sets the limit."""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROC, CGROUPS = Path("/proc"), Path("/sys/fs/cgroup")
# Version 1 of cgroups writes a number near 2 ** 63 where there is no limit.
_NO_LIMIT = 1 << 60
CHECK_VARIABLE = "EMBEDSTUDY_CHECK_RESOURCES"
# An error of a library that fails beyond it is for want of address space.
_NEARLY_ALL = 0.9


@dataclass(frozen=True)
class FreeMemory:
    """How much memory is free.

    Attributes
    ----------
    size : int
        In bytes.
    limit : str
        What sets the limit: ``this machine``, ``this container`` or ``ulimit -v``.
    """

    size: int
    limit: str


def is_checked() -> bool:
    """Return whether what does not fit is refused: not with ``EMBEDSTUDY_CHECK_RESOURCES=0``."""
    return os.environ.get(CHECK_VARIABLE, "1") != "0"


def find_free_memory(proc: Path = PROC, cgroups: Path = CGROUPS) -> FreeMemory:
    """Return how much more memory this process may take.

    It is the least of what the machine has, of what each control group above the process leaves
    (a container is one), and of the address space that ``ulimit -v`` leaves.
    """
    import psutil

    free = [
        FreeMemory(max(0, size), limit)
        for size, limit in (
            (psutil.virtual_memory().available, "this machine"),
            (_find_in_groups(proc, cgroups), "this container"),
            (find_free_address_space(), "ulimit -v"),
        )
        if size is not None
    ]
    return min(free, key=lambda memory: memory.size)


def find_address_limit() -> int | None:
    """Return the bytes of address space that ``ulimit -v`` allows; None if it sets no limit."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    limit = resource.getrlimit(resource.RLIMIT_AS)[0]
    return None if limit == resource.RLIM_INFINITY else limit


def find_free_address_space() -> int | None:
    """Return the bytes of address space that ``ulimit -v`` leaves; None if it sets no limit."""
    limit = find_address_limit()
    if limit is None:
        return None
    import psutil

    return limit - int(psutil.Process().memory_info().vms)


def is_address_space_spent(proc: Path = PROC) -> bool:
    """Return whether the process has come near to the address space that ``ulimit -v`` allows."""
    limit = find_address_limit()
    if limit is None:
        return False
    sizes = (line.split() for line in _read_lines(proc / "self" / "status"))
    peak = next((1024 * int(words[1]) for words in sizes if words[:1] == ["VmPeak:"]), 0)
    return peak > _NEARLY_ALL * limit


def measure_held() -> int:
    """Return the bytes of memory that this process holds now."""
    import psutil

    return int(psutil.Process().memory_info().rss)


def measure_peak() -> int:
    """Return the most memory that this process has held, in bytes; 0 where it is unknown."""
    try:
        import resource
    except ImportError:  # Windows
        return 0
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return held if sys.platform == "darwin" else 1024 * held


def save_address_space() -> None:
    """Take less address space where ``ulimit -v`` limits it; to be called before heavy imports.

    Arrow's usual allocator reserves 1 GB, the C library 64 MB for each thread that allocates, and
    OpenBLAS 32 MB for each core. None of it is memory, but all of it counts.
    """
    if find_address_limit() is None:
        return
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if sys.platform == "linux":
        import ctypes
        from contextlib import suppress

        arena_max = -8
        with suppress(OSError, AttributeError):  # another C library
            ctypes.CDLL(None).mallopt(arena_max, 2)


def format_bytes(size: float) -> str:
    """Write a size as people say it.

    Examples
    --------
    >>> format_bytes(3_100_000_000), format_bytes(240_400_000), format_bytes(1_234)
    ('3.1 GB', '240 MB', '1 kB')
    """
    for unit, factor in (("TB", 1e12), ("GB", 1e9)):
        if size >= factor:
            return f"{size / factor:,.1f} {unit}"
    return f"{size / 1e6:,.0f} MB" if size >= 1e6 else f"{size / 1e3:,.0f} kB"


def _find_in_groups(proc: Path, cgroups: Path) -> int | None:
    free = [
        limit - used for folder in _list_groups(proc, cgroups) for limit, used in _read_use(folder)
    ]
    return min(free, default=None)


def _list_groups(proc: Path, cgroups: Path) -> Iterator[Path]:
    """Yield the folders of the control groups that this process is in, up to the root.

    Within a container the root is often the container's own group.
    """
    for line in _read_lines(proc / "self" / "cgroup"):
        _, controllers, path = line.split(":", 2)
        if controllers and "memory" not in controllers.split(","):
            continue
        root = cgroups / "memory" if controllers else cgroups
        group = root / path.strip("/")
        while group != root and root in group.parents:
            yield group
            group = group.parent
        yield root


def _read_use(group: Path) -> Iterator[tuple[int, int]]:
    """Yield the limit of a control group and what it uses, if it has a limit.

    The system takes back the memory that holds copies of files which nobody has open.
    """
    for limit_name, used_name, cached_name in (
        ("memory.max", "memory.current", "inactive_file"),
        ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),
    ):
        limit, used = _read_words(group / limit_name), _read_words(group / used_name)
        if not limit or not used or not limit[0].isdigit() or int(limit[0]) >= _NO_LIMIT:
            continue
        cached = dict(line.split() for line in _read_lines(group / "memory.stat"))
        yield int(limit[0]), int(used[0]) - int(cached.get(cached_name, 0))


def _read_lines(path: Path) -> list[str]:
    try:
        return path.read_text(errors="replace").splitlines()
    except OSError:
        return []


def _read_words(path: Path) -> list[str]:
    return [word for line in _read_lines(path)[:1] for word in line.split()]
