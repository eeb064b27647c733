"""How files are read."""

import codecs
from dataclasses import dataclass, replace

from embedstudy.errors import InputError


@dataclass(frozen=True)
class FileOptions:
    """How the files of a data set are read.

    Attributes
    ----------
    text_column, label_column : str, optional
        Guessed where there is just one candidate.
    encoding : str
        Of text files.
    skip_bad_lines : bool
        Leave out rows that cannot be read, and count them.
    """

    text_column: str | None = None
    label_column: str | None = None
    encoding: str = "utf-8"
    skip_bad_lines: bool = False


def settled(options: FileOptions) -> FileOptions:
    """Return the options with the encoding under the one name that Python knows it by.

    Raises
    ------
    InputError
        If there is no such encoding of text.

    Examples
    --------
    >>> settled(FileOptions(encoding="Latin1")).encoding
    'iso8859-1'
    """
    try:
        "".encode(options.encoding)  # refuses codecs that are not of text
        name = codecs.lookup(options.encoding).name
    except (LookupError, ValueError, TypeError):
        raise InputError(
            f"no encoding {options.encoding!r}; usual ones are: utf-8, utf-16, latin-1, cp1252"
        ) from None
    return replace(options, encoding="utf-8" if name == "utf-8-sig" else name)
