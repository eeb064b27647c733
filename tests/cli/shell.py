"""Interactive shells in a terminal, to press Tab in."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Mapping
from pathlib import Path

_PROMPT = "ready> "
# By shell: its settings file, and settings with which Ctrl-G prints the command line and empties
# it. Keys are read in their order, so what Ctrl-G prints is what Tab left.
SETTINGS = {
    "bash": (
        ".bashrc",
        rf"""PS1='{_PROMPT}'
bind 'set show-all-if-ambiguous on'
bind 'set completion-query-items 0'
bind 'set page-completions off'
print_line() {{ printf '\n<<%s>>\n' "$READLINE_LINE"; READLINE_LINE=; }}
bind -x '"\C-g": print_line'
""",
    ),
    "zsh": (
        ".zshrc",
        rf"""PS1='{_PROMPT}'
setopt no_list_ambiguous
LISTMAX=1000
print_line() {{ zle -I; print -r -- "<<$BUFFER>>"; BUFFER=; }}
zle -N print_line
bindkey '^G' print_line
""",
    ),
    "fish": (
        ".config/fish/config.fish",
        rf"""function fish_prompt; printf '{_PROMPT}'; end
function print_line; printf '\n<<%s>>\n' (commandline); commandline ''; end
bind \cg print_line
""",
    ),
}
_CONTROL = re.compile(r"\x1b\[[0-9;?<>=]*[a-zA-Z]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[()=>]\w?")
_LINE = re.compile(r"<<(.*)>>")
_SECONDS = 60


class InteractiveShell:
    """A shell that waits for keys in a terminal of its own.

    Parameters
    ----------
    name : str
        A key of `SETTINGS`, whose settings stand in the home folder.
    folder : Path
        Where it starts.
    env : mapping of str to str
    """

    def __init__(self, name: str, folder: Path, env: Mapping[str, str]) -> None:
        self._process, self._terminal = pty.fork()
        if self._process == 0:
            os.chdir(folder)
            os.execvpe(name, [name, "-i"], {**env, "TERM": "xterm"})
        rows_and_columns = struct.pack("HHHH", 200, 200, 0, 0)
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, rows_and_columns)
        self.greeting = self._read_until(lambda text: _PROMPT in text)

    def complete(self, line: str, *values: str) -> tuple[str, str]:
        """Type a line and press Tab.

        Parameters
        ----------
        line : str
        *values : str
            What the shell must list before this goes on.

        Returns
        -------
        line : str
            What stands there then.
        shown : str
            All that the terminal showed.
        """
        os.write(self._terminal, f"{line}\t".encode())
        values_shown = self._read_until(lambda text: all(value in text for value in values))
        os.write(self._terminal, b"\x07")
        shown = values_shown + self._read_until(lambda text: _LINE.search(text) is not None)
        return _LINE.findall(shown)[-1], shown

    def end(self) -> None:
        """End the process."""
        os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)
        os.close(self._terminal)

    def _read_until(self, is_complete: Callable[[str], bool]) -> str:
        content, text, deadline = b"", "", time.monotonic() + _SECONDS
        while not is_complete(text):
            if not select.select([self._terminal], [], [], deadline - time.monotonic())[0]:
                raise TimeoutError(f"the shell shows only {text!r}")
            content += os.read(self._terminal, 65536)
            text = _CONTROL.sub("", content.decode(errors="replace")).replace("\r", "")
        return text
