"""The model as a scikit-learn estimator over raw texts, and on disk."""

from embedstudy.classifier.estimator import EmbeddingClassifier

__all__ = ["EmbeddingClassifier"]
