"""The estimator over rows of numbers, so that scikit-learn's own checks, which have no texts, run.

All that is added is how a row becomes a text: a word for each feature and the interval that its
value is in.
"""

import numpy as np
from sklearn.utils.validation import check_is_fitted, validate_data

from embedstudy import EmbeddingClassifier


class RowClassifier(EmbeddingClassifier):
    def fit(self, X, y, sample_weight=None):
        return super().fit(self._texts(X, reset=True), y, sample_weight)

    def partial_fit(self, X, y, classes=None, sample_weight=None):
        texts = self._texts(X, reset=not hasattr(self, "classes_"))
        return super().partial_fit(texts, y, classes, sample_weight)

    def predict_proba(self, X):
        check_is_fitted(self)
        return super().predict_proba(self._texts(X))

    def predict(self, X):
        check_is_fitted(self)
        return super().predict(self._texts(X))

    def transform(self, X):
        check_is_fitted(self)
        return super().transform(self._texts(X))

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = True
        tags.input_tags.one_d_array = tags.input_tags.string = False
        return tags

    def _texts(self, X, reset=False):
        X = validate_data(self, X, reset=reset)
        bins = np.floor(np.clip(2 * X, -1e6, 1e6)).astype(int)
        return [" ".join(f"x{j}v{b}" for j, b in enumerate(row)).replace("-", "m") for row in bins]
