"""Paths to what is no file of its own: a member of an archive, a sheet, or standard input."""

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from embedstudy.errors import InputError
from embedstudy.unpack import BufferedStream

if TYPE_CHECKING:

    class _Base(Path):
        pass

else:
    _Base = type(Path())  # before Python 3.12, Path itself has no subclasses

LARGEST_IN_MEMORY = 1 << 31
SIGN = "#"  # stands between an archive and its member, or a workbook and its sheet


class VirtualPath(_Base):
    """A path that readers open as any other, and that messages show.

    Attributes
    ----------
    file : Path
        The file that holds it.
    member : str
        Its name in that file.
    open_member : callable, optional
        Opens it as a stream of bytes; by default the file itself is opened.
    """

    file: Path
    member: str
    open_member: Callable[[], BufferedStream] | None

    def open(self, *_: Any, **__: Any) -> Any:
        """Open it for reading as bytes, whatever the mode."""
        return self.open_member() if self.open_member else self.file.open("rb")

    def stat(self, *, follow_symlinks: bool = True) -> os.stat_result:
        """Return the status of the file that holds it."""
        return self.file.stat(follow_symlinks=follow_symlinks)

    def is_dir(self) -> bool:
        """Return False: it is read as a file."""
        return False


def make_virtual_path(
    text: str, file: Path, member: str = "", open_member: Callable[[], BufferedStream] | None = None
) -> VirtualPath:
    """Make a path that is shown as `text`."""
    path = VirtualPath(text)
    path.file, path.member, path.open_member = file, member, open_member
    return path


def read_into_memory(path: Path) -> io.BytesIO | None:
    """Return the bytes of a path that has no file of its own; None if a reader may open its file.

    Formats that are read from the end need them.

    Raises
    ------
    InputError
        If they are too many.
    """
    if not isinstance(path, VirtualPath) or path.open_member is None:
        return None
    with path.open() as stream:
        content = stream.read(LARGEST_IN_MEMORY + 1)
    if len(content) > LARGEST_IN_MEMORY:
        raise InputError(f"{path}: over {LARGEST_IN_MEMORY >> 30} GB in an archive (unpack it)")
    return io.BytesIO(content)
