"""The beginning of a download, which this call or a later one goes on with.

It is in a folder of its own next to the final place, which its process locks. So no other process
writes to it, and the next call can tell that nobody does any more. The file in it has its final
name, by which a reader may know its format.
"""

import contextlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from embedstudy.storage import FOLDER, PART, Lock, is_same_file, try_lock


@dataclass(frozen=True)
class Origin:
    """Which file of the server a part is from."""

    url: str
    etag: str = ""
    last_modified: str = ""
    total: int = 0

    @property
    def validator(self) -> str:
        """The value to send with If-Range; a weak etag does not promise the same bytes."""
        return self.last_modified if self.etag.startswith("W/") else self.etag or self.last_modified


class PartialFile:
    """The beginning of a file, as far as it has come.

    Parameters
    ----------
    folder : Path
        The place of the part, which the caller has locked.
    final : Path
        The place of the whole file.
    """

    def __init__(self, folder: Path, final: Path) -> None:
        self.folder, self.final = folder, final
        self.path = folder / final.name
        self._origin = folder / ".origin.json"

    def length(self) -> int:
        """Return the number of bytes that are there."""
        return self.path.stat().st_size if self.path.is_file() else 0

    def length_was_promised(self) -> bool:
        """Return whether the server said how long the file is."""
        origin = self.origin()
        return origin is not None and origin.total > 0

    def origin(self) -> Origin | None:
        """Return which file the bytes are from, if that is known."""
        try:
            return Origin(**json.loads(self._origin.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def describe(self) -> str:
        """Say what is kept of a download that is stopped, if anything is."""
        length = self.length()
        return f"{length:,} bytes of {self.final.name} are kept for the next try" if length else ""

    def begin(self, origin: Origin) -> None:
        """Forget what was there, and note which file comes now."""
        self.path.write_bytes(b"")
        # If a kill leaves half of it, it is not JSON, and the part starts again.
        self._origin.write_text(json.dumps(asdict(origin)), encoding="utf-8")

    def discard(self) -> None:
        """Remove what is there."""
        self.path.unlink(missing_ok=True)
        self._origin.unlink(missing_ok=True)


@contextlib.contextmanager
def claim_part(final: Path) -> Iterator[PartialFile]:
    """Give the part of a file that a dead process left, or an empty one.

    After the block the part stays if there is something to go on from.

    Parameters
    ----------
    final : Path
        The place of the whole file.
    """
    folder, descriptor = _find_longest(final) or _create(final)
    # Where it cannot be locked, the next call would not go on from it.
    part = PartialFile(folder, final)
    try:
        yield part
    finally:
        if not part.length():
            shutil.rmtree(folder, ignore_errors=True)
        if descriptor is not None:
            os.close(descriptor)


def _create(final: Path) -> tuple[Path, int | None]:
    while True:
        token = f"{os.getpid()}-{secrets.token_hex(5)}"
        folder = final.with_name(f"{_choose_start(final)}{token}{PART}")
        folder.mkdir(parents=True)
        descriptor = _open(folder)
        if descriptor is None:
            if folder.is_dir():  # Windows does not open folders
                return folder, None
        elif try_lock(descriptor) is not Lock.THEIRS and is_same_file(folder, descriptor):
            return folder, descriptor
        else:  # it was swept before it was locked
            os.close(descriptor)


def _find_longest(final: Path) -> tuple[Path, int] | None:
    """Lock the longest part that nobody has, and remove the others."""
    name = re.compile(re.escape(_choose_start(final)) + rf"[0-9]+-[0-9a-f]+{re.escape(PART)}")
    locked: list[tuple[int, Path, int]] = []
    for folder in [path for path in final.parent.iterdir() if name.fullmatch(path.name)]:
        if (descriptor := _open(folder)) is None:
            continue
        if try_lock(descriptor) is Lock.OURS and is_same_file(folder, descriptor):
            locked.append((PartialFile(folder, final).length(), folder, descriptor))
        else:
            os.close(descriptor)
    locked.sort()
    for _, folder, descriptor in locked[:-1]:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(descriptor)
    return locked[-1][1:] if locked else None


def _choose_start(final: Path) -> str:
    return f"{FOLDER}{final.name[:100]}."


def _open(folder: Path) -> int | None:
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_DIRECTORY", 0)
    try:
        return os.open(folder, flags)
    except OSError:
        return None
