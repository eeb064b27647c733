"""Read a model from a folder, whichever version of this package saved it."""

import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from embedstudy.classifier.persistence.files import hash_file, is_staged, name_staged, open_file
from embedstudy.classifier.persistence.layout import (
    CONFIG,
    FORMAT,
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
from embedstudy.classifier.persistence.tensors import read_arrays, read_header
from embedstudy.classifier.persistence.validation import (
    check_data,
    check_names,
    check_parameters,
    check_shapes,
    check_training,
    check_values,
    check_words,
    read_classes,
)
from embedstudy.errors import InputError
from embedstudy.version import __version__

# A file of tensors up to this size is hashed before a message says what is wrong with it.
_HASHED_FIRST = 1 << 26
# The most bytes of a file: a word may be long, but not every one; likewise a piece of a tokenizer.
_WORDS_BYTES, _WORD_BYTES = 1 << 26, 1000
_STATE_BYTES, _PIECE_BYTES = 1 << 20, 1000


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
            f"{folder}: saved in format {config['format']} by embedstudy "
            f"{config['embedstudy'][:40]}; "
            f"version {__version__} reads up to {FORMAT} (upgrade embedstudy)"
        )
    with explain_damage(folder):
        saved = _read_description(config)
        hashes = _read_hashes(config)
        classes = np.asarray(saved.classes)
        check_names(saved.tokenizer, saved.vectors)
        check_data(saved.data)
        check_parameters(saved.parameters, saved.tokenizer, saved.vectors)
        check_training(saved.learning_rate, saved.c, saved.epochs, saved.scale)
        tensors = _read_tensors(folder, hashes, saved, len(classes))
        words = _read_words(folder, hashes, len(tensors["word_counts"]))
        check_values(tensors, saved.parameters)
        state = _read_state(folder, hashes, saved.tokenizer.name)
        tokenizer = replace(saved.tokenizer, state=state)
    return replace(saved, tensors=tensors, words=words, tokenizer=tokenizer)


def _read_description(config: Mapping[str, Any]) -> SavedModel:
    """Return what the configuration holds, without the words and the arrays."""
    tokenizer, parameters = config["tokenizer"], dict(config["parameters"])
    if isinstance(parameters.get("class_weight"), list):  # pairs: the keys of JSON are text
        parameters["class_weight"] = dict(parameters["class_weight"])
    return SavedModel(
        parameters=parameters,
        words=(),
        tensors={},
        classes=read_classes(config["classes"]),
        tokenizer=SavedTokenizer(tokenizer["name"], tokenizer["settings"]),
        vectors=_read_vectors(config["vectors"]),
        learning_rate=config["learning_rate"],
        scale=str(config.get("scale", "x1")),  # before format 3 nothing was scaled
        epochs=config["epochs"],
        history=[dict(epoch) for epoch in config["history"]],
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
    columns = data["text_columns"]
    if not isinstance(columns, list):
        raise TypeError("text_columns should be a list")
    return TrainingData(
        data["name"],
        data["sha256"],
        tuple(columns),
        has_header=bool(data["has_header"]),
        # Earlier versions do not write these.
        label_column=data.get("label_column", ""),
        encoding=data.get("encoding", "utf-8"),
        skip_bad_lines=bool(data.get("skip_bad_lines", False)),
    )


def _read_hashes(config: Mapping[str, Any]) -> dict[str, str]:
    hashes = config.get("sha256")
    return hashes if isinstance(hashes, dict) else {}


@contextmanager
def _open(
    folder: Path, name: str, hashes: Mapping[str, str], limit: int | None = None
) -> Iterator[BinaryIO]:
    """Open a file of a model: the one that its save has not renamed yet, if it was cut short."""
    expected = str(hashes.get(name, ""))
    staged = name_staged(name, expected)
    is_cut_short = is_staged(staged, name) and (folder / staged).exists()
    try:
        with open_file(folder, staged if is_cut_short else name, limit) as file:
            yield file
    except FileNotFoundError:
        raise InputError(f"{folder}: there is no {name}") from None


def _make_mismatch(folder: Path, name: str, reason: str = "damaged?") -> InputError:
    return InputError(f"{folder / name}: is not the file that {CONFIG} goes with ({reason})")


def _read_checked(folder: Path, name: str, hashes: Mapping[str, str], limit: int) -> bytes:
    """Return the bytes of a file, compared with their hash in the configuration."""
    with _open(folder, name, hashes, limit) as file:
        content = file.read()
    if hashes.get(name) != hashlib.sha256(content).hexdigest():
        raise _make_mismatch(folder, name)
    return content


def _read_tensors(
    folder: Path, hashes: Mapping[str, str], saved: SavedModel, n_classes: int
) -> dict[str, np.ndarray]:
    """Return the arrays; check their shapes before their bytes are read."""
    with _open(folder, TENSORS, hashes) as file:
        n_bytes = os.fstat(file.fileno()).st_size
        try:
            header = read_header(file, n_bytes)
            check_shapes(header.entries, saved.parameters, n_classes, saved.vectors)
        except ValueError as error:
            # Another file explains it better; a large one is not read for that.
            if n_bytes <= _HASHED_FIRST and hash_file(file) != hashes.get(TENSORS):
                raise _make_mismatch(folder, TENSORS) from None
            if isinstance(error, InputError):
                raise
            raise _make_mismatch(folder, TENSORS, str(error)) from None
        tensors, digest = read_arrays(file, header)
    if digest != hashes.get(TENSORS):
        raise _make_mismatch(folder, TENSORS)
    return tensors


def _read_words(folder: Path, hashes: Mapping[str, str], n_words: int) -> tuple[str, ...]:
    content = _read_checked(folder, WORDS, hashes, _WORDS_BYTES + _WORD_BYTES * n_words)
    if content.count(b"\n") != n_words:
        raise InputError(
            f"{folder / WORDS}: has {content.count(10):,} words, the embedding {n_words:,}"
        )
    words = tuple(content.decode().split("\n")[:-1])
    check_words(words, n_words)
    return words


def _read_state(folder: Path, hashes: Mapping[str, str], tokenizer: str) -> str:
    """Return what the tokenizer learned; its size follows from the number in its name."""
    if TOKENIZER not in hashes:
        return ""
    number = re.fullmatch(".*:([0-9]{1,7})", tokenizer)
    limit = _STATE_BYTES + _PIECE_BYTES * (int(number[1]) if number else 0)
    return _read_checked(folder, TOKENIZER, hashes, limit).decode()
