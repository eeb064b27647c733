"""Between a predictor and the plain data of a saved model."""

import os
import warnings
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from embedstudy.classifier.config import make_model_config
from embedstudy.classifier.inference.predictor import Predictor
from embedstudy.classifier.inference.pretrained import PretrainedVectors, open_pretrained
from embedstudy.classifier.inference.vectorizer import TextVectorizer
from embedstudy.classifier.persistence.layout import (
    ENCODER,
    SavedModel,
    SavedTokenizer,
    SavedVectors,
)
from embedstudy.errors import EmbedstudyWarning, InputError
from embedstudy.nn.initial_embedding import RowScaling
from embedstudy.nn.model import Model
from embedstudy.nn.model_config import ModelConfig
from embedstudy.strategies import STRATEGIES
from embedstudy.text.char_ngrams import NgramHashing
from embedstudy.text.tokenizers import Tokenizer, get_tokenizer, is_named
from embedstudy.text.vocabulary import Vocabulary
from embedstudy.vectors.word_vectors import WordVectors


def collect_tensors(predictor: Predictor) -> dict[str, np.ndarray]:
    """Return the arrays of a predictor by the names of `SavedModel.tensors`."""
    model, vectorizer = predictor.model, predictor.vectorizer
    tensors = {
        "embedding": model.embedding,
        "weights": model.weights,
        "bias": model.bias,
        "log_prior": model.log_prior,
        "class_totals": predictor.class_totals,
        "word_counts": vectorizer.vocabulary.counts,
        "buckets": vectorizer.buckets,
        "char_buckets": None if vectorizer.hashing is None else vectorizer.char_buckets,
        "channel": model.channel,
        **{ENCODER + name: array for name, array in model.parameters.items()},
    }
    return {name: array for name, array in tensors.items() if array is not None}


def describe_vectors(pretrained: PretrainedVectors | None) -> SavedVectors | None:
    """Return where pretrained vectors are, and their hash."""
    if pretrained is None:
        return None
    source = pretrained.source if isinstance(pretrained.source, str) else None
    scaling = pretrained.scaling
    return SavedVectors(
        pretrained.name,
        source,
        pretrained.dim,
        pretrained.digest(),
        scaling.factor,
        scaling.is_unit,
    )


def restore_predictor(
    saved: SavedModel,
    folder: Path,
    *,
    vectors: str | os.PathLike[str] | WordVectors | None = None,
    tokenizer: str | Callable[[str], Iterable[str]] | None = None,
) -> Predictor:
    """Return the predictor of a saved model.

    Parameters
    ----------
    saved : SavedModel
        With all parameters that this version knows.
    folder : Path
        For messages.
    vectors, tokenizer
        As for `EmbeddingClassifier.load`.

    Raises
    ------
    InputError
        If a name is unknown, or `vectors` are not those of the training.
    """
    config = make_model_config(saved.parameters)
    lengths = config.options.char_ngram_lengths
    vectorizer = TextVectorizer(
        replace(
            restore_tokenizer(saved.tokenizer, folder, tokenizer),
            unicode_form=saved.parameters["unicode_form"],
        ),
        Vocabulary(saved.words, saved.tensors["word_counts"]),
        saved.parameters["max_tokens"],
        config.options.ngrams,
        config.n_buckets,
        saved.tensors["buckets"],
        lengths and NgramHashing(*lengths, config.options.buckets),
        saved.tensors["char_buckets"] if lengths else np.empty(0, np.uint32),
    )
    pretrained = None
    if saved.vectors is not None and STRATEGIES[saved.parameters["strategy"]].pretrained:
        pretrained = restore_vectors(saved.vectors, folder, vectors)
    model = _restore_model(saved.tensors, config)
    return Predictor(model, vectorizer, pretrained, saved.tensors["class_totals"], str(folder))


def restore_tokenizer(
    saved: SavedTokenizer, folder: Path, tokenizer: str | Callable[[str], Iterable[str]] | None
) -> Tokenizer:
    """Return a saved tokenizer; warn if its tokens may differ from those of the training.

    Raises
    ------
    InputError
        If it was a callable, and none is given.
    """
    if tokenizer is None and not is_named(saved.name):
        raise InputError(
            f"{folder}: its tokenizer {saved.name} is a Python callable, which is not saved; hand "
            "it to EmbeddingClassifier.load as tokenizer="
        )
    restored = get_tokenizer(saved.name if tokenizer is None else tokenizer)
    if saved.state:
        restored = restored.restored(saved.state)
    if restored.name != saved.name:
        message = f"{folder}: trained with the tokenizer {saved.name}, loaded with {restored.name}"
    elif _read_version(restored.settings) != _read_version(saved.settings):
        message = f"{folder}: the tokenizer {saved.name} has changed since this model was trained"
    else:
        return restored
    warnings.warn(message, EmbedstudyWarning, stacklevel=2)
    return restored


def restore_vectors(
    saved: SavedVectors, folder: Path, vectors: str | os.PathLike[str] | WordVectors | None
) -> PretrainedVectors:
    """Return the pretrained vectors of a saved model: those that are given, or where they were.

    Raises
    ------
    InputError
        If the vectors that are given are not those of the training.
    """
    scaling = RowScaling(saved.factor, saved.is_unit)
    if vectors is None:
        return PretrainedVectors(saved.source, saved.name, saved.dim, saved.sha256, scaling)
    pretrained = replace(open_pretrained(vectors), scaling=scaling)
    if pretrained.dim != saved.dim or pretrained.digest() != saved.sha256:
        raise InputError(f"{folder}: {pretrained.name} is not what the model was trained with")
    return pretrained


def _read_version(settings: str) -> str:
    """Return the version of a tokenizer, without that of Unicode."""
    return settings.partition(",")[0]


def _restore_model(tensors: Mapping[str, np.ndarray], config: ModelConfig) -> Model:
    parameters = {
        name.removeprefix(ENCODER): array
        for name, array in tensors.items()
        if name.startswith(ENCODER)
    }
    return Model(
        config.new_encoder(),
        tensors["embedding"],
        tensors["weights"],
        tensors["bias"],
        parameters,
        tensors.get("channel"),
        tensors["log_prior"],
    )
