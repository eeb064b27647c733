"""What is damaged in a study that is shown in spite of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from embedstudy.errors import InputError
from embedstudy.wording import counted

Value = TypeVar("Value")

# Lines on damaged files, beyond which they are counted.
_MOST_LINES = 8


@dataclass(eq=False)
class Damage:
    """The damaged files of a study, as they are met; such a file counts as missing.

    Attributes
    ----------
    messages : list of str
        A line for each file, which names it and says how to mend it.
    """

    messages: list[str] = field(default_factory=list)
    _is_whole: dict[str, bool] = field(default_factory=dict)
    _faults: dict[str, str] = field(default_factory=dict)

    def add(self, error: InputError | str, relative: str = "") -> None:
        """Take note of a damaged file, once; `relative` is its path in the study, or its folder."""
        if str(error) not in self.messages:
            self.messages.append(str(error))
        if relative:
            self._faults.setdefault(relative, str(error))

    def find_fault(self, folder: str) -> str | None:
        """Return the line on the first damaged file in a folder, which ends in a slash."""
        faults = (line for file, line in self._faults.items() if file.startswith(folder))
        return next(faults, None)

    def check(self, relative: str, read: Callable[[], object]) -> bool:
        """Tell whether a file can be read, and take note of it if not; it is read once."""
        if relative not in self._is_whole:
            try:
                read()
                self._is_whole[relative] = True
            except InputError as error:
                self.add(error, relative)
                self._is_whole[relative] = False
        return self._is_whole[relative]

    def list_lines(self, error: InputError | None = None) -> list[str]:
        """List a line for each damaged file, or for the first of many.

        `error` is what ended the command. If it is about a damaged file, its line is left out,
        since it is shown in any case.
        """
        messages = [message for message in self.messages if message != str(error or "")]
        left_out = len(messages) - _MOST_LINES
        lines = messages[:_MOST_LINES]
        if left_out > 0:
            lines.append(f"and {counted(left_out, 'more damaged file')}: embedstudy show --verify")
        return lines
