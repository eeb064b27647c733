"""Folders and archives that are one table: an array, its words, and what else belongs to it."""

import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from embedstudy.errors import InputError
from embedstudy.wording import is_unicode

# Names of the array with the vectors, if there are several; of a module and its parameters, only
# the last part counts.
_USUAL = ("vectors", "embeddings", "embedding", "matrix", "weight", "weights", "emb", "syn0")


def list_members(path: Path) -> list[str]:
    """Return the names of the files in a .zip, by whatever ending; none if it is no .zip."""
    # Damage shows in many ways; a reader says what is wrong.
    with suppress(Exception), zipfile.ZipFile(path) as archive:
        return [info.filename for info in archive.infolist() if not info.is_dir()]
    return []


def choose_array(
    source: str, shapes: Mapping[str, tuple[int, ...]], wanted: str, others: Collection[str]
) -> str:
    """Choose the array with the vectors.

    Parameters
    ----------
    source : str
        Name of the file, for messages.
    shapes : mapping of str to tuple of int
        The arrays of numbers with two dimensions.
    wanted : str
        The one that a person named, or empty.
    others : collection of str
        What else is there, for messages.

    Raises
    ------
    InputError
        If there is none, or several could be meant.
    """
    if wanted:
        if wanted not in shapes:
            there = f"there are: {', '.join(shapes)}" if shapes else "there is none"
            raise InputError(f"{source}: no table of numbers called {wanted!r}; {there}")
        return wanted
    usual = [name for name in shapes if name.rpartition(".")[2].lower() in _USUAL]
    choice = usual if len(usual) == 1 else list(shapes)
    if len(choice) == 1:
        return choice[0]
    if not shapes:
        holds = f" (it holds {', '.join(others)})" if others else ""
        raise InputError(f"{source}: holds no table of numbers{holds}")
    names = ", ".join(f"{name} {shape[0]} x {shape[1]}" for name, shape in shapes.items())
    raise InputError(
        f"{source}: holds {len(shapes)} tables of numbers; name one of them after a '#': {names}"
    )


def describe_array(name: str, shapes: Mapping[str, tuple[int, ...]]) -> str:
    """Return a phrase that names the array that was chosen, and the tables that were not."""
    unused = [other for other in shapes if other != name]
    suffix = f" (not used: {', '.join(unused)})" if unused else ""
    return f"vectors from array {name}{suffix}"


def encode_words(words: Iterable[object], source: str) -> Iterator[bytes]:
    """Yield words that a file holds as objects, in UTF-8.

    Raises
    ------
    InputError
        If one of them is no word that could stand in a word list.
    """
    for number, word in enumerate(words, start=1):
        if not isinstance(word, str) or "\n" in word or not is_unicode(word):
            raise InputError(f"{source}: word {number} is {word!r:.60}, which is no word")
        yield word.encode()
