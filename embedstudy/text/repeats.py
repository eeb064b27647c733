"""Texts of a data set that occur again, within a part or in another part."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from embedstudy.datasets.corpus import Corpus
from embedstudy.text.corpus import EncodedCorpus

# A model has seen them before it is tested on them, or its epoch is chosen by them.
_PAIRS = (("dev", "train"), ("test", "train"), ("test", "dev"))
_HASH_BYTES = 16
# Texts whose hashes are sorted at a time.
_GROUP = 1 << 20


@dataclass(frozen=True)
class Repeats:
    """Texts with the same tokens as another text; texts without tokens do not count.

    Attributes
    ----------
    within : dict
        For each split, the texts that repeat an earlier one of the same split.
    across : dict
        For each pair of splits such as "test in train", the texts of the first that also occur in
        the second. A model has seen them before it is tested on them.
    other_label : int
        Texts that occur with more than one label, counted once each.
    """

    within: dict[str, int]
    across: dict[str, int]
    other_label: int


def number_texts(encoded: EncodedCorpus) -> np.ndarray:
    """Return numbers that are equal for texts with equal tokens; -1 for a text without tokens.

    Returns
    -------
    ndarray of int32, shape (n_texts,)
        Above -1 they are those from 0 on.
    """
    hashes = np.empty((len(encoded.documents), 2), np.uint64)
    numbers = np.full(len(hashes), -1, np.int32)
    begin = 0
    for piece in encoded.documents.pieces():
        offsets, values = piece.offsets.tolist(), piece.values
        digests = (
            hashlib.blake2b(values[start:end].data, digest_size=_HASH_BYTES).digest()
            for start, end in pairwise(offsets)
        )
        end = begin + len(piece)
        hashes[begin:end] = np.frombuffer(b"".join(digests), np.uint64).reshape(-1, 2)
        numbers[begin:end][piece.lengths > 0] = 0
        begin = end
    n_numbers, n_groups = 0, len(hashes) // _GROUP + 1
    groups = (hashes[:, 0] % np.uint64(n_groups)).astype(np.int32)
    for group in range(n_groups):  # equal texts are in one
        texts = np.flatnonzero((groups == group) & (numbers == 0))
        texts = texts[np.lexsort(hashes[texts].T)]
        differs = (hashes[texts[1:]] != hashes[texts[:-1]]).any(axis=1)
        numbers[texts[:1]] = n_numbers  # a group may be empty
        numbers[texts[1:]] = n_numbers + np.cumsum(differs)
        n_numbers += int(differs.sum()) + min(1, len(texts))
    return numbers


def find_repeats(corpus: Corpus, numbers: np.ndarray) -> Repeats:
    """Count the texts of a corpus that occur again.

    Parameters
    ----------
    corpus : Corpus
    numbers : ndarray of int32
        See `number_texts`; of all examples of the corpus.
    """
    within, parts, stands_in = {}, {}, {}
    n_numbers = int(numbers.max(initial=-1)) + 1
    first_label, has_several = np.full(n_numbers, -1, np.int32), np.zeros(n_numbers, bool)
    for name, split in corpus.splits.items():
        has_tokens = numbers[split.rows] >= 0
        part, labels = numbers[split.rows][has_tokens], split.label_ids[has_tokens]
        parts[name], stands_in[name] = part, np.zeros(n_numbers, bool)
        stands_in[name][part] = True
        within[name] = len(part) - int(stands_in[name].sum())
        # Whichever of them is first will do: one of the others differs from it, or none.
        is_new = first_label[part] < 0
        first_label[part[is_new]] = labels[is_new]
        has_several[part[first_label[part] != labels]] = True
    return Repeats(
        within=within,
        across={f"{a} in {b}": int(stands_in[b][parts[a]].sum()) for a, b in _PAIRS},
        other_label=int(has_several.sum()),
    )


def count_across(corpora: Sequence[Corpus], numbers: np.ndarray) -> dict[str, int]:
    """Count the texts of each part that also stand in an earlier part, summed over folds."""
    counts = [find_repeats(corpus, numbers).across for corpus in corpora]
    return {pair: sum(of_fold[pair] for of_fold in counts) for pair in counts[0]}
