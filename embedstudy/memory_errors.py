"""Errors for want of memory, whatever library raises them, in one line."""

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager

from embedstudy.memory import find_address_limit, format_bytes, measure_peak

# Words of libraries that have no exception of their own for it: threads, the linker of shared
# libraries, C++, Arrow, torch.
_SIGNS = re.compile(
    r"can't start new thread|failed to map segment|cannot allocate memory|std::bad_alloc|"
    r"m?alloc of size \d+ failed|out of memory|unable to allocate|not enough memory",
    re.IGNORECASE,
)
# NumPy and Arrow say how much they asked for.
_ASKED = re.compile(r"Unable to allocate ([\d.]+) (bytes|[KMGTPE]iB)|alloc of size (\d+) failed")
_UNITS = {"bytes": 1, **{f"{unit}iB": 1 << 10 * (i + 1) for i, unit in enumerate("KMGTPE")}}
_DOING = "doing: "


def is_memory_error(error: BaseException | None) -> bool:
    """Return whether an error, or one that it came from, is for want of memory.

    Examples
    --------
    >>> is_memory_error(MemoryError()), is_memory_error(ValueError("no such word"))
    (True, False)
    >>> is_memory_error(RuntimeError("can't start new thread"))
    True
    """
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if isinstance(error, MemoryError):
            return True
        if isinstance(error, OSError) and error.errno == errno.ENOMEM:
            return True
        if isinstance(error, ImportError | RuntimeError | OSError) and _SIGNS.search(str(error)):
            return True
        error = error.__cause__ or error.__context__
    return False


@contextmanager
def name_work(work: str) -> Iterator[None]:
    """Note what was being done in an error for want of memory that leaves the block.

    The innermost work is the one that is told.
    """
    try:
        yield
    except Exception as error:
        if is_memory_error(error) and not _find_work(error):
            error.add_note(f"{_DOING}{work}")
        raise


def describe_memory_error(error: BaseException) -> str:
    """Return an error for want of memory in one line.

    It tells what was being done, how much was asked for, how much the process held, and the limit
    if ``ulimit -v`` sets one.
    """
    work = _find_work(error)
    facts = []
    if asked := _find_asked(error):
        facts.append(f"{format_bytes(asked)} more were needed")
    if peak := measure_peak():
        facts.append(f"{format_bytes(peak)} were held")
    limit = find_address_limit()
    if limit is not None:
        facts.append(f"ulimit -v allows {format_bytes(limit)} of address space")
    ending = f": {', '.join(facts)}" if facts else ""
    return f"not enough memory{work and f' while {work}'}{ending}"


def _find_work(error: BaseException) -> str:
    notes: list[str] = getattr(error, "__notes__", [])
    works = (note.removeprefix(_DOING) for note in notes if note.startswith(_DOING))
    return next(works, "")


def _find_asked(error: BaseException) -> float:
    match = _ASKED.search(str(error))
    if match is None:
        return 0
    return float(match[3]) if match[3] else float(match[1]) * _UNITS[match[2]]
