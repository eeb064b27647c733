"""The parts of a data set in a folder or an archive, by the names of its files."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath

from embedstudy.datasets.files import folders
from embedstudy.datasets.files.archives import is_archive, list_members
from embedstudy.datasets.files.data_format import PACKED
from embedstudy.datasets.files.formats import FORMATS
from embedstudy.datasets.files.virtual_path import VirtualPath
from embedstudy.errors import InputError

_SHOWN = 5


def find_parts(path: Path) -> dict[str, list[Path]]:
    """Return the files or folders of each part that a path holds.

    Parameters
    ----------
    path : Path
        A file, an archive, a folder with files named after parts, a folder of class folders, or a
        folder with such a folder for each part.

    Returns
    -------
    dict
        From "train", "dev" and "test" to their paths, or from "" to all.

    Raises
    ------
    InputError
        If a folder or an archive holds nothing that is read, or several files without parts.
    """
    if path.is_dir():
        by_name = divide_by_name([entry for entry in folders.list_entries(path) if entry.is_file()])
        part_folders = folders.find_part_folders(path)
        if part_folders:
            return {part: [folder] for part, folder in part_folders.items()}
        if by_name:
            return by_name
        folders.check_class_folders(path)
        return {"": [path]}
    if isinstance(path, VirtualPath) or not is_archive(path):
        return {"": [path]}
    members = list_members(path)
    tables = [member for member in members if is_table(member.name)] or [
        member for member in members if PurePosixPath(member.member).suffix.lower() in ("", ".txt")
    ]
    if len(tables) == 1:
        return {"": [*tables]}
    if by_name := divide_by_name(tables):
        return by_name
    if not tables:
        raise InputError(f"{path}: holds no file of a known format")
    raise InputError(
        f"{path}: holds {len(tables)} files; name one of them after a '#', or unpack it: "
        + ", ".join(f"{path.name}#{member.member}" for member in tables[:_SHOWN])
        + ", ..." * (len(tables) > _SHOWN)
    )


def list_unread(path: Path, parts: Mapping[str, Sequence[Path]]) -> list[Path]:
    """Return what a folder or an archive holds that is in none of the parts found in it.

    It lists tables and, of a folder, folders of texts.

    Examples
    --------
    >>> list_unread(Path("reviews.csv"), {"": [Path("reviews.csv")]})
    []
    """
    if path.is_dir():
        entries = folders.list_entries(path)
    elif isinstance(path, VirtualPath) or not path.is_file() or not is_archive(path):
        return []
    else:
        entries = [*list_members(path)]
    read = {file for files in parts.values() for file in files}
    if path in read:  # a folder of class folders counts what is left out
        return []
    return [
        entry
        for entry in entries
        if entry not in read
        and (is_table(entry.name) or (path.is_dir() and folders.holds_texts(entry)))
    ]


def divide_by_name(files: Sequence[Path]) -> dict[str, list[Path]]:
    """Divide tables by the part that their names hold; empty if none is named after train.

    Raises
    ------
    InputError
        If the files of a part have several endings.

    Examples
    --------
    >>> divide_by_name([Path("reviews_train.csv"), Path("reviews_test.csv"), Path("notes.csv")])
    {'train': [PosixPath('reviews_train.csv')], 'test': [PosixPath('reviews_test.csv')]}
    """
    by_part: dict[str, list[Path]] = {}
    for file in files:
        part = find_part(file)
        if part and is_table(file.name):
            by_part.setdefault(part, []).append(file)
    if "train" not in by_part:
        return {}
    for part, part_files in by_part.items():
        endings = {_find_ending(file.name): str(file) for file in part_files}
        if len(endings) > 1:
            raise InputError(
                f"{part} files of several formats: {', '.join(endings.values())} "
                "(name the files of one)"
            )
    if list(by_part) == ["train"]:
        return {"": by_part["train"]}
    return {part: by_part[part] for part in ("train", "dev", "test") if part in by_part}


def find_part(file: Path) -> str:
    """Return the part that the name of a file holds, or the name of its folder in an archive.

    Examples
    --------
    >>> find_part(Path("train-00000-of-00002.parquet")), find_part(Path("my_valid.csv.gz"))
    ('train', 'dev')
    >>> find_part(Path("training_tests.csv")), find_part(Path("train_test.csv"))
    ('train', '')
    """
    name = file.member if isinstance(file, VirtualPath) else file.name
    for piece in reversed(name.split("/")[-2:]):
        words = re.split(r"[^a-z0-9]+", piece.lower().split(".", 1)[0])
        parts = [part for part, names in folders.PARTS.items() if set(names) & set(words)]
        if parts:
            return parts[0] if len(parts) == 1 else ""
    return ""


def is_table(name: str) -> bool:
    """Return whether a name ends as a table does; ``.txt`` says nothing.

    Examples
    --------
    >>> is_table("a.csv"), is_table("a.jsonl.gz"), is_table("readme.txt")
    (True, True, False)
    """
    return _find_ending(name) != ""


def _find_ending(name: str) -> str:
    lowered = name.lower().removesuffix(PACKED)
    endings = [ending for entry in FORMATS.values() for ending in entry.endings]
    return next((e for e in endings if e != ".txt" and lowered.endswith(e)), "")
