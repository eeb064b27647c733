"""How often each word occurs in each class; no text is needed any more to look at words."""

import numpy as np

from embedstudy.results.directory import StudyDirectory, WordCounts
from embedstudy.study.data.study_datasets import StudyDataset, StudyDatasets
from embedstudy.text.encoding import EncodedDocuments


def write_word_counts(study: StudyDirectory, datasets: StudyDatasets) -> None:
    """Publish the counts of each data set; of the first fold in a cross-validation."""
    for name, source in datasets.sources.items():
        study.write_word_counts(name, count_words(source))


def count_words(source: StudyDataset) -> WordCounts:
    """Count the words of the training vocabulary by class, in train and in dev and test together.

    Texts that no model was trained on are counted apart. So an embedding can be compared with
    counts that it did not learn from.
    """
    materials, classes = source.materials[0], source.corpus.classes
    words = materials.vocabulary.words
    documents, labels = materials.features.documents, materials.labels
    train, dev, test = (
        _count_by_class(documents[part], labels[part], len(words), len(classes))
        for part in ("train", "dev", "test")
    )
    return WordCounts(tuple(words), tuple(classes), train, dev + test)


def _count_by_class(
    documents: EncodedDocuments, labels: np.ndarray, n_words: int, n_classes: int
) -> np.ndarray:
    class_of_token = np.repeat(labels.astype(np.int64), documents.lengths)
    flat = np.bincount(
        documents.values.astype(np.int64) * n_classes + class_of_token,
        minlength=n_words * n_classes,
    )
    return flat.reshape(n_words, n_classes)
