"""Affixes that every word of a table has: ``/c/en/good``, ``▁good``, ``good_ADJ``.

Tables of several languages, of subword pieces or of tagged words spell words so. Such a table knows
next to no word of a text, until it is told which affix to take off.
"""

import re
import shlex
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from string import ascii_lowercase

import numpy as np

from embedstudy.wording import join_names

# The rows that are looked at: enough to hold frequent words, read in well under a second.
SAMPLE = 10_000
# A table whose words have an affix knows next to none of a corpus without it. Tables of whole words
# know over half of the words of a text in their language. Below this share it is worth a look.
SUSPECT = 0.3
# As long as the address of an entity: http://dbpedia.org/resource/.
_LONGEST = 32
# An affix that fits fewer words, or a smaller part of the rows, fits by chance.
_FEWEST = 3
_SMALLEST_SHARE = 0.05
# An affix of letters may be part of the words (un-, -ing), unless most of the rows have it.
_SHARE_OF_LETTERS = 0.5
# The affix must find that many times the words that the table knows as they are.
_GAIN = 2
_FAMILY = 5
# A namespace of a language: /c/fr/, /fr/, fr:, fr/.
_NAMESPACE = re.compile(r"(/?(?:c/)?)[a-z]{2}([/:])(?=.)")
_TRIED_WORDS = 50
_NAMES = {"▁": "pieces of words"}
# What programs write around words: CSV's quotes, and Python's strings and bytes.
_QUOTES = (('"', '"'), ("'", "'"), ("b'", "'"))


@dataclass(frozen=True)
class Affix:
    """An affix that words of a table have, and words of a corpus lack.

    Attributes
    ----------
    text : str
    is_prefix : bool
    family : tuple of str
        Affixes of the same kind, the most frequent first: ``_NOUN``, ``_VERB``.
    command : str
        The command that has the option, where it is not the one that a person has called.
    closing : str
        The suffix that goes with a prefix: a closing quote.
    """

    text: str
    is_prefix: bool
    family: tuple[str, ...] = ()
    command: str = ""
    closing: str = ""

    def __str__(self) -> str:
        """Return a phrase with the affix and the option that takes it off."""
        verb, option = ("begin", "prefix") if self.is_prefix else ("end", "suffix")
        affixes = join_names([_show(text) for text in self.family or (self.text,)])
        another = ", or another of them" if len(self.family) > 1 else ""
        command = f"{self.command} with " if self.command else ""
        if self.closing:
            options = f"--word-prefix {_quote(self.text)} --word-suffix {_quote(self.closing)}"
            return f"its words stand in quotes, {self.text}...{self.closing} ({command}{options})"
        cure = f"{command}--word-{option} {_quote(self.text)}{another}"
        return f"its words {verb} with {affixes} ({cure})"


def find_affix(table_words: Sequence[str], vocabulary: Collection[str]) -> Affix | None:
    """Find the affix that makes words of a corpus of words of a table, if there is one.

    Parameters
    ----------
    table_words : sequence of str
        A sample of the table.
    vocabulary : collection of str
        The words of the corpus.
    """
    known = {*vocabulary, *(word.lower() for word in vocabulary)}
    n_known = sum(1 for word in table_words if word.lower() in known)
    affixes = [
        Affix(text, is_prefix)
        for is_prefix in (True, False)
        if (text := _find_best(table_words, known, n_known, is_prefix))
    ]
    if not affixes:
        return _find_quotes(table_words, known, n_known)
    best = max(affixes, key=lambda affix: len(_find_words(table_words, known, affix)))
    return Affix(best.text, best.is_prefix, _find_family(table_words, known, best))


def _find_quotes(words: Sequence[str], known: set[str], n_known: int) -> Affix | None:
    for opening, closing in _QUOTES:
        bare = strip_affixes(words, opening, closing)[0]
        n_found = sum(word.lower() in known for word in bare)
        if 2 * len(bare) > len(words) and n_found >= max(_FEWEST, _GAIN * n_known):
            return Affix(opening, is_prefix=True, closing=closing)
    return None


