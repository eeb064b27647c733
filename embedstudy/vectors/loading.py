"""From a file on disk to word vectors: rows that are wanted, in memory or memory-mapped."""

import warnings
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import TypeAlias

import numpy as np

from embedstudy.errors import EmbedstudyWarning, InputError
from embedstudy.options.vectors import VectorOptions
from embedstudy.storage import FULL, no_space
from embedstudy.vectors.affixes import (
    SAMPLE,
    SUSPECT,
    Affix,
    find_affix,
    list_language_prefixes,
    spell_with_prefixes,
    strip_affixes,
)
from embedstudy.vectors.cache import Cache
from embedstudy.vectors.cached_table import CachedTable
from embedstudy.vectors.formats.read_table import detect_format, read_table
from embedstudy.vectors.formats.table_rows import TableRows, Wanted
from embedstudy.vectors.formats.vector_format import Sink
from embedstudy.vectors.ngram_vectors import NgramVectors
from embedstudy.vectors.postprocessing import all_but_the_top, unit_length
from embedstudy.vectors.source_files import SourceFiles
from embedstudy.vectors.vector_file import VectorFile
from embedstudy.vectors.word_finder import DIGITS, EXACT, WordFinder, list_fallbacks
from embedstudy.vectors.word_vectors import WordVectors
from embedstudy.wording import counted

# Words that are asked for, with the spellings that stand for each, the best first.
Spellings: TypeAlias = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class LazySpellings(Mapping[str, tuple[str, ...]]):
    """Spellings that are made when they are needed: to hold them takes more than the words do.

    Attributes
    ----------
    words : dict of str to None
        Keys in the order of the vocabulary.
    spell : callable
        From a word to its spellings.
    """

    words: dict[str, None]
    spell: Callable[[str], tuple[str, ...]]

    def __getitem__(self, word: str) -> tuple[str, ...]:
        """Return the spellings of a word."""
        if word not in self.words:
            raise KeyError(word)
        return self.spell(word)

    def __iter__(self) -> Iterator[str]:
        return iter(self.words)

    def __len__(self) -> int:
        return len(self.words)


def load_file(
    file: VectorFile, vocabulary: Iterable[str] | None = None, options: VectorOptions | None = None
) -> WordVectors:
    """Read vectors from a file in any known format.

    Parameters
    ----------
    file : VectorFile
    vocabulary : iterable of str, optional
        The words to keep, in this order; rows of other words are never kept in memory. Without
        it the whole table is read, and left in the data home as an array that the next call
        memory-maps.
    options : VectorOptions, optional

    Raises
    ------
    InputError
        With file and line, if it cannot be read.
    """
    options = options or VectorOptions()
    if vocabulary is None:
        table = replace(_load_whole(file, options), ngrams=_open_ngrams(file))
        if options.word_prefix or options.word_suffix:
            table = _strip_affixes(table, options)
    else:
        words = dict.fromkeys(map(str, vocabulary))
        prefix, suffix = affixes = _choose_affixes(file, options)

        def spell(word: str) -> tuple[str, ...]:
            spellings = list_spellings(word, options.case_fallback)
            return tuple(f"{prefix}{spelling}{suffix}" for spelling in spellings)

        is_lazy = _has_ngrams(file)  # other formats need all spellings more than once
        spellings = (
            LazySpellings(words, spell) if is_lazy else {word: spell(word) for word in words}
        )
        table = _load_some(file, options, spellings)
        table = _order_by_spelling(table, spellings, affixes)
        n_known = len(table) - len(table.from_ngrams)
        if n_known < SUSPECT * len(words) and not prefix and not suffix:
            table = replace(table, affix=_find_affix(file, options, words))
    for warning in table.notes:
        warnings.warn(f"{file.name or file.path}: {warning}", EmbedstudyWarning, stacklevel=2)
    if options.all_but_the_top and not len(table):
        raise InputError(f"{table.name}: none of the words is known: all_but_the_top needs some")
    if options.all_but_the_top or options.normalize:
        table = replace(table, ngrams=None)  # their vectors are as in the file
    if options.all_but_the_top:
        table = replace(table, matrix=all_but_the_top(table.matrix, options.all_but_the_top))
    if options.normalize:
        table = replace(table, matrix=unit_length(table.matrix))
    return table


