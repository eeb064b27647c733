"""Completion on Tab: the values of options and arguments.

The scripts are those of cyclopts. They ask ``embedstudy __complete`` for values, which asks the
functions here; so names that are registered later complete without a new script.
"""

import glob
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Literal

from embedstudy.options.declaration import Choices

Complete = Callable[[Any], Iterable[str]]
SHELLS = ("bash", "zsh", "fish")
# Folders below the one that is typed in which studies and models are looked for, and how many
# entries are looked at: a Tab must not walk a disk.
_DEPTH = 3
_MOST_ENTRIES = 2000


def make_completer(kind: str, choices: Choices | None = None) -> Complete | None:
    """Return a function that lists what a value may be, for `cyclopts.Parameter`.

    Parameters
    ----------
    kind : str
        A key of `VALUES`; empty for no values but the choices.
    choices : Choices, optional
    """
    if not kind and choices is None:
        return None
    return lambda context: [
        *(choices.names if choices is not None else ()),
        *(VALUES[kind](context.incomplete) if kind else ()),
    ]


def _list_datasets(text: str) -> Iterator[str]:
    from embedstudy import registry

    yield from registry.dataset_names()
    yield from _list_paths(text)


def _list_vectors(text: str) -> Iterator[str]:
    from embedstudy import registry

    yield from registry.vectors_names()
    yield from ("train:word2vec", "train:fasttext")
    yield from _list_paths(text)


def _list_paths(text: str, *, folders_only: bool = False) -> list[str]:
    """List the paths that begin with a text; a folder alone is opened."""
    entries = sorted(glob.iglob(f"{glob.escape(text)}*"))[:_MOST_ENTRIES]  # noqa: PTH207
    paths = [f"{path}/" if os.path.isdir(path) else path for path in entries]  # noqa: PTH112
    if folders_only:
        paths = [path for path in paths if path.endswith("/")]
    if len(paths) == 1 and paths[0].endswith("/") and paths[0] != text:
        return [*paths, *_list_paths(paths[0], folders_only=folders_only)]
    return paths


def _find_folders_with(file: str) -> Callable[[str], Iterator[str]]:
    """Return a function that lists the folders that hold a file, near the path that is typed."""

    def list_folders(text: str) -> Iterator[str]:
        folders, seen = [text.rpartition("/")[0] + "/" if "/" in text else ""], 0
        top = folders[0].count("/")
        for folder in folders:  # grows below
            try:
                names = sorted(entry.name for entry in os.scandir(folder or ".") if entry.is_dir())
            except OSError:
                continue
            paths = [f"{folder}{name}" for name in names if not name.startswith(".")]
            for path in paths:
                if not path.startswith(text):
                    continue
                if Path(path, file).is_file():
                    yield path
                elif path.count("/") - top + 1 < _DEPTH and (seen := seen + 1) < _MOST_ENTRIES:
                    folders.append(f"{path}/")

    return list_folders


VALUES: dict[str, Callable[[str], Iterable[str]]] = {
    "dataset": _list_datasets,
    "vectors": _list_vectors,
    "study": _find_folders_with("study.json"),
    "model": _find_folders_with("model.safetensors"),
    "shell": lambda _: SHELLS,
    "file": _list_paths,
    "folder": lambda text: _list_paths(text, folders_only=True),
}


def find_shell(name: str) -> Literal["bash", "zsh", "fish"]:
    """Return the name of a shell, that in use if none is named.

    Raises
    ------
    InputError
        If it has no completion, or it cannot be seen which shell is in use.
    """
    from cyclopts.completion import ShellDetectionError, detect_shell

    from embedstudy.errors import InputError
    from embedstudy.validation import known_name

    try:
        shell: Any = known_name("shell", name or detect_shell(), SHELLS)
    except ShellDetectionError:
        raise InputError(f"name the shell in use: {', '.join(SHELLS)}") from None
    return shell  # type: ignore[no-any-return]
