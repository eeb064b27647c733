"""Data sets by name, path or hub name."""

import os
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from embedstudy import registry
from embedstudy.datasets.built_in import make_built_in_source
from embedstudy.datasets.cache import CachedDataset, cache_dataset, read_into_memory
from embedstudy.datasets.corpus import Corpus
from embedstudy.datasets.files import is_files, make_files_source
from embedstudy.datasets.hub import HUB, is_saved, make_hub_source, make_saved_source
from embedstudy.datasets.make_splits import make_splits
from embedstudy.datasets.memory import (
    HOW_TO_GIVE,
    DataInMemory,
    is_data,
    make_memory_source,
)
from embedstudy.datasets.source import DataSource
from embedstudy.errors import EmbedstudyWarning, InputError
from embedstudy.limits import allow_unpacked
from embedstudy.options.data import DataOptions
from embedstudy.options.declaration import list_options
from embedstudy.options.python_names import speak_python
from embedstudy.options.signature import takes_options
from embedstudy.validation import unknown_name

_ALSO = "a file, a folder of folders of .txt or hf:owner/name works too"

TEXTS_AND_LABELS = "texts are given with their labels, in Python: (texts, labels)"
_LONGEST_NAME = 100
# Any data set takes it: one of several may be a file.
_LIMIT = "max_bytes"

Paths = str | os.PathLike[str] | Sequence[str | os.PathLike[str]]


