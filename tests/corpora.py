"""Data sets made of a few texts."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np

from embedstudy.datasets.corpus import SPLITS, Corpus, Split, make_examples


def make_corpus(
    name: str,
    parts: Mapping[str, tuple[Sequence[str], Sequence[str]]],
    classes: Sequence[str] | None = None,
) -> Corpus:
    """Make a corpus of texts in memory: the texts and labels of "train", "dev" and "test"."""
    texts = [text for split in SPLITS for text in parts[split][0]]
    labels = [label for split in SPLITS for label in parts[split][1]]
    examples = make_examples(texts, labels, classes)
    ends = np.cumsum([0, *(len(parts[split][0]) for split in SPLITS)])
    train, dev, test = (Split(examples, np.arange(a, b)) for a, b in pairwise(ends))
    return Corpus(name, examples, train, dev, test, standard_split=True)
