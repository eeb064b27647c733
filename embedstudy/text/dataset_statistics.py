"""Statistics of a data set: its classes, lengths, words and repeated texts."""

from collections import Counter
from dataclasses import dataclass, fields

import numpy as np
import pyarrow as pa

from embedstudy.datasets.corpus import SPLITS, Corpus
from embedstudy.text.corpus import EncodedCorpus
from embedstudy.text.repeats import Repeats, find_repeats, number_texts
from embedstudy.text.tokenizers import Tokenizer
from embedstudy.text.tokenizers.cleaning import clean
from embedstudy.text.uncut_texts import describe_uncut, find_uncut
from embedstudy.wording import join_names, printable

# Texts that tell which characters are dropped, and how many of these are named.
SAMPLE, COMMONEST = 1000, 10
_SHOWN_CLASSES = 10


@dataclass(frozen=True)
class Lengths:
    """How many tokens texts have: the extremes, the mean, and some percentiles."""

    least: int
    median: float
    mean: float
    p95: float
    most: int


@dataclass(frozen=True)
class Dropped:
    """Characters that became part of no token, white space apart, in a sample of the training part.

    Attributes
    ----------
    texts : int
        Texts in the sample.
    share : float
        Share of their characters.
    commonest : dict
        How often each occurs, the commonest first.
    """

    texts: int
    share: float
    commonest: dict[str, int]


@dataclass(frozen=True, repr=False)
class Description:
    """Statistics of a data set.

    Attributes
    ----------
    dataset, tokenizer : str
    classes : dict
        For each split, the number of texts of each class.
    lengths : dict
        Lengths of the texts of each split.
    words, tokens : int
        Different words and running words of the training part.
    once : int
        Words that occur once in the training part.
    unseen : float
        Share of the test part's running words that do not occur in the training part.
    wordless : dict
        For each split, the texts without a token.
    dropped : Dropped
    repeats : Repeats
    notes : list of str
        Faults that were tolerated in reading it, and a tokenizer that does not fit.
    reading : str
        How its files or tables were read; empty for a data set that is built in.
    """

    dataset: str
    tokenizer: str
    classes: dict[str, dict[str, int]]
    lengths: dict[str, Lengths]
    words: int
    tokens: int
    once: int
    unseen: float
    wordless: dict[str, int]
    dropped: Dropped
    repeats: Repeats
    notes: list[str]
    reading: str = ""

    def __repr__(self) -> str:
        """Return some lines; the fields hold all."""
        sizes = {name: sum(counts.values()) for name, counts in self.classes.items()}
        classes = list(dict.fromkeys(name for counts in self.classes.values() for name in counts))
        parts = [f"{size:,} {name}" for name, size in sizes.items()]
        lengths = self.lengths["train"]
        lines = [
            f"{self.dataset}: {', '.join(parts)} texts",
            f"{len(classes):,} classes: {join_names(classes, 'and', most=_SHOWN_CLASSES)}",
            f"training texts of {lengths.least:,} to {lengths.most:,} tokens, median "
            f"{lengths.median:,g} (tokenizer {self.tokenizer})",
            f"{self.words:,} words, {self.once:,} of them once; {self.unseen:.1%} of the running "
            "words of test are unseen in train",
            *([self.reading] if self.reading else []),
            *(f"note: {note}" for note in self.notes),
            f"fields: {', '.join(field.name for field in fields(self))}",
        ]
        return "\n".join(map(printable, lines))


def describe(corpus: Corpus, encoded: EncodedCorpus, tokenizer: Tokenizer) -> Description:
    """Describe a corpus.

    Parameters
    ----------
    corpus : Corpus
    encoded : EncodedCorpus
        All examples of the corpus.
    tokenizer : Tokenizer
        The one that it was encoded with.
    """
    lengths = encoded.documents.lengths
    vocabulary = encoded.vocabulary(corpus.train.rows)
    tested = encoded.vocabulary(corpus.test.rows)
    uncut = find_uncut(encoded, corpus.train.rows)
    new = np.array([word not in vocabulary for word in tested.words], bool)
    return Description(
        dataset=corpus.name,
        tokenizer=tokenizer.name,
        classes={name: _count_by_class(corpus, name) for name in SPLITS},
        lengths={name: _summarize_lengths(lengths[corpus.splits[name].rows]) for name in SPLITS},
        words=len(vocabulary),
        tokens=int(vocabulary.counts.sum()),
        once=int((vocabulary.counts == 1).sum()),
        unseen=float(tested.counts[new].sum() / max(1, tested.counts.sum())),
        wordless={name: int((lengths[corpus.splits[name].rows] == 0).sum()) for name in SPLITS},
        dropped=_find_dropped(corpus, tokenizer),
        repeats=find_repeats(corpus, number_texts(encoded)),
        notes=[*corpus.notes, *([describe_uncut(uncut, tokenizer.name)] if uncut else [])],
        reading=corpus.reading,
    )


def _find_dropped(corpus: Corpus, tokenizer: Tokenizer) -> Dropped:
    rows = corpus.train.rows
    rows = rows[np.linspace(0, len(rows) - 1, min(SAMPLE, len(rows)), dtype=np.int64)]
    characters: Counter[str] = Counter()
    in_tokens: Counter[str] = Counter()
    for text in corpus.examples.texts.take(pa.array(rows)).to_pylist():
        characters.update("".join(clean(tokenizer.normalize(text), lower=True).split()))
        in_tokens.update("".join(tokenizer(text)).lower())
    dropped = characters - in_tokens
    share = dropped.total() / max(1, characters.total())
    return Dropped(len(rows), share, dict(dropped.most_common(COMMONEST)))


def _count_by_class(corpus: Corpus, split: str) -> dict[str, int]:
    counts = np.bincount(corpus.splits[split].label_ids, minlength=len(corpus.classes))
    return dict(zip(corpus.classes, counts.tolist(), strict=True))


def _summarize_lengths(lengths: np.ndarray) -> Lengths:
    median, p95 = np.percentile(lengths, [50, 95])
    return Lengths(
        int(lengths.min()), float(median), float(lengths.mean()), float(p95), int(lengths.max())
    )