def _strip_affixes(table: WordVectors, options: VectorOptions) -> WordVectors:
    """Keep the words that have the prefix and the suffix of the options, without them."""
    words, rows = strip_affixes(table.words, options.word_prefix, options.word_suffix)
    if not words:
        raise InputError(
            f"{table.name}: not one of {counted(len(table), 'word')} is spelled "
            f"{options.word_prefix!r} + word + {options.word_suffix!r}, as the options say"
        )
    matrix = table.matrix if len(words) == len(table) else table.matrix[rows]
    return replace(table, words=words, matrix=matrix, ngrams=None)


def _find_affix(file: VectorFile, options: VectorOptions, wanted: Collection[str]) -> Affix | None:
    """Find the affix of a table's words that those of a corpus lack, in its first rows."""

    def read_words(words: frozenset[str] | None, limit: int | None) -> list[str]:
        asked = Wanted(words, limit, skip_bad_lines=True, encoding_errors="replace")
        return read_table(file, lambda _: None, asked, trust_pickle=options.trust_pickle).words

    sample = read_words(None, SAMPLE)
    affix = find_affix(sample, wanted)
    if affix is None and (prefixes := list_language_prefixes(sample)):
        affix = find_affix(
            read_words(frozenset(spell_with_prefixes(prefixes, wanted)), None), wanted
        )
    return affix


def list_spellings(word: str, case_fallback: bool = True) -> tuple[str, ...]:
    """Return what a word is looked up as, first to last."""
    if not case_fallback:
        return (word,)
    lower = word.lower()
    capital = lower[:1].upper() + lower[1:]
    # `title` makes "Don'T" of "don't", and "New-York" of "new-york".
    return tuple(dict.fromkeys((word, lower, capital, word.upper(), word.title())))


def _choose_affixes(file: VectorFile, options: VectorOptions) -> tuple[str, str]:
    """Return the prefix and the suffix of the words of a table."""
    return options.word_prefix or file.word_prefix, options.word_suffix


def _order_by_spelling(
    table: WordVectors, spellings: Spellings, affixes: tuple[str, str]
) -> WordVectors:
    """Put a table in the order of a vocabulary: of each word, the first spelling that is there."""
    finder = WordFinder(table.ids, spellings.__getitem__, affixes)
    located = {word: match for word in spellings if (match := finder.find(word))}
    places = [row for row, _ in located.values()]
    in_order = places == list(range(len(table)))  # then no copy is needed
    matches = {word: how for word, (_, how) in located.items() if how != EXACT}
    n_masked = sum(how == DIGITS for how in matches.values())
    notes = list(table.notes)
    if n_masked:
        words = counted(n_masked, "word")
        notes.append(f"{words} with digits looked up with # for each digit, as the table has them")
    return replace(
        table,
        words=list(located),
        matrix=table.matrix if in_order else table.matrix[places],
        notes=tuple(notes),
        from_ngrams=frozenset(
            word for word, (row, _) in located.items() if table.words[row] in table.from_ngrams
        ),
        matches=matches,
        n_respelled=finder.n_respelled,
    )


def _load_whole(file: VectorFile, options: VectorOptions) -> WordVectors:
    if options.limit is not None:  # as many as fit in memory, or they would not be asked for
        return _read(file, options, SourceFiles(file))
    cache = _open_cache(file, options)
    cached = cache.find() or _fill(cache, file, options)
    if isinstance(cached, WordVectors):
        return cached
    with cached:
        words, matrix = cached.read_whole()
    return WordVectors(
        words, matrix, _name(file), file.sha256, cached.notes,
        reading=describe_reading(file, cached.choices),
    )  # fmt: skip


