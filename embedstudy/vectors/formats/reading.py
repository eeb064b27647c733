"""Which format a file is in, and reading it."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from embedstudy.errors import InputError
from embedstudy.vectors.formats import arrays, binary, keyed_vectors, streams, text
from embedstudy.vectors.formats.table import TableRows, Wanted, header_of
from embedstudy.vectors.formats.text_head import looks_like_text
from embedstudy.vectors.formats.word_lists import read_words, word_list_beside
from embedstudy.wording import counted


def sniff(head: bytes) -> str:
    """Tell the format from the first bytes of a file (unpacked): its ending is not looked at.

    Returns
    -------
    str
        ``npy``, ``safetensors``, ``kv``, ``text``, ``binary``, or empty if it is none of them.
    """
    if head.startswith(b"\x93NUMPY"):
        return "npy"
    if head[8:9] == b"{" and int.from_bytes(head[:8], "little") <= arrays.MAX_JSON:
        return "safetensors"
    if head[:1] == b"\x80" and b"\x02" <= head[1:2] <= b"\x05":  # a pickle says its protocol first
        return "kv"
    if looks_like_text(head):
        return "text"
    return "binary" if header_of(head.split(b"\n", 1)[0]) else ""


def format_of(path: Path, member: str = "") -> str:
    """Tell the format of a file, or of what is packed in it; see `sniff`.

    Raises
    ------
    InputError
        If the file is not there, or is damaged.
    """
    with streams.opened(path, member) as stream:
        return sniff(stream.peek(streams.HEAD)[: streams.HEAD])


def read_table(
    path: Path,
    sink: Callable[[np.ndarray], None],
    wanted: Wanted,
    *,
    member: str = "",
    words_path: Path | None = None,
    exact_words: bool = False,
    trust_pickle: bool = False,
) -> tuple[str, TableRows]:
    """Read a file of vectors.

    Parameters
    ----------
    path : Path
    sink : callable
        Takes the kept rows, a block of float32 of shape (n, dim) at a time.
    wanted : Wanted
    member : str
        The file inside a .zip; needed where it holds several.
    words_path : Path, optional
        The words of an array file; a list beside it by default.
    exact_words : bool
        Whether that list is one of our own; see `read_words`.
    trust_pickle : bool
        Whether a pickle may be read.

    Returns
    -------
    format : str
    rows : TableRows

    Raises
    ------
    InputError
        If the file is not there, or cannot be read.
    """
    source = f"{path}#{member}" if member else str(path)
    with streams.opened(path, member) as stream:
        kind = sniff(stream.peek(streams.HEAD)[: streams.HEAD])
        if kind in _ARRAYS:
            words = read_words(words_path or word_list_beside(path), exact=exact_words)
            rows = _ARRAYS[kind](stream, source, wanted, sink, words)
        elif kind in _OTHERS:
            rows = _OTHERS[kind](stream, source, wanted, sink)
        if kind in _ARRAYS or kind in _OTHERS:
            if wanted.limit is None:
                streams.check_rest(stream)
            return kind, _not_all_bad(rows)
    if kind == "kv":
        rows = keyed_vectors.read_keyed_vectors(path, wanted, sink, trust_pickle=trust_pickle)
        return kind, _not_all_bad(rows)
    raise InputError(
        f"{source}: not vectors in any known format (GloVe or word2vec text, word2vec binary, "
        ".npy, safetensors, gensim .kv)"
    )


def _not_all_bad(rows: TableRows) -> TableRows:
    if rows.read and rows.skipped == rows.read:
        raise InputError(f"{rows.source}: not one of {counted(rows.read, 'row')} can be read")
    return rows


_ARRAYS = {"npy": arrays.read_npy, "safetensors": arrays.read_safetensors}
_OTHERS = {"text": text.read_text, "binary": binary.read_binary}
