"""Mutants of files, made by Hypothesis, and the limits that a reader of them keeps.

A mutant has one to three edits: bits flipped, bytes deleted, doubled, moved or put in, the end cut
off, a number of text or of a header changed.
"""

import contextlib
import os
import re
import resource
import signal
import struct
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

os.environ["HYPOTHESIS_NO_PLUGINS"] = "1"  # other packages hook themselves in, with a warning

import hypothesis
from hypothesis import strategies

from embedstudy.errors import EmbedstudyError, EmbedstudyWarning
from tests.faults.trials import Trials

MUTANTS = 2000  # of each file, in a whole run
MEMORY = 300 << 20  # bytes that a reader may take
CPU_SECONDS = 2.0
HANGS = 20.0  # seconds after which a reader is stopped
_ADDRESS_SPACE = 4 << 30  # more asked for at once is an error, not a mutant that ends the machine

_PIECES = [
    b"\x00", b"\n", b"\r\n", b"\r", b"\t", b" ", b",", b'"', b"'", b"\xff", b"\xef\xbb\xbf",
    b"\xc2\x85", b"\xe2\x80\xa8", b"\xed\xa0\x80", b"\x1b]0;x\x07", b"nan", b"inf", b"1e400",
    b"-1", b"1_0", b"{", b"[", b"}", b"]", b"null", b"__label__", b"<unk>", b"../", b"\\",
    b"\xf0\x9f\x98\x80", b"A" * 300, b"[" * 2000,
]  # fmt: skip
_NUMBERS = ["0", "-1", "1", "2147483648", "4294967296", "99999999999", "9" * 40, "1e9", "nan", ""]
_INTEGERS = [0, 1, 2, 7, 255, 2**16, 2**31 - 1, 2**31, 2**32 - 1, 2**40, 2**63 - 1, 2**64 - 1]


def _flip(content: bytearray, at: int, how: int) -> None:
    content[at] ^= 1 << how % 8


def _replace(content: bytearray, at: int, how: int) -> None:
    content[at] = how % 256


def _delete(content: bytearray, at: int, how: int) -> None:
    del content[at : at + 1 + how % 64]


def _double(content: bytearray, at: int, how: int) -> None:
    content[at:at] = content[at : at + 1 + how % 64]


def _move(content: bytearray, at: int, how: int) -> None:
    piece = content[at : at + 1 + how % 40]
    target = (how * 2654435761) % (len(content) + 1)
    content[target:target] = piece


def _truncate(content: bytearray, at: int, how: int) -> None:
    del content[at:]


def _insert(content: bytearray, at: int, how: int) -> None:
    content[at:at] = _PIECES[how % len(_PIECES)]


def _change_digits(content: bytearray, at: int, how: int) -> None:
    numbers = list(re.finditer(rb"-?[0-9]+", content[:4096]))
    if numbers:
        number = numbers[at % len(numbers)]
        content[number.start() : number.end()] = _NUMBERS[how % len(_NUMBERS)].encode()


def _change_integer(content: bytearray, at: int, how: int) -> None:
    """Change an integer of 2, 4 or 8 bytes, mostly in the header."""
    width, code = ((2, "H"), (4, "I"), (8, "Q"))[how % 3]
    start = (at % 256 if how % 5 else at) // 2 * 2
    if start + width <= len(content):
        value = _INTEGERS[how // 15 % len(_INTEGERS)] % (1 << 8 * width)
        struct.pack_into(f"<{code}", content, start, value)


_EDITS = [
    _flip, _replace, _delete, _double, _move, _truncate, _insert, _change_digits, _change_integer,
]  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """What was done to a file, and what it holds then."""

    edits: tuple[tuple[int, int, int], ...]
    content: bytes

    def __str__(self) -> str:
        return ", ".join(f"{_EDITS[kind].__name__[1:]} {at} {how}" for kind, at, how in self.edits)


def make_mutant(content: bytes, edits: list[tuple[int, int, int]]) -> Mutant:
    """Apply edits to a file: kind, place and variant of each."""
    mutant, applied = bytearray(content), []
    for kind, place, how in edits:
        if mutant:
            at = place % len(mutant)
            _EDITS[kind](mutant, at, how)
            applied.append((kind, at, how))
    return Mutant(tuple(applied), bytes(mutant))


_EDIT = strategies.tuples(
    strategies.integers(0, len(_EDITS) - 1),
    strategies.integers(0, (1 << 20) - 1),
    strategies.integers(0, (1 << 12) - 1),
)


def try_mutants(content: bytes, count: int, seed: int, examine: Callable[[Mutant], None]) -> None:
    """Give so many mutants of a file to a function."""

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=count,
        database=None,  # leaves no folder behind
        deadline=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(strategies.lists(_EDIT, min_size=1, max_size=3))
    def give(edits: list[tuple[int, int, int]]) -> None:
        examine(make_mutant(content, edits))

    give()


@dataclass(frozen=True)
class Target:
    """A file whose mutants are read.

    Attributes
    ----------
    path : Path
        The file that is changed; an error has to name it, or one of `also_named`.
    read : callable
        Reads the file, checks what it returns, and returns something to compare.
    pack : callable, optional
        From the mutated content to that of the file, such as an archive around it.
    is_checked : bool
        Whether a checksum tells every change: what is read must be equal, or an error.
    also_named : tuple of str
        Other names by which an error may tell where it is.
    """

    path: Path
    read: Callable[[], object]
    pack: Callable[[bytes], bytes] = bytes
    is_checked: bool = False
    also_named: tuple[str, ...] = ()


def fuzz(
    trials: Trials, fault_class: str, content: bytes, target: Target, mutants: int = MUTANTS
) -> None:
    """Read mutants of a file, and count what is no valid table and no one-line error."""
    target.path.write_bytes(target.pack(content))
    with limits():
        whole = target.read()

    def examine(mutant: Mutant) -> None:
        packed = target.pack(mutant.content)
        with trials.run(fault_class, f"{target.path.name}: {mutant}"):
            target.path.unlink(missing_ok=True)
            target.path.write_bytes(packed)
            try:
                with limits():
                    outcome = target.read()
            except EmbedstudyError as error:
                check_message(str(error), (target.path.name, *target.also_named))
                return
            if target.is_checked:
                is_equal = outcome == whole
                assert is_equal, "another table, in silence"

    try_mutants(content, trials.scaled(mutants, at_least=40), trials.seed, examine)
    target.path.unlink(missing_ok=True)
    target.path.write_bytes(target.pack(content))


def check_message(message: str, names: tuple[str, ...]) -> None:
    """Make sure that an error is one line that names its file."""
    # The command line spells out other characters that a terminal would obey.
    assert not set("\n\r") & set(message), f"not one line: {message!r}"
    assert any(name in message for name in names), f"no file name: {message}"


@contextlib.contextmanager
def limits() -> Iterator[None]:
    """Fail if a block takes more memory or time than a small file is worth, or warns of code."""
    before, limit = _peak_memory(reset=True), resource.getrlimit(resource.RLIMIT_AS)
    started = time.process_time()
    handler = signal.signal(signal.SIGALRM, _stop)
    signal.setitimer(signal.ITIMER_REAL, HANGS)
    resource.setrlimit(resource.RLIMIT_AS, (_virtual_memory() + _ADDRESS_SPACE, limit[1]))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            warnings.simplefilter("ignore", EmbedstudyWarning)
            yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler)
        resource.setrlimit(resource.RLIMIT_AS, limit)
        taken = _peak_memory() - before
        seconds = time.process_time() - started
        assert taken < MEMORY, f"{taken / 1e6:.0f} MB of memory"
        assert seconds < CPU_SECONDS, f"{seconds:.1f} s"


def _stop(*_: object) -> None:
    raise TimeoutError(f"no end after {HANGS:.0f} s")


def _read_status(key: str) -> int:
    text = Path("/proc/self/status").read_text(encoding="ascii")
    return int(text.partition(f"{key}:")[2].split()[0]) << 10


def _peak_memory(*, reset: bool = False) -> int:
    if reset:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return _read_status("VmHWM")


def _virtual_memory() -> int:
    return _read_status("VmSize")
