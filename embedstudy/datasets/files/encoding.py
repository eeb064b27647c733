"""The names of text encodings."""

import codecs

from embedstudy.errors import InputError


def normalize_encoding(name: str) -> str:
    """Return the one name by which Python knows an encoding.

    Raises
    ------
    InputError
        If there is no such encoding of text.

    Examples
    --------
    >>> normalize_encoding("Latin1"), normalize_encoding("utf-8-sig")
    ('iso8859-1', 'utf-8')
    """
    try:
        "".encode(name)  # refuses codecs that are not of text
        known = codecs.lookup(name).name
    except (LookupError, ValueError, TypeError):
        raise InputError(
            f"no encoding {name!r}; usual ones are: utf-8, utf-16, latin-1, cp1252"
        ) from None
    # Every reader leaves out a byte order mark.
    return "utf-8" if known == "utf-8-sig" else known
