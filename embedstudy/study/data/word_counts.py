"""How often each word occurs in each class; no text is needed any more to look at words."""

import numpy as np

from embedstudy.results.directory import StudyDirectory, WordCounts
from embedstudy.study.data.prepared_corpus import PreparedCorpus
from embedstudy.study.data.study_datasets import StudyDatasets
from embedstudy.text.encoding import EncodedDocuments


def write_word_counts(study: StudyDirectory, datasets: StudyDatasets) -> None:
    """Publish the counts of each data set; of the first fold in a cross-validation."""
    for name, source in datasets.sources.items():
        study.write_word_counts(name, count_words(source.materials[0]))


# Parts of the held-out texts that are counted apart: ten ways to make halves of them.
HELD_OUT_PARTS = 6


def count_words(materials: PreparedCorpus) -> WordCounts:
    """Count the words of the training vocabulary by class, in train and in dev and test together.

    Texts that no model was trained on are counted apart. So an embedding can be compared with
    counts that it did not learn from.
    """
    classes, words = materials.corpus.classes, materials.vocabulary.words
    documents, labels = materials.features.documents, materials.labels
    shape = len(words), len(classes)
    train = _count_by_class(documents["train"], labels["train"], shape)
    held_out = sum(
        _count_in_parts(documents[part], labels[part], shape) for part in ("dev", "test")
    )
    parts = np.asarray(held_out)
    return WordCounts(tuple(words), tuple(classes), train, parts.sum(axis=0), parts)


def _count_in_parts(
    documents: EncodedDocuments, labels: np.ndarray, shape: tuple[int, int]
) -> np.ndarray:
    """Count the texts of each class in turn in one part after the other."""
    order = np.argsort(labels, kind="stable")
    part = np.empty(len(labels), dtype=np.int64)
    part[order] = np.arange(len(labels)) % HELD_OUT_PARTS
    # A part of a class is a class of its own for the moment.
    by_part = _count_by_class(
        documents, part * shape[1] + labels, (shape[0], HELD_OUT_PARTS * shape[1])
    )
    return by_part.reshape(shape[0], HELD_OUT_PARTS, shape[1]).transpose(1, 0, 2)


def _count_by_class(
    documents: EncodedDocuments, labels: np.ndarray, shape: tuple[int, int]
) -> np.ndarray:
    n_words, n_classes = shape
    counts, begin = np.zeros(n_words * n_classes, np.int64), 0
    for piece in documents.pieces():  # numbers of int64 for some tokens at a time
        labels_of_piece = labels[begin : begin + len(piece)].astype(np.int64)
        class_of_token = np.repeat(labels_of_piece, piece.lengths)
        np.add.at(counts, piece.values.astype(np.int64) * n_classes + class_of_token, 1)
        begin += len(piece)
    return counts.reshape(n_words, n_classes)
