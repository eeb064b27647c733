"""The command that makes a study again."""

import shlex
from collections.abc import Mapping, Sequence
from typing import Any

_USUAL_STRATEGIES = ["random", "frozen", "finetuned"]
_USUAL_BASELINES = ["majority", "tfidf-logistic-regression", "tfidf-linear-svm"]
# What `compare` is called with, its option, and what need not be said.
_VALUES = {
    "epochs": ("--epochs", None),
    "seeds": ("--seeds", 5),
    "dim": ("--dim", None),
    "learning_rate": ("--learning-rate", "auto"),
    "tune": ("--tune", "grid"),
    "oov": ("--oov", "random"),
    "tokenizer": ("--tokenizer", "basic"),
    "max_tokens": ("--max-tokens", None),
    "min_count": ("--min-count", 1),
    "max_vocabulary": ("--max-vocabulary", None),
    "cv": ("--cv", None),
}
_REPEATED = {
    "vectors": ("--vectors", []),
    "strategies": ("--strategy", _USUAL_STRATEGIES),
    "encoders": ("--encoder", ["mean"]),
    "baselines": ("--baseline", _USUAL_BASELINES),
    "probes": ("--probe", []),
}
_JOINED = {
    "train_sizes": ("--train-sizes", ["all"]),
    "tune_dropout": ("--tune-dropout", []),
    "tune_epochs": ("--tune-epochs", []),
}
_READING = {
    "limit": ("--limit", None),
    "normalize": ("--normalize", False),
    "all_but_the_top": ("--all-but-the-top", 0),
    "encoding_errors": ("--encoding-errors", "strict"),
    "trust_pickle": ("--trust-pickle", False),
}
_DATA = {
    "text_column": ("--text-column", None),
    "label_column": ("--label-column", None),
    "split": ("--split", None),
    "dev_file": ("--dev-file", None),
    "test_file": ("--test-file", None),
    "encoding": ("--encoding", "utf-8"),
}
_NOT_SAID = "skip_bad_lines"  # of both, or of neither


def command_of(options: Mapping[str, Any] | None) -> str | None:
    """Return the command for what `compare` was called with.

    Returns
    -------
    str or None
        None if it was called from Python with what no command can say.
    """
    if not isinstance(options, Mapping):
        return None
    try:
        return shlex.join(["embedstudy", "compare", *_words(options)])
    except (
        AttributeError,
        KeyError,
        TypeError,
        ValueError,
    ):  # of another version, or of lists within lists
        return None


def _words(options: Mapping[str, Any]) -> list[str]:
    words = _listed(options["dataset"])
    for key, (option, usual) in _REPEATED.items():
        named = _listed(options[key])
        if key == "baselines" and not named:
            named = ["none"]
        if named != usual:
            words += [word for name in named for word in (option, name)]
    for key, (option, usual) in _JOINED.items():
        if (named := _listed(options[key])) != usual:
            words += [option, ",".join(named)]
    words += _said(options, _VALUES)
    model = {key: value for key, value in options["model"].items() if value is not None}
    words += _said(model, {key: (f"--{key.replace('_', '-')}", False) for key in model})
    reading, data = options["reading"] or {}, options["data"] or {}
    words += _said(reading, _READING) + _said(data, _DATA)
    if not reading.get("case_fallback", True):
        words.append("--no-case-fallback")
    skips = {bool(each[_NOT_SAID]) for each in (reading, data) if _NOT_SAID in each}
    if len(skips) > 1:
        raise ValueError("one option says it of both")
    return words + (["--skip-bad-lines"] if True in skips else [])


def _said(values: Mapping[str, Any], table: Mapping[str, tuple[str, Any]]) -> list[str]:
    words: list[str] = []
    for key, (option, usual) in table.items():
        value = values.get(key, usual)
        if value == usual and type(value) is type(usual):
            continue
        words += [option] if value is True else [option, _plain(value)]
    return words


def _listed(named: Any) -> list[str]:
    if named is None:
        return []
    if isinstance(named, str):
        return [named]
    if not isinstance(named, Sequence):
        raise TypeError("no list")
    return [_plain(name) for name in named]


def _plain(value: Any) -> str:
    if not isinstance(value, str | int | float):
        raise TypeError("no word can say it")
    return f"{value}"
