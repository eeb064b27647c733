"""Read a model from a folder, whichever version of this package saved it."""

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from embedstudy.classifier.persistence.layout import (
    CONFIG,
    FORMAT,
    LABELS,
    TENSORS,
    TOKENIZER,
    WORDS,
    SavedModel,
    SavedTokenizer,
    SavedVectors,
    TrainingData,
    explain_damage,
    read_config,
)
from embedstudy.errors import InputError
from embedstudy.version import __version__


def load(path: str | os.PathLike[str]) -> SavedModel:
    """Read a saved model.

    Raises
    ------
    InputError
        If it is no model, is damaged, or has the format of a later version of this package.
    """
    folder = Path(path)
    config = read_config(folder)
    if config["format"] > FORMAT:
        raise InputError(
            f"{folder}: saved in format {config['format']} by embedstudy {config['embedstudy']}; "
            f"version {__version__} reads up to {FORMAT} (upgrade embedstudy)"
        )
    tensors, words = (_read_checked(folder, name, config) for name in (TENSORS, WORDS))
    has_state = TOKENIZER in config["sha256"]
    state = _read_checked(folder, TOKENIZER, config).decode() if has_state else ""
    with explain_damage(folder):
        vectors, tokenizer, classes = config["vectors"], config["tokenizer"], config["classes"]
        parameters = dict(config["parameters"])
        if isinstance(parameters.get("class_weight"), list):  # pairs: the keys of JSON are text
            parameters["class_weight"] = dict(parameters["class_weight"])
        return SavedModel(
            parameters=parameters,
            words=tuple(words.decode().split("\n")[:-1]),
            tensors=_read_tensors(folder, tensors),
            classes=np.asarray([LABELS[classes["type"]](label) for label in classes["labels"]]),
            tokenizer=SavedTokenizer(tokenizer["name"], tokenizer["settings"], state),
            vectors=_read_vectors(vectors),
            learning_rate=config["learning_rate"],
            scale=str(config.get("scale", "x1")),  # before format 3 nothing was scaled
            epochs=config["epochs"],
            history=list(config["history"]),
            c=config.get("c"),
            data=_read_data(config.get("data")),
        )


def _read_vectors(vectors: Mapping[str, Any] | None) -> SavedVectors | None:
    if vectors is None:
        return None
    factor, is_unit = vectors.get("factor", 1.0), vectors.get("is_unit", False)
    if not 0 < factor < float("inf"):
        raise ValueError(f"the factor of the vectors is {factor}")
    place = (vectors["name"], vectors["source"], vectors["dim"], vectors["sha256"])
    return SavedVectors(*place, float(factor), bool(is_unit))


def _read_data(data: Mapping[str, Any] | None) -> TrainingData | None:
    if data is None:
        return None
    columns = tuple(map(str, data["text_columns"]))
    return TrainingData(
        data["name"],
        data["sha256"],
        columns,
        has_header=bool(data["has_header"]),
        # Earlier versions do not write these.
        label_column=str(data.get("label_column", "")),
        encoding=str(data.get("encoding", "utf-8")),
        skip_bad_lines=bool(data.get("skip_bad_lines", False)),
    )


def _read_checked(folder: Path, name: str, config: Mapping[str, Any]) -> bytes:
    """Return the bytes of a file, compared with their hash in the configuration."""
    try:
        content = (folder / name).read_bytes()
    except FileNotFoundError:
        raise InputError(f"{folder}: there is no {name}") from None
    hashes = config.get("sha256")
    if not isinstance(hashes, dict) or hashes.get(name) != hashlib.sha256(content).hexdigest():
        raise InputError(f"{folder / name}: is not the file that {CONFIG} goes with (damaged?)")
    return content


def _read_tensors(folder: Path, content: bytes) -> dict[str, np.ndarray]:
    from safetensors import SafetensorError
    from safetensors.numpy import load as from_bytes

    try:
        return {name: np.array(array) for name, array in from_bytes(content).items()}
    except SafetensorError as error:
        raise InputError(f"{folder / TENSORS}: {error}") from None
