"""Names of the data of a study, the same in any working directory, and their places."""

import os
import re
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from embedstudy import registry
from embedstudy.datasets.catalog import Paths
from embedstudy.datasets.corpus import Corpus
from embedstudy.datasets.hub import HUB
from embedstudy.datasets.memory import DataInMemory
from embedstudy.errors import InputError
from embedstudy.storage import safe_name
from embedstudy.validation import unknown_name
from embedstudy.vectors.training import METHODS
from embedstudy.vectors.word_vectors import WordVectors

# Begins the name of vectors that a study trains itself.
TRAINED_PREFIX = "train:"
_ENDINGS = re.compile(
    r"(\.(csv|tsv|tab|json|jsonl|ndjson|parquet|xlsx|txt|zip|tar|tgz|gz|bz2|xz|zst))+$", re.I
)
# The vectors of a study that names none, unless they cannot be used: small, and quickly fetched.
DEFAULT_VECTORS = "glove-6b-50d"


def is_trained(name: object) -> bool:
    """Tell whether a name of vectors asks for training, as ``train:word2vec`` does.

    Raises
    ------
    InputError
        If it names an unknown method of training.

    Examples
    --------
    >>> is_trained("train:word2vec"), is_trained("glove-6b-50d")
    (True, False)
    """
    if not isinstance(name, str) or not name.startswith(TRAINED_PREFIX):
        return False
    if name.removeprefix(TRAINED_PREFIX) not in METHODS:
        raise unknown_name("vectors", name, [TRAINED_PREFIX + method for method in METHODS])
    return True


def name_datasets(datasets: Sequence[Paths | Corpus | DataInMemory]) -> list[str]:
    """Return names of data sets; files get the last part of their path that tells them apart.

    Raises
    ------
    InputError
        If one is there twice.

    Examples
    --------
    >>> name_datasets(["imdb", "here/train.csv", "there/train.csv"])
    ['imdb', 'train.csv', 'there/train.csv']
    """
    places = [
        [dataset.name]
        if isinstance(dataset, Corpus | DataInMemory)
        else [
            locate_dataset(os.fspath(path))
            for path in ([dataset] if isinstance(dataset, str | os.PathLike) else dataset)
        ]
        for dataset in datasets
    ]
    return _make_names("data set", places, registry.all_dataset_names())


def name_vectors(tables: Sequence[str | WordVectors]) -> list[str]:
    """Name tables of vectors, as `name_datasets` names data sets.

    Raises
    ------
    InputError
        If one is there twice, or has no name.
    """
    places = [
        [table.name if isinstance(table, WordVectors) else locate_vectors(os.fspath(table))]
        for table in tables
    ]
    return _make_names("table of vectors", places, registry.vectors_names())


def name_folder(datasets: Sequence[str]) -> str:
    """Return the name of a folder for what is made of data sets, without the endings of files.

    Examples
    --------
    >>> name_folder(["imdb", "tickets.csv.gz"]), name_folder(["train.csv, test.csv"])
    ('imdb-tickets', 'train-test-6f69cd42')
    """
    names = [
        ", ".join(_ENDINGS.sub("", part) or part for part in name.split(", ")) for name in datasets
    ]
    return safe_name("-".join(names))


def locate_dataset(name: str, folder: Path | None = None) -> str:
    """Return where a data set is: a name of the registry or the hub, or else an absolute path.

    Parameters
    ----------
    name : str
    folder : Path, optional
        The folder that a relative path begins at; the working directory by default.
    """
    if name in registry.all_dataset_names() or name.startswith(HUB):
        return name
    return make_absolute(name, folder)


def locate_vectors(name: str, folder: Path | None = None) -> str:
    """Return where vectors are: a name of the registry or the hub, an address, or a path."""
    is_address = "://" in name or name.startswith(HUB)
    if name in registry.vectors_names() or is_address or is_trained(name):
        return name
    return make_absolute(name, folder)


def make_absolute(name: str, folder: Path | None = None) -> str:
    """Return a path that holds in any working directory; nothing need be there."""
    expanded = os.path.expanduser(name)  # noqa: PTH111 - Path's raises where no home is known
    return os.path.abspath(Path(folder or ".", expanded))  # noqa: PTH100 - keeps symbolic links


def _make_names(kind: str, places: Sequence[list[str]], known: Collection[str]) -> list[str]:
    plain = [", ".join(place) for place in places]
    if "" in plain or len(set(plain)) < len(plain):
        raise InputError(f"every {kind} needs a name of its own; these have {plain}")
    names: list[str] = []
    for place in places:
        taken = {*names, *known}
        # The first keep the names that they have when more are added.
        names.append(
            next((tail for tail in _list_tails(place) if tail not in taken), ", ".join(place))
        )
    return names


def _list_tails(place: list[str]) -> Iterable[str]:
    """Give the last parts of paths, from one part on; what is no absolute path is whole."""
    parts = [Path(path).parts if Path(path).is_absolute() else (path,) for path in place]
    for length in range(1, max(map(len, parts)) + 1):
        yield ", ".join("/".join(path[-length:]) for path in parts)
