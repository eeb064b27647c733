"""In-domain vectors: word2vec and fastText, trained by gensim on a person's own texts."""

import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np

from embedstudy.errors import EmbedstudyError, InputError, ResourcesError
from embedstudy.memory import CHECK_VARIABLE, find_free_memory, format_bytes, is_checked
from embedstudy.options.signature import takes_options
from embedstudy.options.vector_training import VectorTrainingOptions
from embedstudy.progress import Advance, poll_progress, progress_bar
from embedstudy.vectors.ngram_buckets import NgramBuckets
from embedstudy.vectors.ngram_vectors import NgramVectors
from embedstudy.vectors.word_vectors import WordVectors

_FLOAT, _BYTES_OF_WORD = 4, 500
ARCHITECTURES = {"cbow": 0, "skipgram": 1}

# gensim silently drops what follows the 10,000th word of a text.
_LONGEST = 10_000

# fastText hashes n-grams of 3 to 6 characters into this many rows: 800 MB of 100 numbers each. A
# vocabulary with fewer n-grams gets no more rows than it has.
_MIN_N, _MAX_N, _BUCKETS = 3, 6, 2_000_000


@takes_options(VectorTrainingOptions)
def train_vectors(
    documents: Iterable[Sequence[str]], *, progress: bool = True, **options: Any
) -> WordVectors:
    """Train word vectors on tokenized texts.

    The same documents in the same order give the same bytes, in any process, as long as
    `workers` is 1. Learning rate and subsampling of frequent words are gensim's own (0.025 and
    0.001).

    Parameters
    ----------
    documents : iterable of lists of tokens
        Read once to count the words and once for each epoch, never held: a list, or an object
        whose ``__iter__`` starts again.
    progress : bool
        Whether to show progress on stderr.
    **options
        The fields of `VectorTrainingOptions`.

    Returns
    -------
    WordVectors
        Named by the method; float32, words x dim, by count down and then by spelling. Those of
        fasttext give any word a vector: ``vectors["unseen"]``.

    Raises
    ------
    InputError
        If a setting is not usable, the documents can be read only once, or there are no words
        to learn from.
    ResourcesError
        If the model does not fit into the memory that is free.

    References
    ----------
    Mikolov et al. (2013), Distributed representations of words and phrases and their
    compositionality. Bojanowski et al. (2017), Enriching word vectors with subword information.

    Examples
    --------
    >>> texts = [["good", "film"], ["bad", "film"]] * 5
    >>> train_vectors(texts, dim=4, progress=False).words
    ['film', 'bad', 'good']
    """
    settings = VectorTrainingOptions(**options)
    method, dim = settings.method, settings.dim
    if isinstance(documents, str | Iterator):
        raise InputError("documents can be read only once; give a list of lists of tokens")
    counts, pieces, n_documents = _count(documents, settings, progress)
    try:
        model = METHODS[method](settings, counts)
        _check_memory(method, len(counts), dim, n_buckets=getattr(model.wv, "bucket", 0))
        model.build_vocab_from_freq(counts, corpus_count=pieces)
    except MemoryError:
        raise InputError(
            f"{len(counts):,} words x {dim:,} numbers do not fit into memory: "
            "lower dim, or raise min_count"
        ) from None
    feed = _Feed(documents)
    title = f"training {method} on {n_documents:,} documents"
    with progress_bar(title, settings.epochs * n_documents, show=progress) as advance:
        _fit(model, feed, settings, pieces, n_documents, advance)
    matrix = np.ascontiguousarray(model.wv.vectors, np.float32)
    if not np.isfinite(matrix).all():
        raise EmbedstudyError(f"{method} gave numbers that are not finite; try another seed")
    return WordVectors(list(model.wv.index_to_key), matrix, method, ngrams=_keep_ngrams(model))


def _check_memory(method: str, n_words: int, dim: int, n_buckets: int) -> None:
    """Refuse what does not fit, before gensim allocates it.

    Raises
    ------
    ResourcesError
    """
    memory = find_free_memory() if is_checked() else None
    size = estimate_memory(n_words, dim, n_buckets)
    if memory is not None and size > memory.size:
        raise ResourcesError(
            f"training {method} on {n_words:,} words x {dim:,} numbers needs about "
            f"{format_bytes(size)} more memory; {format_bytes(memory.size)} are free "
            f"({memory.limit}): lower dim, or raise min_count ({CHECK_VARIABLE}=0 goes on in "
            "spite of it)"
        )


def estimate_memory(n_words: int, dim: int, n_buckets: int = 0) -> int:
    """Return about how many bytes training takes.

    Words and output weights are counted as gensim's own ``Word2Vec.estimate_memory`` does;
    fastText holds each word once more, and a row for each bucket of n-grams.
    """
    copies = 3 if n_buckets else 2
    return n_words * (_BYTES_OF_WORD + copies * _FLOAT * dim) + n_buckets * _FLOAT * dim


