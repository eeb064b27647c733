"""An audit hook for a child process, which records code that runs and what should not be called.

Python tells its audit hooks whatever it does to a process or runs as code, also what C code does
(docs.python.org/3/library/audit_events.html). This hook knows the folders of data, and writes a
line for each event that reading data must never cause.
"""

import os
import sys
from collections.abc import Callable, Iterable
from types import FrameType

# Its own pickles are trusted: numba reads its compiled code, from the folder of the package.
_TRUSTED = "numba"
# What libraries ask about the machine.
_PROGRAMS = ("uname", "/sbin/ldconfig")
_CODE_FILES = (".py", ".pyc", ".pyd", ".so", ".nbi", ".nbc", ".pth")
_NEVER = {
    "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.startfile", "socket.connect",
    "webbrowser.open",
}  # fmt: skip


def install(folders: Iterable[str], record: Callable[[str], None]) -> None:
    """Record each event that loads code from a folder, or starts something outside of Python."""
    watched = tuple(os.path.realpath(folder) + os.sep for folder in folders)

    def is_inside(path: object) -> bool:
        if isinstance(path, bytes):
            path = os.fsdecode(path)
        if not isinstance(path, str) or path.startswith("<"):  # such as <string>
            return False
        return os.path.realpath(path).startswith(watched)

    def audit(event: str, values: tuple[object, ...]) -> None:
        if event == "pickle.find_class":
            is_bad = not _is_trusted(sys._getframe(1))
        elif event == "subprocess.Popen":
            is_bad = values[0] not in _PROGRAMS
        else:
            is_bad = event in _NEVER or _loads_code(event, values, is_inside)
        if is_bad:
            record(f"{event} {_shorten(values)}")

    sys.addaudithook(audit)


def _loads_code(
    event: str, values: tuple[object, ...], is_inside: Callable[[object], bool]
) -> bool:
    match event:
        case "exec":
            return is_inside(getattr(values[0], "co_filename", ""))
        case "compile" | "import":
            return is_inside(values[1])
        case "ctypes.dlopen":
            # The loader of the system does not look for a bare name in the working directory.
            return os.sep in str(values[0]) and is_inside(values[0])
        case "open":
            path = os.fsdecode(values[0]) if isinstance(values[0], str | bytes) else ""
            return path.endswith(_CODE_FILES) and is_inside(path)
    return False


def _is_trusted(frame: FrameType) -> bool:
    """Tell whether the function that unpickles is one of a trusted package."""
    return str(frame.f_globals.get("__name__")).partition(".")[0] == _TRUSTED


def _shorten(values: tuple[object, ...]) -> str:
    return repr(values)[:200]
