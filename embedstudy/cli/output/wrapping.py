"""Lines of a width: prose is cut at blanks, and names at hyphens and the like too."""

import re
import sys
from itertools import pairwise

from rich.cells import cell_len
from rich.text import Text

# A name may go on in the next line after one of these.
_BREAKS = " -_/.,:"
_TOGETHER = re.compile(r" (?=[%=<])|(?<=[=<]) ")


def wrap_prose(text: Text, width: int) -> list[Text]:
    """Cut a text into lines at its blanks; no line ends in one.

    A number stays with its sign: "78.1 %" and "p = 0.43" are not cut.
    """
    whole = text.copy()
    whole.plain = _TOGETHER.sub(lambda blank: "\xa0" * len(blank[0]), text.plain)
    lines = _wrap(whole, width, " ")
    for line in lines:
        line.plain = line.plain.replace("\xa0", " ")
    return lines


def wrap_name(text: Text, width: int, most_lines: int) -> list[Text]:
    """Cut a name into lines; the middle of a long one is left out."""
    lines = _wrap(text, width, _BREAKS)
    if len(lines) <= most_lines:
        return lines
    return _wrap(shorten(text, width * most_lines), width, "")


def measure_parts(name: Text) -> int:
    """Return the width of the longest part of a name that `wrap_name` keeps whole.

    Examples
    --------
    >>> measure_parts(Text("finetuned (train:word2vec)"))
    9
    """
    plain = name.plain.replace("\n", " ")
    starts = [0, *(at + 1 for at, sign in enumerate(plain) if sign in _BREAKS), len(plain)]
    return max(cell_len(plain[a:b].rstrip()) for a, b in pairwise(starts))


def shorten(text: Text, width: int) -> Text:
    """Shorten a text to a width: its first two thirds and its last third stay.

    Examples
    --------
    >>> shorten(Text("a-name-that-is-too-long"), 10).plain
    'a-name…ong'
    """
    if cell_len(text.plain) <= width:
        return text
    sign = _find_ellipsis()
    room = max(1, width - len(sign))
    end = _find_end(text.plain, 0, room * 2 // 3)
    start = len(text)
    while start > end and cell_len(text.plain[start - 1 :]) <= room - cell_len(text.plain[:end]):
        start -= 1
    return Text.assemble(text[:end], sign, text[start:])


def cut_short(text: Text, width: int) -> Text:
    """Shorten a text to a width: its end is left out."""
    if cell_len(text.plain) <= width:
        return text
    sign = _find_ellipsis()
    return Text.assemble(text[: _find_end(text.plain, 0, max(1, width - len(sign)))], sign)


def can_write(text: str) -> bool:
    """Tell whether stdout's encoding has all characters of a text."""
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _find_ellipsis() -> str:
    return "…" if can_write("…") else "..."


def _wrap(text: Text, width: int, breaks: str) -> list[Text]:
    return [
        line for part in text.split("\n", allow_blank=True) for line in _cut(part, width, breaks)
    ]


def _cut(text: Text, width: int, breaks: str) -> list[Text]:
    plain, offsets, start = text.plain, [], 0
    while cell_len(plain[start:]) > width:
        end = _find_end(plain, start, width)
        if plain[end : end + 1] == " ":  # it is not seen at the end of a line
            end += 1
        end = next((at for at in range(end, start, -1) if plain[at - 1] in breaks), end)
        offsets.append(end)
        start = end
    lines = list(text.divide(offsets))
    for line in lines:
        line.rstrip()
    return lines


def _find_end(plain: str, start: int, width: int) -> int:
    """Return where a line that begins at `start` must end; it holds one character at least."""
    end = start + 1
    while end < len(plain) and cell_len(plain[start : end + 1]) <= width:
        end += 1
    return end
