"""Write a model to a folder: safetensors for arrays, JSON for the rest, a word a line."""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import numpy as np

from embedstudy.classifier.persistence.layout import (
    CONFIG,
    TENSORS,
    TOKENIZER,
    WORDS,
    SavedModel,
    find_format,
    read_config,
)
from embedstudy.classifier.validation import find_label_type
from embedstudy.errors import InputError
from embedstudy.storage import publish
from embedstudy.version import __version__


def save(model: SavedModel, path: str | os.PathLike[str]) -> None:
    """Write a model to a folder; replace the model that is there.

    The configuration comes last and holds the hashes of the other files, so that `load` sees a
    save that was interrupted.

    Raises
    ------
    InputError
        If something else stands at that path.
    """
    from safetensors.numpy import save as to_bytes

    folder = check_target(path)
    tensors = {name: np.ascontiguousarray(array) for name, array in model.tensors.items()}
    files = {
        TENSORS: bytes(to_bytes(tensors)),
        WORDS: "".join(f"{word}\n" for word in model.words).encode(),
    }
    if model.tokenizer.state:
        files[TOKENIZER] = model.tokenizer.state.encode()
    labels, parameters = model.classes.tolist(), dict(model.parameters)
    if isinstance(weights := parameters.get("class_weight"), Mapping):
        parameters["class_weight"] = list(weights.items())  # the keys of JSON are text
    if parameters.get("char_ngrams") is None:
        parameters.pop("char_ngrams", None)  # a model of format 1 has no such key
    config = {
        "format": find_format(model),
        "embedstudy": __version__,
        "parameters": parameters,
        "classes": {"type": find_label_type(labels[0]), "labels": labels},
        "tokenizer": {"name": model.tokenizer.name, "settings": model.tokenizer.settings},
        "vectors": model.vectors and asdict(model.vectors),
        "learning_rate": model.learning_rate,
        "scale": model.scale,
        "epochs": model.epochs,
        "history": model.history,
        "sha256": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
    }
    # Keys that older versions of this package pass over.
    if model.c is not None:
        config["c"] = model.c
    if model.data is not None:
        config["data"] = asdict(model.data)
    document = json.dumps(config, indent=2, allow_nan=False)
    for name, content in files.items():
        with publish(folder / name, len(content)) as file:
            file.write(content)
    with publish(folder / CONFIG) as file:
        file.write(document.encode() + b"\n")


def check_target(path: str | os.PathLike[str], *, replace: bool = True) -> Path:
    """Return a folder that a model can be saved in.

    Parameters
    ----------
    path : str or path
    replace : bool
        Whether the folder may hold a model already.

    Raises
    ------
    InputError
        If it is a file, or a folder that holds other things; or a model, unless `replace`.
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
