"""A file of vectors on this machine, and its metadata."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class VectorFile:
    """A file of vectors on this machine.

    Attributes
    ----------
    path : Path
        The file with the numbers.
    name : str
        The name that a person asked for.
    member : str
        The file inside, if `path` is a .zip or .tar.
    words_path : Path, optional
        The words of an array file: a ``.parquet`` with one column of strings, or a word a line.
        By default the list next to the array.
    exact_words : bool
        Whether embedstudy wrote that list; see `read_words`.
    sha256 : str
        Hash of `path`, where it is known.
    source : str
        Origin of the file, for people.
    word_prefix : str
        Prefix of the words under which a vocabulary is looked up.
    choices : tuple of str
        How the files were found, as far as a rule chose them and not the person.
    """

    path: Path
    name: str = ""
    member: str = ""
    words_path: Path | None = None
    exact_words: bool = False
    sha256: str = ""
    source: str = ""
    word_prefix: str = ""
    choices: tuple[str, ...] = ()
