"""Networks that started from different initializers: their results, and the directory of them.

A directory holds ``starts.json`` (everything) and ``starts.csv`` (a row a network); a page is drawn
from it alone, by `embedstudy.report.initializers`.
"""

import dataclasses
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from embedstudy.errors import InputError
from embedstudy.results.directory import publish_csv
from embedstudy.results.files import MOST_META_BYTES, list_roots, load_json, open_file
from embedstudy.results.replacement import drop_replaced, set_aside
from embedstudy.storage import SEAL, is_seal_whole, publish, seal_document, sweep

JSON_NAME, CSV_NAME, PAGE_NAME = _NAMES = "starts.json", "starts.csv", "report.html"
# Files of format 1 lack `classes_predicted`, and are read without it.
_MADE_BY, _FORMAT, _FORMATS = "embedstudy initializers", 2, (1, 2)


@dataclass(frozen=True)
class Start:
    """The result of one network.

    Attributes
    ----------
    initializer : str
    seed : int
    learning_rate : float
        Chosen on dev, with a seed that is not reported.
    units_before, units_after : int
        Different units of the hidden layer: by the weights into them and out of them.
    rank_before, rank_after : int
        Of the embedding table.
    losses : tuple of float
        The mean training loss of each epoch.
    dev_accuracy : float
        Of the last epoch.
    moved : bool
        Whether the embedding has changed at all.
    classes_predicted : int or None
        How many classes the network predicts for the dev texts; 1 if all get the same. None in
        files of format 1.
    """

    initializer: str
    seed: int
    learning_rate: float
    units_before: int
    units_after: int
    rank_before: int
    rank_after: int
    losses: tuple[float, ...]
    dev_accuracy: float
    moved: bool
    classes_predicted: int | None = None


@dataclass(frozen=True)
class Conditions:
    """The conditions that all networks share.

    Attributes
    ----------
    dataset_sha256 : str
        Of the texts, labels and splits.
    classes, train, dev, vocabulary : int
        How many classes, texts for training, texts of dev, and words that train has.
    units, dim : int
        Of the hidden layer, and the dimension of the embedding.
    optimizer : str
    batch_size, epochs, seeds : int
    learning_rates : tuple of float
        Those tried.
    version : str
        Of embedstudy.
    command : str
        What was called, where it was the command line.
    """

    dataset_sha256: str
    classes: int
    train: int
    dev: int
    vocabulary: int
    units: int
    dim: int
    optimizer: str
    batch_size: int
    epochs: int
    seeds: int
    learning_rates: tuple[float, ...]
    version: str
    command: str = ""


@dataclass(frozen=True)
class Starts:
    """All networks, and how those of two seeds differ.

    Attributes
    ----------
    dataset : str
    majority : float
        The dev accuracy of always saying the class that train has most often.
    conditions : Conditions
    rows : list of Start
        All networks of an initializer, then those of the next.
    agreement : dict of str to float
        For each initializer, the share of dev texts for which the first two seeds predict the same.
        Of networks that predict one class for every text it is 0 or 1, and says nothing.
    """

    dataset: str
    majority: float
    conditions: Conditions
    rows: list[Start] = field(default_factory=list)
    agreement: dict[str, float] = field(default_factory=dict)


def check_directory(path: Path) -> None:
    """Make sure that `write_starts` may write to a directory, without making it.

    Raises
    ------
    InputError
        If it is a file, cannot be written to, or holds files of those names that are others'.
    """
    there = next(p for p in (path.absolute(), *path.absolute().parents) if os.path.lexists(p))
    if not there.is_dir():
        raise InputError(f"{there}: is a file, not a directory; choose another --out")
    if not os.access(there, os.W_OK | os.X_OK):
        raise InputError(f"{there}: may not be written to; choose another --out")
    taken = [name for name in _NAMES if (path / name).exists()]
    if taken and not _is_ours(list_roots(path, JSON_NAME)[0]):
        raise InputError(
            f"{path}: holds a {taken[0]} that is not of this command; choose another --out"
        )


def write_starts(starts: Starts, path: str | os.PathLike[str]) -> Path:
    """Write a directory of numbers, in place of those of an earlier call; other files stay.

    Those of the earlier call lie in the folder ``.replaced`` until `drop_earlier` is called, after
    the page is drawn.

    Returns
    -------
    Path
        The directory.

    Raises
    ------
    InputError
        As `check_directory` does.
    """
    folder = Path(path)
    check_directory(folder)
    set_aside(folder, _NAMES, JSON_NAME)
    document = {"made_by": _MADE_BY, "format": _FORMAT, **dataclasses.asdict(starts)}
    with publish(folder / JSON_NAME) as file:
        text = json.dumps(seal_document(document), indent=2, allow_nan=False)
        file.write(text.encode() + b"\n")
    # A row a network; the loss of each epoch is a column of its own.
    columns = [f.name for f in dataclasses.fields(Start) if f.name != "losses"]
    losses = [f"loss_{epoch}" for epoch in range(1, starts.conditions.epochs + 1)]
    rows = [[*(getattr(row, name) for name in columns), *row.losses] for row in starts.rows]
    publish_csv(folder / CSV_NAME, [*columns, *losses], rows)
    sweep(folder)
    return folder


def drop_earlier(path: str | os.PathLike[str]) -> None:
    """Remove the numbers and the page of an earlier call, once those of the new one are whole."""
    drop_replaced(Path(path), JSON_NAME)


def read_starts(path: str | os.PathLike[str]) -> Starts:
    """Read what `write_starts` wrote.

    Raises
    ------
    InputError
        If there is no such directory, or its file is damaged or of a later version.
    """
    root = list_roots(Path(path), JSON_NAME)[0]
    file = root / JSON_NAME
    if not os.path.lexists(file):
        raise InputError(f"{path}: no {JSON_NAME} there; `{_MADE_BY} --out {path}` writes one")
    try:
        document = _read_document(root)
        is_whole = is_seal_whole(document)
        if is_whole is False:
            raise ValueError("its checksum is not that of its content")
        document.pop(SEAL, None)
        if document.pop("made_by") != _MADE_BY:
            raise ValueError("made by something else")
        if document.pop("format") not in _FORMATS:
            raise InputError(f"{file}: of another version of embedstudy; make it again")
        conditions = Conditions(**_make_tuples(document.pop("conditions")))
        rows = [Start(**_make_tuples(row)) for row in document.pop("rows")]
        return Starts(**document, conditions=conditions, rows=rows)
    except InputError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise InputError(f"{file}: damaged ({type(error).__name__}: {error})") from None


def _read_document(folder: Path) -> dict[str, Any]:
    with open_file(folder, JSON_NAME) as file:
        document: dict[str, Any] = load_json(file.read(MOST_META_BYTES))
    return document


def _make_tuples(fields: dict[str, Any]) -> dict[str, Any]:
    return {k: tuple(v) if isinstance(v, list) else v for k, v in fields.items()}


def _is_ours(folder: Path) -> bool:
    try:
        document = _read_document(folder)
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(document, dict) and document.get("made_by") == _MADE_BY
