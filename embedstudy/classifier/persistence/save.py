"""Write a model to a folder: safetensors for arrays, JSON for the rest, a word a line."""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import numpy as np

from embedstudy.classifier.persistence.files import is_staged, name_staged
from embedstudy.classifier.persistence.layout import (
    CONFIG,
    FILES,
    TENSORS,
    TOKENIZER,
    WORDS,
    SavedModel,
    find_format,
    read_config,
)
from embedstudy.classifier.validation import find_label_type
from embedstudy.errors import InputError
from embedstudy.storage import is_temporary, publish, publish_file, seal_document, sweep
from embedstudy.version import __version__


def save(model: SavedModel, path: str | os.PathLike[str]) -> None:
    """Write a model to a folder; replace the model that is there.

    The new files are written under names of their own, next to those of the old model. Then the
    configuration takes its name in one step, and from there on the folder holds the new model: it
    has the hashes of the new files, by which `load` finds them. Last, they take their usual names.
    So a kill at any moment leaves a folder with the whole old model or the whole new one.

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
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
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
        "sha256": hashes,
    }
    # Keys that older versions of this package pass over.
    if model.c is not None:
        config["c"] = model.c
    if model.data is not None:
        config["data"] = asdict(model.data)
    document = json.dumps(seal_document(config), indent=2, allow_nan=False)
    folder.mkdir(parents=True, exist_ok=True)
    _replace_files(folder, files, hashes, document.encode() + b"\n")


def _replace_files(
    folder: Path, files: Mapping[str, bytes], hashes: Mapping[str, str], config: bytes
) -> None:
    """Write the files of a model so that the folder holds a whole model at any moment."""
    sweep(folder)
    staged = {name: folder / name_staged(name, hashes[name]) for name in files}
    for name, content in files.items():
        with publish(staged[name], len(content)) as file:
            file.write(content)
    with publish(folder / CONFIG) as file:
        file.write(config)
    for name, path in staged.items():
        publish_file(path, folder / name)
    for path in list(folder.iterdir()):  # of the old model, and of saves that were cut short
        is_old = path.name == TOKENIZER and TOKENIZER not in files
        if is_old or any(is_staged(path.name, name) for name in FILES):
            path.unlink(missing_ok=True)


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
        if _is_cut_short(folder):
            return folder
        try:
            read_config(folder, check_seal=False)
        except InputError:
            raise InputError(
                f"{folder}: holds other files than a model's, or a damaged model; name another"
            ) from None
        if not replace:
            raise InputError(f"{folder}: holds a model already (--force replaces it)")
    return folder


def _is_cut_short(folder: Path) -> bool:
    """Tell whether a folder holds what the first save of a model left before its end."""
    return all(
        is_temporary(path) or any(is_staged(path.name, name) for name in FILES)
        for path in folder.iterdir()
    )
