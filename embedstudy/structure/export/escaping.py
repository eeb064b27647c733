"""Cells of tables that other programs open: no word breaks a row, none is taken for a formula."""

import re

# Characters that end a line or a cell for some reader, and the signs that stand for them.
_SEPARATOR = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\\]")
_SHORT = {"\t": r"\t", "\n": r"\n", "\r": r"\r", "\\": r"\\"}
# How formulas begin, in their full-width forms too; and what some programs skip before one.
_FORMULA = re.compile(r"[=+\-@＝＋－＠\t\r\n]")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)


def escape_cell(text: str) -> str:
    r"""Return a text that stays in its cell of a TSV file.

    A tab becomes ``\t``, a line feed ``\n``, a carriage return ``\r``, and a backslash two. Any
    other control character or separator of lines becomes its number. So all of it can be read back.

    Examples
    --------
    >>> print(escape_cell("a\tb\u2028c\\d"))
    a\tb\u2028c\\d
    """
    return _SEPARATOR.sub(lambda match: _SHORT.get(match[0]) or _escape_by_number(match[0]), text)


def make_visible(word: str) -> str:
    r"""Return an escaped word that is never blank, because viewers skip rows that look empty.

    Examples
    --------
    >>> print(make_visible("good"), make_visible("\u00a0"), make_visible(""))
    good \xa0 \e
    """
    if word.replace("\ufeff", "").strip():
        return escape_cell(word)
    return "".join(map(_escape_by_number, word)) or r"\e"


def neutralize_formula(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: an apostrophe before what may be one.

    Numbers stay as they are.

    Examples
    --------
    >>> [neutralize_formula(text) for text in ("=1+1", "-0.5", "-5+A1", "good", "'s")]
    ["'=1+1", '-0.5', "'-5+A1", 'good', "'s"]
    """
    is_formula = _FORMULA.match(text) and not _NUMBER.fullmatch(text)
    return f"'{text}" if is_formula else text


def _escape_by_number(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