@takes_options(DataOptions)
def load_dataset(
    name: Any,
    *,
    text: str | Sequence[str] | None = None,
    label: str | None = None,
    progress: bool = True,
    **options: Any,
) -> Corpus:
    """Load a data set, fetching and reading it on first use.

    Parameters
    ----------
    name : str, path, a sequence of paths, or data in memory
        A name that ``embedstudy datasets list`` shows, or ``hf:owner/name`` or
        ``hf:owner/name:config`` of the Hugging Face hub. Or one or several files or globs of
        labelled texts: CSV, TSV, JSON, JSONL, Parquet, Excel, fastText's lines, plain, .gz or in a
        .zip or .tar. Or a folder with a folder of texts for each class, with files named after
        train and test, or one that ``save_to_disk`` made. Or ``-`` for standard input.

        Or texts in memory: a table of pandas, polars, pyarrow or `datasets`, a mapping of columns,
        or ``(texts, labels)``. A mapping from ``train``, ``dev`` and ``test`` to them has parts.
    text : str or sequence of str, optional
    label : str, optional
        Other names of `text_column` and `label_column`.
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
    values = add_columns(options, text, label)
    with speak_python():
        return read_dataset(name, DataOptions(**values), progress=progress)


def add_columns(
    options: Mapping[str, Any], text: str | Sequence[str] | None, label: str | None
) -> dict[str, Any]:
    """Return options with the columns that a person calls `text` and `label`.

    Raises
    ------
    InputError
        If a column is given twice.
    """
    values = dict(options)
    for short, name, column in (("text", "text_column", text), ("label", "label_column", label)):
        if column is None:
            continue
        if values.get(name):
            raise InputError(f"{short} and {name} are the same option; give one")
        values[name] = column
    return values


def read_dataset(
    name: Paths | DataInMemory,
    options: DataOptions,
    *,
    for_folds: bool = False,
    progress: bool = True,
) -> Corpus:
    """Load a data set as `load_dataset` does, with its options in one object.

    With `for_folds`, a data set with too few texts for a split is not split: see `make_splits`.
    """
    if isinstance(name, DataInMemory) or is_data(name):
        given = name if isinstance(name, DataInMemory) else DataInMemory(name)
        with speak_python():
            return _read_from_memory(given, options, for_folds=for_folds)
    with allow_unpacked(options.max_bytes):
        source = find_source(name, options, progress=progress)
        corpus = _split(source, cache_dataset(source), for_folds=for_folds)
    return replace(corpus, protocol=registry.find_protocol(name))


def _read_from_memory(given: DataInMemory, options: DataOptions, *, for_folds: bool) -> Corpus:
    kind = "a data set in memory"
    takes = ("text_column", "label_column", "split", "skip_bad_lines")
    _refuse_options(options, given.name, kind, *takes)
    source = make_memory_source(given, options)
    return _split(source, read_into_memory(source), for_folds=for_folds)


def _split(source: DataSource, cached: CachedDataset, *, for_folds: bool) -> Corpus:
    try:
        corpus = make_splits(
            source.name,
            cached,
            source_sha256=source.sha256,
            revision=source.revision,
            for_folds=for_folds,
        )
    except InputError as error:  # about classes and sizes, without the name of the data set
        raise InputError(f"{source.name}: {error}") from None
    for note in corpus.notes:
        warnings.warn(f"{corpus.name}: {note}", EmbedstudyWarning, stacklevel=4)
    return corpus


def find_source(name: Paths, options: DataOptions, *, progress: bool = True) -> DataSource:
    """Find the source of a data set.

    Raises
    ------
    InputError
        If there is none of that name, or an option does not go with it.
    """
    columns = ("text_column", "label_column", "split")
    _refuse_shadowed(name)
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
    if not isinstance(name, str | os.PathLike):
        check_name(name)
    if not isinstance(name, str) or is_files(name):
        every = {option.name for option in list_options(DataOptions)}
        _refuse_options(options, str(name), "a file", *(every - {"split"}))
        return make_files_source(name, options)
    raise _make_unknown_error(name)


def _refuse_shadowed(name: object) -> None:
    """Refuse a name of a known data set that is also that of a data set here."""
    if not isinstance(name, str) or name not in registry.all_dataset_names():
        return
    path = Path(name)
    is_study = (path / "study.json").exists()
    # The folder of a study that begins holds its lock alone.
    if path.is_file() or (path.is_dir() and not is_study and any(path.glob("[!.]*"))):
        kind = "folder" if path.is_dir() else "file"
        raise InputError(
            f"{name}: a known data set, and a {kind} here has the same name (./{name} means the "
            f"{kind}; rename it, or work in another folder, for the data set)"
        )


def _make_known_hub_source(entry: registry.HubEntry, progress: bool) -> DataSource:
    columns = DataOptions(text_column=(entry.text_column,), label_column=entry.label_column)
    source = make_hub_source(HUB + entry.hub, columns, progress=progress)
    return replace(source, name=entry.name)


def _refuse_options(options: DataOptions, name: str, kind: str, *takes: str) -> None:
    for option in list_options(DataOptions):
        if option.name not in (*takes, _LIMIT) and getattr(options, option.name) != option.default:
            raise InputError(f"{name}: {kind} takes no {option.flags[0]}")


def check_name(name: object) -> None:
    """Check the name of a data set before anything is fetched.

    Raises
    ------
    InputError
        If it is the name of no data set, of none on the hub, and of no file.
    """
    if isinstance(name, DataInMemory | Corpus):
        return
    if isinstance(name, str):
        _refuse_shadowed(name)
        if name in registry.all_dataset_names() or name.startswith(HUB):
            return
        if is_saved(Path(name)) or is_files(name):
            return
    elif isinstance(name, os.PathLike):
        return
    elif isinstance(name, list | tuple) and all(isinstance(x, str | os.PathLike) for x in name):
        _refuse_texts(name)
        return
    if not isinstance(name, str):
        raise InputError(f"{type(name).__name__} is no data set; {HOW_TO_GIVE}")
    raise _make_unknown_error(name)


def _make_unknown_error(name: str) -> InputError:
    """Return the error for a name of no data set; it may be a text, of any length."""
    if len(name) > _LONGEST_NAME or any(map(str.isspace, name)):
        short = name[:_LONGEST_NAME] + "..." * (len(name) > _LONGEST_NAME)
        return InputError(f"no data set {short!r}; {TEXTS_AND_LABELS}")
    return unknown_name("data set", name, registry.all_dataset_names(), also=_ALSO)


def _refuse_texts(names: Sequence[str | os.PathLike[str]]) -> None:
    """Raise an InputError for strings of which none can be a file: they are texts."""
    if names and not any(isinstance(name, os.PathLike) or is_files(name) for name in names):
        raise InputError(f"{len(names)} strings that are no files; {TEXTS_AND_LABELS}")