def _keep_ngrams(model: Any) -> NgramVectors | None:
    """Return the vectors of a fastText model's n-grams; None for another model."""
    table = getattr(model.wv, "vectors_ngrams", None)
    if table is None:
        return None
    buckets = NgramBuckets(model.wv.min_n, model.wv.max_n, model.wv.bucket)
    return NgramVectors(partial(_pair, buckets, np.asarray(table, np.float32)))


def _pair(buckets: NgramBuckets, table: np.ndarray) -> tuple[NgramBuckets, np.ndarray, int]:
    return buckets, table, 0


def _count(
    documents: Iterable[Sequence[str]], settings: VectorTrainingOptions, progress: bool
) -> tuple[dict[str, int], int, int]:
    """Return the words to keep with their counts, in a stable order, and how much was read."""
    counts: Counter[str] = Counter()
    feed, pieces, longest = _Feed(documents), 0, 0

    def show(done: float, doing: str = "") -> None:
        advance(done, doing or f"{feed.seen:,} documents")

    with (
        progress_bar("counting words", 1, show=progress) as advance,
        poll_progress(lambda: 0, show),
    ):
        for piece in feed:
            if isinstance(piece, str):
                raise InputError("a document is a text; give lists of tokens")
            counts.update(piece)
            pieces, longest = pieces + 1, max(longest, len(piece))
    feed.complain()
    if not counts:
        raise InputError(f"no words to train on in {feed.seen:,} documents")
    if longest < 2:
        raise InputError("no document has two words: there is no context to learn from")
    frequent = [item for item in counts.items() if item[1] >= settings.min_count]
    if not frequent:
        raise InputError(
            f"no word occurs {settings.min_count} times in {feed.seen:,} documents "
            f"(the most frequent, {max(counts.values())}): lower min_count"
        )
    # In this order whatever order the documents brought the words in.
    ordered = sorted(frequent, key=lambda item: (-item[1], item[0]))
    return dict(ordered), pieces, feed.seen


def _fit(
    model: Any,
    feed: "_Feed",
    settings: VectorTrainingOptions,
    pieces: int,
    n_documents: int,
    advance: Advance,
) -> None:
    def show(done: float, doing: str = "") -> None:
        epoch = min(int(done) // n_documents + 1, settings.epochs)
        advance(done, doing or f"epoch {epoch} of {settings.epochs}")

    try:
        with poll_progress(lambda: feed.seen, show):
            model.train(feed, total_examples=pieces, epochs=settings.epochs)
    finally:
        feed.stopped = True  # after Ctrl-C, gensim's threads would read on to the epoch's end
    feed.complain()


class _Feed:
    """Documents for gensim, in pieces that it reads to their end; how far it has come, and why not.

    gensim reads them in a thread of its own; were an error to end that thread, training would wait
    for it forever. So an error ends the documents and is raised when gensim is done.
    """

    def __init__(self, documents: Iterable[Sequence[str]]) -> None:
        self._documents = documents
        self._error: Exception | None = None
        self.seen, self.stopped = 0, False

    def __iter__(self) -> Iterator[Sequence[str]]:
        if self._error is not None:
            return
        try:
            for document in self._documents:
                if self.stopped:
                    return
                self.seen += 1
                for start in range(0, len(document), _LONGEST):
                    whole = len(document) <= _LONGEST
                    yield document if whole else document[start : start + _LONGEST]
        except Exception as error:
            self._error = error

    def complain(self) -> None:
        """Raise the error that ended the documents, if one did."""
        if self._error is not None:
            raise self._error


def _list_options(settings: VectorTrainingOptions) -> dict[str, Any]:
    same_names = ("window", "negative", "epochs", "min_count", "workers", "seed")
    return {
        "vector_size": settings.dim,
        "sg": ARCHITECTURES[settings.architecture],
        **{name: getattr(settings, name) for name in same_names},
        # Python's own hash of a string differs from process to process.
        "hashfxn": lambda text: zlib.crc32(text.encode("utf-8", "surrogatepass")),
        "sorted_vocab": 0,  # it comes sorted
    }


def _make_word2vec(settings: VectorTrainingOptions, counts: dict[str, int]) -> Any:  # noqa: ARG001
    from gensim.models import Word2Vec

    return Word2Vec(**_list_options(settings))


def _make_fasttext(settings: VectorTrainingOptions, counts: dict[str, int]) -> Any:
    from gensim.models import FastText

    # The n-grams of each word between its two boundary signs.
    ngrams = sum(max(0, len(w) + 3 - n) for w in counts for n in range(_MIN_N, _MAX_N + 1))
    return FastText(
        **_list_options(settings), min_n=_MIN_N, max_n=_MAX_N, bucket=max(1, min(_BUCKETS, ngrams))
    )


METHODS = {"word2vec": _make_word2vec, "fasttext": _make_fasttext}
