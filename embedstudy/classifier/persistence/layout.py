"""The layout of a saved model. A change that alters predictions raises the number of the format."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from embedstudy.classifier.persistence.files import read_file
from embedstudy.errors import InputError
from embedstudy.storage import SEAL, is_seal_whole

# The latest; an earlier version of this package cannot read what only a later format has.
FORMAT = 3

CONFIG, TENSORS, WORDS = "config.json", "model.safetensors", "vocab.txt"
# What a tokenizer learned; other models have no such file.
TOKENIZER = "tokenizer.json"
# All but the configuration, which is written after them.
FILES = (TENSORS, WORDS, TOKENIZER)
# Precedes the names of the encoder's own weights.
ENCODER = "encoder."
# The Python type of the labels, by its name.
LABELS: Mapping[str, type] = {"str": str, "bool": bool, "int": int, "float": float}
# A configuration of 100,000 classes has some 5 MB and as many values; each value takes a hundred
# bytes of memory.
MOST_CONFIG_BYTES, MOST_CONFIG_VALUES = 1 << 25, 500_000
MOST_FORMATS = 1000
# Characters of a reason in a message: it may quote what somebody wrote to fill a screen.
MOST_REASON = 400


@dataclass(frozen=True)
class SavedTokenizer:
    """The tokenizer of a saved model.

    Attributes
    ----------
    name : str
    settings : str
        They change when its tokens do.
    state : str
        What it learned, as JSON; a file of its own holds it.
    """

    name: str
    settings: str
    state: str = ""


@dataclass(frozen=True)
class SavedVectors:
    """The pretrained vectors of a saved model, which stay where they are.

    `source` is a name or a path; None if the vectors were in memory only. Each vector is brought to
    length 1 if `is_unit`, and multiplied by `factor`.
    """

    name: str
    source: str | None
    dim: int
    sha256: str
    factor: float = 1.0
    is_unit: bool = False


@dataclass(frozen=True)
class TrainingData:
    """The data set that a model was trained on.

    Attributes
    ----------
    name : str
    sha256 : str
        Hash of all its texts and labels, of every part.
    text_columns : tuple of str
        Empty where there are no columns.
    has_header : bool
        Whether the first row named them.
    label_column : str
        Empty where there are no columns.
    encoding : str
        Of its text files.
    skip_bad_lines : bool
        Whether rows that could not be read were left out.
    """

    name: str
    sha256: str
    text_columns: tuple[str, ...] = ()
    has_header: bool = True
    label_column: str = ""
    encoding: str = "utf-8"
    skip_bad_lines: bool = False


@dataclass(frozen=True, eq=False)
class SavedModel:
    """All that a folder of a saved model holds, as plain data.

    Attributes
    ----------
    parameters : mapping of str to object
        The parameters of the estimator: numbers, text, None, and a mapping for `class_weight`.
    words : tuple of str
        The vocabulary.
    tensors : mapping of str to ndarray
        ``embedding``, ``weights``, ``bias``, ``log_prior``, the encoder's own weights after the
        prefix `ENCODER`, and ``channel`` if there are two, all float32; ``class_totals`` (float64),
        ``word_counts`` (int64) and ``buckets`` (int32); ``char_buckets`` (uint32) where character
        n-grams are read.
    classes : ndarray, shape (n_classes,)
    tokenizer : SavedTokenizer
    vectors : SavedVectors or None
    learning_rate : float
    scale : str
        The scale of the start, as the option has it.
    epochs : int
        The epoch of the weights.
    history : sequence of mapping
        As `EmbeddingClassifier.history_`.
    c : float, optional
        As `EmbeddingClassifier.C_`.
    data : TrainingData, optional
        Where it is known, as after ``embedstudy train``.
    """

    parameters: Mapping[str, Any]
    words: tuple[str, ...]
    tensors: Mapping[str, np.ndarray]
    classes: np.ndarray
    tokenizer: SavedTokenizer
    vectors: SavedVectors | None
    learning_rate: float
    scale: str
    epochs: int
    history: Sequence[Mapping[str, Any]]
    c: float | None = None
    data: TrainingData | None = None


def find_format(model: SavedModel) -> int:
    """Return the earliest format that holds a model.

    Format 2 has character n-grams and tokenizers that learn; format 3 has pretrained vectors that
    are scaled.
    """
    if model.vectors is not None and (model.vectors.factor != 1 or model.vectors.is_unit):
        return 3
    is_plain = model.parameters.get("char_ngrams") is None and not model.tokenizer.state
    return 1 if is_plain else 2


def read_config(folder: Path, *, check_seal: bool = True) -> dict[str, Any]:
    """Return the configuration of a saved model of any format.

    Parameters
    ----------
    folder : Path
    check_seal : bool
        Whether its checksum must match. Models of earlier versions of this package have none.

    Raises
    ------
    InputError
        If there is none, it is too large to be one, or it was changed since it was written.
    """
    path = folder / CONFIG
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder of a saved model")
    try:
        content = read_file(folder, CONFIG, MOST_CONFIG_BYTES)
        if sum(map(content.count, b"[{,")) > MOST_CONFIG_VALUES:
            raise InputError(f"{path}: holds more than {MOST_CONFIG_VALUES:,} values")
        config = json.loads(content, parse_constant=_refuse_constant)
        seal = is_seal_whole(config) if isinstance(config, dict) else None
    except FileNotFoundError:
        raise InputError(f"{folder}: no saved model (no {CONFIG}, which comes last)") from None
    except (ValueError, RecursionError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"{path}: is not JSON ({str(error).splitlines()[0][:80]})") from None
    number = config.get("format") if isinstance(config, dict) else None
    version = config.get("embedstudy") if isinstance(config, dict) else None
    if type(number) is not int or not 0 < number < MOST_FORMATS or not isinstance(version, str):
        raise InputError(f"{path}: is not the configuration of a model of embedstudy")
    if check_seal and seal is False:
        raise InputError(
            f"{path}: has changed since it was written: its {SEAL} does not match (damaged? "
            f"without the key {SEAL!r}, it is read as it is)"
        )
    return dict(config)


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is no number of JSON")


@contextmanager
def explain_damage(folder: Path) -> Iterator[None]:
    """Turn the errors of unusable contents into one line that names the folder.

    Raises
    ------
    InputError
    """
    try:
        yield
    except InputError as error:
        if str(folder) in str(error):
            raise
        raise _make_error(folder, str(error)) from None
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        raise _make_error(folder, f"{type(error).__name__}: {error}") from None
    except RecursionError:
        raise _make_error(folder, "nested too deep") from None


def _make_error(folder: Path, reason: str) -> InputError:
    short = reason if len(reason) <= MOST_REASON else f"{reason[:MOST_REASON]}..."
    return InputError(f"{folder}: a saved model that cannot be read ({short})")