def _load_some(file: VectorFile, options: VectorOptions, spellings: Spellings) -> WordVectors:
    """Read the rows of some words, from the kept table where there is one."""
    cache = _open_cache(file, options)
    # A cached table has no n-grams, and a limit reads less than it.
    is_useless = cache.sources.has_ngrams or options.limit is not None
    cached = None if is_useless else cache.find()
    if cached is None:
        return _read(file, options, cache.sources, spellings)
    with cached:
        wanted = _make_wanted(file, options, spellings)
        rows, matrix = _gather(lambda sink: cached.read_rows(wanted, sink))
    return WordVectors(
        rows.words, matrix, _name(file), file.sha256, (*cached.notes, *rows.warnings()),
        reading=describe_reading(file, cached.choices),
    )  # fmt: skip


def _open_ngrams(file: VectorFile) -> NgramVectors | None:
    vector_format = detect_format(file.path, file.member)
    if vector_format is None or vector_format.open_ngrams is None:
        return None
    return vector_format.open_ngrams(file)


def _has_ngrams(file: VectorFile) -> bool:
    vector_format = detect_format(file.path, file.member)
    return vector_format is not None and vector_format.open_ngrams is not None


def _open_cache(file: VectorFile, options: VectorOptions) -> Cache:
    return Cache(file, (options.skip_bad_lines, options.encoding_errors))


def _fill(cache: Cache, file: VectorFile, options: VectorOptions) -> CachedTable | WordVectors:
    """Keep a whole table in the data home; where that cannot be, read it into memory."""
    wanted = _make_wanted(file, options, None)

    def read(sink: Sink) -> TableRows:
        return read_table(file, sink, wanted, trust_pickle=options.trust_pickle)

    try:
        return cache.fill(read) or _read(file, options, cache.sources)
    except OSError as error:
        table = _read(file, options, cache.sources)
        cause = error.strerror or str(error)
        if error.errno in FULL:
            cause = no_space(cache.folder, table.matrix.nbytes)
        warnings.warn(
            f"{error.filename or cache.folder}: {cause}; read into memory instead",
            EmbedstudyWarning,
            stacklevel=4,
        )
        return table


def _make_wanted(file: VectorFile, options: VectorOptions, spellings: Spellings | None) -> Wanted:
    words: frozenset[str] | None = None
    if spellings is not None:
        # A format with n-grams goes by the spellings alone; a set of them takes memory.
        by_spelling = options.encoding_errors == "strict" and isinstance(spellings, LazySpellings)
        affixes = _choose_affixes(file, options)
        words = frozenset() if by_spelling else _list_wanted(spellings, affixes)
    return Wanted(words, options.limit, options.skip_bad_lines, options.encoding_errors, spellings)


def _list_wanted(spellings: Spellings, affixes: tuple[str, str]) -> frozenset[str]:
    words = frozenset(chain(*spellings.values()))
    return words.union(list_fallbacks(spellings, affixes))


def _read(
    file: VectorFile,
    options: VectorOptions,
    sources: SourceFiles,
    spellings: Spellings | None = None,
) -> WordVectors:
    wanted = _make_wanted(file, options, spellings)
    rows, matrix = _gather(
        lambda sink: read_table(file, sink, wanted, trust_pickle=options.trust_pickle)
    )
    sources.check_unchanged()
    return WordVectors(
        rows.words, matrix, _name(file), file.sha256, tuple(rows.warnings()),
        frozenset(rows.from_ngrams), reading=describe_reading(file, rows.choices),
    )  # fmt: skip


def _gather(read: Callable[[Sink], TableRows]) -> tuple[TableRows, np.ndarray]:
    """Read rows into memory; return them with their matrix."""
    blocks: list[np.ndarray] = []
    rows = read(blocks.append)
    blocks = blocks or [np.empty((0, rows.dim), np.float32)]
    return rows, np.concatenate(blocks) if len(blocks) > 1 else blocks[0]


def describe_reading(file: VectorFile, choices: Iterable[str]) -> str:
    """Return a line that tells how a table was read; empty if there is nothing to tell."""
    phrases = [*file.choices, *choices]
    is_local = not file.name or file.source == str(file.path)
    name = file.path.name if is_local else file.name
    return f"read {name}: {', '.join(phrases)}" if phrases else ""


def _name(file: VectorFile) -> str:
    return file.name or file.path.name
