"""A fitted estimator to a folder: safetensors for arrays, JSON for the rest, a word a line."""

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from embedstudy.classifier.config import plain
from embedstudy.classifier.persistence.layout import (
    CONFIG,
    ENCODER,
    FORMAT,
    TENSORS,
    WORDS,
    read_config,
)
from embedstudy.classifier.validation import kind_of
from embedstudy.errors import InputError
from embedstudy.storage import publish
from embedstudy.version import __version__

if TYPE_CHECKING:
    from embedstudy.classifier.estimator import EmbeddingClassifier


def save(model: "EmbeddingClassifier", path: str | os.PathLike[str]) -> None:
    """Write a fitted estimator; a model that is there is replaced.

    The configuration comes last, with the hashes of the other files: a save that was interrupted
    is seen.

    Raises
    ------
    InputError
        If something else stands at that path, or a parameter cannot be written.
    """
    folder = check_target(path)
    fitted = model._fitted
    files = {
        TENSORS: _tensors(model),
        WORDS: "".join(f"{word}\n" for word in fitted.reader.vocabulary.words).encode(),
    }
    pretrained, tokenizer = fitted.pretrained, fitted.reader.tokenizer
    config = {
        "format": FORMAT,
        "embedstudy": __version__,
        "parameters": saved_parameters(model),
        "classes": _classes(model.classes_),
        "tokenizer": {"name": tokenizer.name, "settings": tokenizer.settings},
        "vectors": pretrained
        and {
            "name": pretrained.name,
            "source": pretrained.source if isinstance(pretrained.source, str) else None,
            "dim": pretrained.dim,
            "sha256": pretrained.digest(),
        },
        "learning_rate": model.learning_rate_,
        "epochs": model.n_epochs_,
        "history": model.history_,
        "sha256": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
    }
    written = json.dumps(config, indent=2, allow_nan=False)
    for name, content in files.items():
        with publish(folder / name, len(content)) as file:
            file.write(content)
    with publish(folder / CONFIG) as file:
        file.write(written.encode() + b"\n")


def check_target(path: str | os.PathLike[str], *, replace: bool = True) -> Path:
    """Make sure that a model can be saved in a folder.

    Raises
    ------
    InputError
        If it is a file, or a folder with anything but a model in it; or with a model, if that is
        not to be replaced.
    """
    folder = Path(path)
    if folder.exists():
        if not folder.is_dir():
            raise InputError(f"{folder}: is a file; a model is saved in a folder")
        if not any(folder.iterdir()):
            return folder
        try:
            read_config(folder)
        except InputError:
            raise InputError(f"{folder}: holds other files than a model's; name another") from None
        if not replace:
            raise InputError(f"{folder}: holds a model already (--force replaces it)")
    return folder


def _tensors(model: "EmbeddingClassifier") -> bytes:
    from safetensors.numpy import save as to_bytes

    fitted = model._fitted
    weights = fitted.model
    arrays = {
        "embedding": weights.embedding,
        "weights": weights.weights,
        "bias": weights.bias,
        "log_prior": weights.log_prior,
        "class_totals": fitted.totals,
        "word_counts": fitted.reader.vocabulary.counts,
        "buckets": fitted.reader.buckets,
        "channel": weights.channel,
        **{ENCODER + name: array for name, array in weights.parameters.items()},
    }
    kept = {name: np.ascontiguousarray(x) for name, x in arrays.items() if x is not None}
    return bytes(to_bytes(kept))


def saved_parameters(model: "EmbeddingClassifier") -> dict[str, Any]:
    """Return the parameters of a fitted estimator as they go into JSON."""
    given = {name: plain(value) for name, value in model.get_params(deep=False).items()}
    fitted = model._fitted
    given["vectors"] = _name(given["vectors"])
    given["tokenizer"] = fitted.reader.tokenizer.name
    if not isinstance(given["random_state"], int):
        given["random_state"] = None
    if isinstance(given["class_weight"], Mapping):
        pairs = given["class_weight"].items()
        given["class_weight"] = [[plain(label), float(weight)] for label, weight in pairs]
    return given


def _name(vectors: Any) -> str | None:
    """Return the name of vectors, if they have one."""
    return os.fspath(vectors) if isinstance(vectors, str | os.PathLike) else None


def _classes(classes: np.ndarray) -> dict[str, Any]:
    labels = classes.tolist()
    return {"type": kind_of(labels[0]), "labels": labels}
