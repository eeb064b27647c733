"""Texts of a data set that occur again, within a part or in another part."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from embedstudy.datasets.corpus import Corpus
from embedstudy.text.corpus import EncodedCorpus

# A model has seen them before it is tested on them, or its epoch is chosen by them.
_PAIRS = (("dev", "train"), ("test", "train"), ("test", "dev"))


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


def hash_texts(encoded: EncodedCorpus) -> list[bytes]:
    """Return a hash of the tokens of each text; empty for a text without tokens.

    Sixteen bytes a text, however long the texts are.
    """
    values, offsets = encoded.documents.values, encoded.documents.offsets.tolist()
    texts = (values[start:end].tobytes() for start, end in pairwise(offsets))
    return [hashlib.blake2b(text, digest_size=16).digest() if text else b"" for text in texts]


def find_repeats(corpus: Corpus, text_hashes: Sequence[bytes]) -> Repeats:
    """Count the texts of a corpus that occur again.

    Parameters
    ----------
    corpus : Corpus
    text_hashes : sequence of bytes
        See `hash_texts`; of all examples of the corpus.
    """
    parts = {
        name: [row for row in split.rows.tolist() if text_hashes[row]]
        for name, split in corpus.splits.items()
    }
    hashes = {name: [text_hashes[row] for row in rows] for name, rows in parts.items()}
    sets = {name: set(part_hashes) for name, part_hashes in hashes.items()}
    labels: dict[bytes, int] = {}
    several: set[bytes] = set()
    for name, rows in parts.items():
        label_ids = corpus.examples.label_ids[rows].tolist()
        for key, label in zip(hashes[name], label_ids, strict=True):
            if labels.setdefault(key, label) != label:
                several.add(key)
    return Repeats(
        within={name: len(part_hashes) - len(sets[name]) for name, part_hashes in hashes.items()},
        across={f"{a} in {b}": sum(key in sets[b] for key in hashes[a]) for a, b in _PAIRS},
        other_label=len(several),
    )


def count_across(corpora: Sequence[Corpus], text_hashes: Sequence[bytes]) -> dict[str, int]:
    """Count the texts of each part that also stand in an earlier part, summed over folds."""
    counts = [find_repeats(corpus, text_hashes).across for corpus in corpora]
    return {pair: sum(of_fold[pair] for of_fold in counts) for pair in counts[0]}
