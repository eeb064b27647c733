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

    def add(self, error: InputError | str) -> None:
        """Take note of a damaged file, once."""
        if str(error) not in self.messages:
            self.messages.append(str(error))

    def check(self, relative: str, read: Callable[[], object]) -> bool:
        """Tell whether a file can be read, and take note of it if not; it is read once."""
        if relative not in self._is_whole:
            try:
                read()
                self._is_whole[relative] = True
            except InputError as error:
                self.add(error)
                self._is_whole[relative] = False
        return self._is_whole[relative]

    def list_lines(self) -> list[str]:
        """List a line for each damaged file, or for the first of many."""
        left_out = len(self.messages) - _MOST_LINES
        lines = self.messages[:_MOST_LINES]
        if left_out > 0:
            lines.append(f"and {counted(left_out, 'more damaged file')}: embedstudy show --verify")
        return lines
