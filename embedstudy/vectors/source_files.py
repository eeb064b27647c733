"""The files that a table of vectors is read from, and whether they have changed."""

import os
from pathlib import Path

from embedstudy.errors import InputError
from embedstudy.fetch.digests import REMEMBERED_FROM
from embedstudy.storage import checksum_file
from embedstudy.unpack import BufferedStream
from embedstudy.vectors.formats.read_table import detect_format
from embedstudy.vectors.formats.word_lists import find_word_list
from embedstudy.vectors.vector_file import VectorFile

State = tuple[int, ...]


class SourceFiles:
    """The files of a table, as they are when this object is made.

    Parameters
    ----------
    file : VectorFile

    Attributes
    ----------
    paths : list of Path
        The file itself, and its word list if it has one.
    companions : list of Path
        Other files that the table is read from.
    has_ngrams : bool
        Whether the file may make vectors for words that it lacks.
    is_mappable : bool
        Whether a float32 table can be memory-mapped where it lies.

    Raises
    ------
    InputError
        If the file is not there, or has no word list where it needs one.
    """

    def __init__(self, file: VectorFile) -> None:
        self._file = file
        try:
            vector_format = detect_format(file.path, file.member)
            self.paths = [file.path]
            if vector_format and vector_format.word_list:
                self.paths.append(file.words_path or find_word_list(file.path))
            self.companions = list(vector_format.companions(file.path)) if vector_format else []
            self._states = {path: _read_state(path) for path in self._all}
        except FileNotFoundError as error:
            raise InputError(f"{error.filename}: no such file") from None
        self.has_ngrams = vector_format is not None and vector_format.open_ngrams is not None
        self.is_mappable = vector_format is not None and vector_format.is_mappable

    @property
    def _all(self) -> list[Path]:
        return [*self.paths, *self.companions]

    def identify(self) -> list[tuple[str, object]]:
        """Return each path, with what changes when the content of the file changes.

        That is a hash of the content, or for a large file its inode, size and times: a content may
        change under the same size and time of writing.
        """
        return [(str(path.resolve()), self._identify(path)) for path in self._all]

    def _identify(self, path: Path) -> object:
        if path == self._file.path and self._file.sha256:
            return self._file.sha256
        state = self._states[path]
        if state[1] >= REMEMBERED_FROM or not path.is_file():
            return state
        return checksum_file(path)

    def check_unchanged(self) -> None:
        """Make sure that the files are still those that they were.

        Raises
        ------
        InputError
            If one was written, replaced or removed meanwhile.
        """
        for path, state in self._states.items():
            try:
                _compare(path, _read_state(path), state)
            except FileNotFoundError:
                raise _make_changed_error(path) from None

    def open_unchanged(self, path: Path) -> BufferedStream:
        """Open a file; others that replace it change nothing of what is read.

        Raises
        ------
        InputError
            If it was written, replaced or removed meanwhile.
        """
        try:
            file = path.open("rb")
        except FileNotFoundError:
            raise _make_changed_error(path) from None
        try:
            _compare(path, _make_state(os.fstat(file.fileno())), self._states[path])
        except InputError:
            file.close()
            raise
        return file


def _compare(path: Path, now: State, before: State) -> None:
    if now != before:
        raise _make_changed_error(path)


def _make_changed_error(path: Path) -> InputError:
    return InputError(f"{path}: was written to while it was read (try again)")


def _read_state(path: Path) -> State:
    return _make_state(path.stat())


def _make_state(status: os.stat_result) -> State:
    return status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns
