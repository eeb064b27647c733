"""A fitted estimator from a folder, whichever version of this package saved it."""

import hashlib
import os
import warnings
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from embedstudy.classifier.config import model_config_of
from embedstudy.classifier.inference.predictor import FittedModel
from embedstudy.classifier.inference.pretrained import Pretrained, open_pretrained
from embedstudy.classifier.inference.vectorizer import TextVectorizer
from embedstudy.classifier.persistence import layout as layout
from embedstudy.classifier.persistence.layout import CONFIG, ENCODER, FORMAT, TENSORS, WORDS
from embedstudy.errors import EmbedstudyWarning, InputError
from embedstudy.initializers import Zeros
from embedstudy.nn.model import Model
from embedstudy.nn.model_config import ModelConfig
from embedstudy.strategies import STRATEGIES
from embedstudy.text.tokenizers import TOKENIZERS, Tokenizer, get_tokenizer
from embedstudy.text.vocabulary import Vocabulary
from embedstudy.vectors.word_vectors import WordVectors
from embedstudy.version import __version__

if TYPE_CHECKING:
    from embedstudy.classifier.estimator import EmbeddingClassifier

Estimator = TypeVar("Estimator", bound="EmbeddingClassifier")
Tensors = dict[str, np.ndarray]


def load(
    kind: type[Estimator],
    path: str | os.PathLike[str],
    *,
    vectors: str | os.PathLike[str] | WordVectors | None = None,
    tokenizer: str | Callable[[str], Iterable[str]] | None = None,
) -> Estimator:
    """Read a fitted estimator.

    Parameters
    ----------
    kind : type
        The class of the estimator.
    path, vectors, tokenizer
        As for `EmbeddingClassifier.load`.

    Raises
    ------
    InputError
        If it is no model, is damaged, or of a later version of this package.
    """
    folder = Path(path)
    config = _config(folder)
    contents = {name: _content(folder, name, config) for name in (TENSORS, WORDS)}
    try:
        parameters = _parameters(kind, config)
        model_config = model_config_of(parameters)
        found = _tokenizer(folder, config["tokenizer"], tokenizer)
        labels, tensors = _labels(config), _tensors(folder, contents[TENSORS])
        words = contents[WORDS].decode().split("\n")[:-1]
        reader = TextVectorizer(
            found, Vocabulary(tuple(words), tensors["word_counts"]), parameters["max_tokens"],
            model_config.options.ngrams, model_config.n_buckets, tensors["buckets"],
        )  # fmt: skip
        _check_shapes(folder, tensors, model_config, len(words), len(labels))
        model = kind(**{**parameters, "tokenizer": tokenizer or parameters["tokenizer"]})
        if vectors is not None:
            model.vectors = vectors
        model._fitted = FittedModel(
            _weights(tensors, model_config),
            reader,
            _pretrained(folder, config, parameters["strategy"], vectors),
            tensors["class_totals"],
        )
        model.classes_ = labels
        model.learning_rate_, model.n_epochs_ = config["learning_rate"], config["epochs"]
        model.history_ = list(config["history"])
    except InputError as error:
        raise error if str(folder) in str(error) else _damaged(folder, str(error)) from None
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _damaged(folder, f"{type(error).__name__}: {error}") from None
    return model


def _config(folder: Path) -> dict[str, Any]:
    config = layout.read_config(folder)
    number = config["format"]
    if number > FORMAT:
        raise InputError(
            f"{folder}: saved in format {number} by embedstudy {config['embedstudy']}; version "
            f"{__version__} reads up to {FORMAT} (upgrade embedstudy)"
        )
    return config


def _content(folder: Path, name: str, config: Mapping[str, Any]) -> bytes:
    """Return the bytes of a file that the configuration goes with."""
    try:
        content = (folder / name).read_bytes()
    except FileNotFoundError:
        raise InputError(f"{folder}: there is no {name}") from None
    hashes = config.get("sha256")
    if not isinstance(hashes, dict) or hashes.get(name) != hashlib.sha256(content).hexdigest():
        raise InputError(f"{folder / name}: is not the file that {CONFIG} goes with (damaged?)")
    return content


def _tensors(folder: Path, content: bytes) -> Tensors:
    from safetensors import SafetensorError
    from safetensors.numpy import load as from_bytes

    try:
        return {name: np.array(array) for name, array in from_bytes(content).items()}
    except SafetensorError as error:
        raise InputError(f"{folder / TENSORS}: {error}") from None


def _parameters(kind: "type[EmbeddingClassifier]", config: Mapping[str, Any]) -> dict[str, Any]:
    """Return those that this version knows; what a later one added changes no prediction."""
    known = kind._get_param_names()
    given = {name: value for name, value in config["parameters"].items() if name in known}
    given = {**kind().get_params(deep=False), **given}
    if isinstance(given["class_weight"], list):
        given["class_weight"] = dict(given["class_weight"])
    return given


def _tokenizer(
    folder: Path, saved: Mapping[str, str], given: str | Callable[[str], Iterable[str]] | None
) -> Tokenizer:
    name = saved["name"]
    if given is None and name not in TOKENIZERS:
        raise InputError(
            f"{folder}: its tokenizer {name} is a Python callable, which is not saved; hand it to "
            "EmbeddingClassifier.load as tokenizer="
        )
    found = get_tokenizer(name if given is None else given)
    if found.name != name:
        message = f"{folder}: trained with the tokenizer {name}, loaded with {found.name}"
    elif _version(found.settings) != _version(saved["settings"]):
        message = f"{folder}: the tokenizer {name} has changed since this model was trained"
    else:
        return found
    warnings.warn(message, EmbedstudyWarning, stacklevel=2)
    return found


def _version(settings: str) -> str:
    return settings.partition(",")[0]


def _labels(config: Mapping[str, Any]) -> np.ndarray:
    kind = layout.LABELS[config["classes"]["type"]]
    return np.asarray([kind(label) for label in config["classes"]["labels"]])


def _weights(tensors: Tensors, model_config: ModelConfig) -> Model:
    own = {
        name.removeprefix(ENCODER): array
        for name, array in tensors.items()
        if name.startswith(ENCODER)
    }
    return Model(
        model_config.new_encoder(),
        tensors["embedding"],
        tensors["weights"],
        tensors["bias"],
        own,
        tensors.get("channel"),
        tensors["log_prior"],
    )


def _check_shapes(
    folder: Path, tensors: Tensors, model_config: ModelConfig, n_words: int, n_classes: int
) -> None:
    """Compare every array with what a model of this configuration has."""
    encoder, dim = model_config.new_encoder(), tensors["embedding"].shape[-1]
    rows = (n_words + len(tensors["buckets"]), dim)
    own = encoder.parameters(dim, np.random.default_rng(0), Zeros())
    expected = {
        "embedding": rows,
        "weights": (n_classes, encoder.width(dim)),
        "bias": (n_classes,),
        "log_prior": (n_classes,),
        **({"channel": rows} if "channel" in tensors else {}),
        **{ENCODER + name: array.shape for name, array in own.items()},
    }
    for name, shape in expected.items():
        found = tensors.get(name)
        if found is None or found.shape != shape or found.dtype != np.float32:
            what = "none" if found is None else f"{found.dtype} {found.shape}"
            raise _damaged(folder, f"{name} should be float32 {shape}, is {what}")
    for name, length in (("word_counts", n_words), ("class_totals", n_classes)):
        if tensors[name].shape != (length,):
            raise _damaged(folder, f"{name} should have {length} numbers")


def _pretrained(
    folder: Path,
    config: Mapping[str, Any],
    strategy: str,
    vectors: str | os.PathLike[str] | WordVectors | None,
) -> Pretrained | None:
    saved = config["vectors"]
    if not STRATEGIES[strategy].pretrained or saved is None:
        return None
    if vectors is None:
        return Pretrained(saved["source"], saved["name"], saved["dim"], saved["sha256"])
    given = open_pretrained(vectors)
    if given.dim != saved["dim"] or given.digest() != saved["sha256"]:
        raise InputError(f"{folder}: {given.name} is not what the model was trained with")
    return given


def _damaged(folder: Path, why: str) -> InputError:
    return InputError(f"{folder}: a saved model that cannot be read ({why})")
