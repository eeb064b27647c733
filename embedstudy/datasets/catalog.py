"""Data sets by name, path or hub name."""

import os
import warnings
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from embedstudy import registry
from embedstudy.datasets.built_in import make_built_in_source
from embedstudy.datasets.cache import cache_dataset
from embedstudy.datasets.corpus import Corpus
from embedstudy.datasets.files import is_files, make_files_source
from embedstudy.datasets.hub import HUB, is_saved, make_hub_source, make_saved_source
from embedstudy.datasets.make_splits import make_splits
from embedstudy.datasets.source import DataSource
from embedstudy.errors import EmbedstudyWarning, InputError
from embedstudy.options.data import DataOptions
from embedstudy.options.declaration import list_options
from embedstudy.options.signature import takes_options
from embedstudy.validation import unknown_name

_ALSO = "a file, a folder of folders of .txt or hf:owner/name works too"

Paths = str | os.PathLike[str] | Sequence[str | os.PathLike[str]]


@takes_options(DataOptions)
def load_dataset(name: Paths, *, progress: bool = True, **options: Any) -> Corpus:
    """Load a data set, fetching and reading it on first use.

    Parameters
    ----------
    name : str, path or a sequence of paths
        A name that ``embedstudy datasets list`` shows, or ``hf:owner/name`` or
        ``hf:owner/name:config`` of the Hugging Face hub. Or one or several files or globs of
        labelled texts: CSV, TSV, JSONL, Parquet, fastText's lines, plain or .gz. Or a folder with a
        folder of .txt for each class, or one that ``save_to_disk`` made.
    progress : bool
        Whether a download shows its progress on stderr.
    **options
        The fields of `DataOptions`.

    Returns
    -------
    Corpus
        With the standard split where there is one; split 80/10/10 otherwise, each class in
        proportion, by a fixed seed.

    Raises
    ------
    InputError
        If there is no such data set, or it cannot be read: with file and line.
    FetchError
        If it is not in the data home and cannot be downloaded.
    """
    return read_dataset(name, DataOptions(**options), progress=progress)


def read_dataset(name: Paths, options: DataOptions, *, progress: bool = True) -> Corpus:
    """Load a data set as `load_dataset` does, with its options in one object."""
    source = find_source(name, options, progress=progress)
    cached = cache_dataset(source)
    try:
        corpus = make_splits(
            source.name, cached, source_sha256=source.sha256, revision=source.revision
        )
    except InputError as error:  # about classes and sizes, without the name of the data set
        raise InputError(f"{source.name}: {error}") from None
    for note in corpus.notes:
        warnings.warn(f"{corpus.name}: {note}", EmbedstudyWarning, stacklevel=3)
    return corpus


def find_source(name: Paths, options: DataOptions, *, progress: bool = True) -> DataSource:
    """Find the source of a data set.

    Raises
    ------
    InputError
        If there is none of that name, or an option does not go with it.
    """
    columns = ("text_column", "label_column", "split")
    if isinstance(name, str) and name in registry.dataset_names():
        _refuse_options(options, name, "a built-in data set")
        return make_built_in_source(registry.dataset(name), progress=progress)
    if isinstance(name, str) and name in registry.hub_dataset_names():
        _refuse_options(options, name, "a data set of the hub that is known by name")
        return _make_known_hub_source(registry.hub_dataset(name), progress)
    if isinstance(name, str) and name.startswith(HUB):
        _refuse_options(options, name, "a data set of the hub", *columns)
        return make_hub_source(name, options, progress=progress)
    if isinstance(name, str | os.PathLike) and is_saved(Path(name)):
        _refuse_options(options, str(name), "a data set that save_to_disk made", *columns)
        return make_saved_source(Path(name), options)
    if not isinstance(name, str) or is_files(name):
        every = {option.name for option in list_options(DataOptions)}
        _refuse_options(options, str(name), "a file", *(every - {"split"}))
        return make_files_source(name, options)
    raise unknown_name("data set", name, registry.all_dataset_names(), also=_ALSO)


def _make_known_hub_source(entry: registry.HubEntry, progress: bool) -> DataSource:
    columns = DataOptions(text_column=(entry.text_column,), label_column=entry.label_column)
    source = make_hub_source(HUB + entry.hub, columns, progress=progress)
    return replace(source, name=entry.name)


def _refuse_options(options: DataOptions, name: str, kind: str, *takes: str) -> None:
    for option in list_options(DataOptions):
        if option.name not in takes and getattr(options, option.name) != option.default:
            raise InputError(f"{name}: {kind} takes no {option.flags[0]}")


def check_name(name: object) -> None:
    """Check the name of a data set before anything is fetched.

    Raises
    ------
    InputError
        If it is the name of no data set, of none on the hub, and of no file.
    """
    if isinstance(name, str):
        if name in registry.all_dataset_names() or name.startswith(HUB):
            return
        if is_saved(Path(name)) or is_files(name):
            return
    elif isinstance(name, os.PathLike) or (
        isinstance(name, Sequence) and all(isinstance(x, str | os.PathLike) for x in name)
    ):
        return
    raise unknown_name("data set", name, registry.all_dataset_names(), also=_ALSO)
