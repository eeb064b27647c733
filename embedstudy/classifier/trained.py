"""What a trained estimator can do."""

import os
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Self, cast

import numpy as np
from scipy.special import softmax
from sklearn.utils.validation import check_is_fitted

from embedstudy.classifier.inference.predictor import FittedModel
from embedstudy.classifier.persistence.load import load
from embedstudy.classifier.persistence.save import save
from embedstudy.classifier.validation import checked_texts
from embedstudy.text.vocabulary import Vocabulary
from embedstudy.vectors.word_vectors import WordVectors

if TYPE_CHECKING:
    from gensim.models import KeyedVectors

    from embedstudy.classifier.estimator import EmbeddingClassifier


class Trained:
    """Predictions, document vectors, words and files of an estimator that is fitted."""

    _fitted: FittedModel
    classes_: np.ndarray

    @property
    def vocabulary_(self) -> Vocabulary:
        """The words of the training texts."""
        check_is_fitted(self)
        return self._fitted.reader.vocabulary

    @property
    def embedding_(self) -> np.ndarray:
        """Their vectors; float32, shape (n_words, dim)."""
        check_is_fitted(self)
        return self._fitted.embedding

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "_fitted")

    def predict_proba(self, X: Sequence[str]) -> np.ndarray:
        """Return class probabilities; float32, shape (n_texts, n_classes), in `classes_` order.

        With a pretrained strategy, words that were not in the training texts but have a
        pretrained vector count as well. A text without words gets the share of each class.
        """
        check_is_fitted(self)
        return np.asarray(softmax(self._fitted.logits(checked_texts(X)), axis=1))

    def predict(self, X: Sequence[str]) -> np.ndarray:
        """Return the most probable class of each text."""
        check_is_fitted(self)
        chosen = self._fitted.logits(checked_texts(X)).argmax(axis=1)
        return np.asarray(self.classes_[chosen])

    def transform(self, X: Sequence[str]) -> np.ndarray:
        """Return the document vectors, what the output layer sees; float32."""
        check_is_fitted(self)
        return self._fitted.features(checked_texts(X))

    def neighbors(self, word: str, topn: int = 10) -> list[tuple[str, float]]:
        """Return the words nearest to `word` in the learned embedding, with their cosines."""
        return WordVectors(self.vocabulary_.words, self.embedding_).neighbors(word, topn)

    def keyed_vectors(self) -> "KeyedVectors":
        """Return a copy of the learned embedding as gensim has it."""
        from gensim.models import KeyedVectors

        found = KeyedVectors(self.embedding_.shape[1])
        found.add_vectors(list(self.vocabulary_.words), self.embedding_.copy())
        found.allocate_vecattrs(["count"], [np.int64])
        found.expandos["count"][:] = self.vocabulary_.counts
        return found

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the fitted estimator to a folder: safetensors, JSON and a list of words.

        No pickle. A model that is there already is replaced. Pretrained vectors stay where they
        are, under their name; the state of an optimizer and a callable tokenizer are not saved.

        Raises
        ------
        NotFittedError
            If it is not fitted.
        InputError
            If something else stands at that path.
        """
        check_is_fitted(self)
        save(cast("EmbeddingClassifier", self), path)

    @classmethod
    def load(
        cls,
        path: str | os.PathLike[str],
        *,
        vectors: str | os.PathLike[str] | WordVectors | None = None,
        tokenizer: str | Callable[[str], Iterable[str]] | None = None,
    ) -> Self:
        """Read what `save` wrote.

        Parameters
        ----------
        path : str or path
        vectors : str, path or WordVectors, optional
            Where the pretrained vectors are now, if not where they were.
        tokenizer : callable, optional
            The one that it was trained with, if that has no name of its own.

        Raises
        ------
        InputError
            If it is no model, is damaged, or of a later version of this package.
        """
        return load(cast(Any, cls), path, vectors=vectors, tokenizer=tokenizer)  # type: ignore[no-any-return]