def list_language_prefixes(table_words: Sequence[str]) -> list[str]:
    """Return the prefixes of every language, if a table's words begin with those of languages.

    A table sorted by language may have none of a text's language among its first rows.
    """
    matches = [match for word in table_words if (match := _NAMESPACE.match(word))]
    if 2 * len(matches) <= len(table_words):
        return []
    (start, end), _ = Counter(match.groups() for match in matches).most_common(1)[0]
    return [f"{start}{a}{b}{end}" for a, b in product(ascii_lowercase, repeat=2)]


def spell_with_prefixes(prefixes: Iterable[str], vocabulary: Iterable[str]) -> list[str]:
    """Return the longest of the first words of a vocabulary, with each of some prefixes."""
    words = [word for _, word in zip(range(10 * _TRIED_WORDS), vocabulary, strict=False)]
    tried = sorted(words, key=len, reverse=True)[:_TRIED_WORDS]
    return [prefix + word for prefix in prefixes for word in tried]


def strip_affixes(words: Sequence[str], prefix: str, suffix: str) -> tuple[list[str], np.ndarray]:
    """Return the words that have an affix, without it, and their rows; int64, shape (n_words,)."""
    end = -len(suffix) or None
    shortest = len(prefix) + len(suffix)
    rows = [
        row
        for row, word in enumerate(words)
        if len(word) > shortest and word.startswith(prefix) and word.endswith(suffix)
    ]
    return [words[row][len(prefix) : end] for row in rows], np.array(rows, np.int64)


def _find_best(words: Sequence[str], known: set[str], n_known: int, is_prefix: bool) -> str:
    stems: dict[str, set[str]] = defaultdict(set)
    for word in words:
        for affix, rest in _split_everywhere(word, is_prefix):
            if rest.lower() in known:
                stems[affix].add(rest)
    frequent = sorted(stems, key=lambda affix: (-len(stems[affix]), len(affix)))[:_FAMILY]
    for affix in frequent:
        if len(stems[affix]) < max(_FEWEST, _GAIN * n_known):
            continue
        has_affix = str.startswith if is_prefix else str.endswith
        share = sum(has_affix(word, affix) for word in words) / len(words)
        inner = affix[-1] if is_prefix else affix[0]
        if share >= (_SHARE_OF_LETTERS if inner.isalnum() else _SMALLEST_SHARE):
            return affix
    return ""


def _split_everywhere(word: str, is_prefix: bool) -> Iterator[tuple[str, str]]:
    for length in range(1, min(len(word), _LONGEST + 1)):
        cut = length if is_prefix else len(word) - length
        yield (word[:cut], word[cut:]) if is_prefix else (word[cut:], word[:cut])


def _find_words(words: Sequence[str], known: set[str], affix: Affix) -> set[str]:
    """Return the words of a corpus that a table's words are without an affix."""
    ends = (affix.text, "") if affix.is_prefix else ("", affix.text)
    return {word for word in strip_affixes(words, *ends)[0] if word.lower() in known}


def _find_family(words: Sequence[str], known: set[str], affix: Affix) -> tuple[str, ...]:
    """Return the suffixes that begin as one does, the most frequent first."""
    mark = affix.text[0]
    if affix.is_prefix or mark.isalnum():
        return ()
    counts = Counter(
        mark + tail
        for stem, has_mark, tail in (word.rpartition(mark) for word in words)
        if has_mark and stem.lower() in known and 0 < len(tail) <= _LONGEST
    )
    least = _SMALLEST_SHARE * counts.total()
    return tuple(text for text, count in counts.most_common(_FAMILY) if count >= least)


def _quote(affix: str) -> str:
    """Return an affix as a shell takes it: in double quotes if it is a single one."""
    return f'"{affix}"' if "'" in affix and not set(affix) & set('"$`\\!') else shlex.quote(affix)


def _show(affix: str) -> str:
    if affix.isascii():
        return repr(affix)
    points = " ".join(f"U+{ord(character):04X}" for character in affix if ord(character) > 127)
    name = _NAMES.get(unicodedata.normalize("NFC", affix))
    return f"{affix!r} ({points}{', ' + name if name else ''})"
