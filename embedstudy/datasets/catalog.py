"""Data sets by name, path or hub name."""

import os
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from embedstudy import registry
from embedstudy.datasets.built_in import built_in_source
from embedstudy.datasets.cache import keep
from embedstudy.datasets.corpus import Corpus
from embedstudy.datasets.files import FileOptions, files_source, is_files
from embedstudy.datasets.hub import hub_source, is_saved, saved_source
from embedstudy.datasets.make_splits import divide
from embedstudy.datasets.source import DataSource
from embedstudy.errors import EmbedstudyWarning, InputError
from embedstudy.validation import unknown_name

HUB = "hf:"
_ALSO = "a file, a folder of folders of .txt or hf:owner/name works too"

Paths = str | os.PathLike[str] | Sequence[str | os.PathLike[str]]


@dataclass(frozen=True)
class DatasetOptions:
    """How a data set is read, where it is not built in.

    Attributes
    ----------
    text_column, label_column : str, optional
        Guessed where there is just one candidate.
    split : str, optional
        Of a data set of the hub: only that split, to be split anew.
    dev_file, test_file : str or path, optional
        Files of those parts, beside the file that is named.
    encoding : str
        Of text files.
    skip_bad_lines : bool
        Leave out rows that cannot be read, and count them.
    """

    text_column: str | None = None
    label_column: str | None = None
    split: str | None = None
    dev_file: str | os.PathLike[str] | None = None
    test_file: str | os.PathLike[str] | None = None
    encoding: str = "utf-8"
    skip_bad_lines: bool = False

    def refused(self, name: str, kind: str, *takes: str) -> None:
        """Refuse options that a kind of data set does not take.

        Raises
        ------
        InputError
            Naming the first of them.
        """
        for option, value in vars(self).items():
            if option not in takes and value != getattr(type(self), option):
                flag = "--" + option.replace("_", "-")
                raise InputError(f"{name}: {kind} takes no {flag}")


def load_dataset(
    name: Paths,
    *,
    text_column: str | None = None,
    label_column: str | None = None,
    split: str | None = None,
    dev_file: str | os.PathLike[str] | None = None,
    test_file: str | os.PathLike[str] | None = None,
    encoding: str = "utf-8",
    skip_bad_lines: bool = False,
    progress: bool = True,
) -> Corpus:
    """Load a data set, fetching and reading it on first use.

    Parameters
    ----------
    name : str, path or a sequence of paths
        A name that ``embedstudy datasets list`` shows; a file of labelled texts (CSV, TSV, JSONL,
        Parquet, fastText's lines, plain or .gz), a glob or several such files; a folder with a
        folder of .txt for each class, or one that ``save_to_disk`` made; ``hf:owner/name`` or
        ``hf:owner/name:config`` of the Hugging Face hub.
    text_column, label_column : str, optional
        Guessed where there is just one candidate.
    split : str, optional
        Of a data set of the hub: only that split, to be split anew.
    dev_file, test_file : str or path, optional
        Files of those parts, beside the file that is named.
    encoding : str
        Of text files.
    skip_bad_lines : bool
        Leave out rows that cannot be read, and count them.
    progress : bool
        Whether a download shows its progress on stderr.

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
    options = DatasetOptions(
        text_column, label_column, split, dev_file, test_file, encoding, skip_bad_lines
    )
    return load_with(name, options, progress=progress)


def load_with(name: Paths, options: DatasetOptions, *, progress: bool = True) -> Corpus:
    """Load a data set as `load_dataset` does, with its options in one value."""
    source = find(name, options, progress=progress)
    kept = keep(source)
    try:
        corpus = divide(source.name, kept, source_sha256=source.sha256, revision=source.revision)
    except InputError as error:  # of classes and sizes, which have no line of their own
        raise InputError(f"{source.name}: {error}") from None
    for note in corpus.notes:
        warnings.warn(f"{corpus.name}: {note}", EmbedstudyWarning, stacklevel=3)
    return corpus


def find(name: Paths, options: DatasetOptions, *, progress: bool = True) -> DataSource:
    """Find where a data set is to be read from.

    Raises
    ------
    InputError
        If there is none of that name, or an option does not go with it.
    """
    columns = ("text_column", "label_column", "split")
    if isinstance(name, str) and name in registry.dataset_names():
        options.refused(name, "a built-in data set")
        return built_in_source(name, progress=progress)
    if isinstance(name, str) and name.startswith(HUB):
        options.refused(name, "a data set of the hub", *columns)
        return hub_source(name, **{c: getattr(options, c) for c in columns}, progress=progress)
    if isinstance(name, str | os.PathLike) and is_saved(Path(name)):
        options.refused(str(name), "a data set that save_to_disk made", *columns)
        return saved_source(Path(name), **{c: getattr(options, c) for c in columns})
    if not isinstance(name, str) or is_files(name):
        options.refused(str(name), "a file", *(set(vars(options)) - {"split"}))
        reading = FileOptions(
            options.text_column, options.label_column, options.encoding, options.skip_bad_lines
        )
        return files_source(name, reading, dev_file=options.dev_file, test_file=options.test_file)
    raise unknown_name("data set", name, registry.dataset_names(), also=_ALSO)


def name_of(paths: Paths) -> str:
    """Return what a data set is called, in study.json and on screen."""
    if isinstance(paths, str | os.PathLike):
        return os.fspath(paths)
    return ", ".join(os.fspath(path) for path in paths)


def check_name(name: object) -> None:
    """Make sure that a name can be looked for, before anything is fetched.

    Raises
    ------
    InputError
        If it is no name of a data set, of the hub or of a file.
    """
    if isinstance(name, str):
        if name in registry.dataset_names() or name.startswith(HUB):
            return
        if is_saved(Path(name)) or is_files(name):
            return
    elif isinstance(name, os.PathLike) or (
        isinstance(name, Sequence) and all(isinstance(x, str | os.PathLike) for x in name)
    ):
        return
    raise unknown_name("data set", name, registry.dataset_names(), also=_ALSO)
