"""Folders of texts: a folder a class, and perhaps a folder of such folders for each part."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from embedstudy.datasets.bad_rows import BadRows, Columns
from embedstudy.datasets.files.data_format import DataFormat
from embedstudy.datasets.files.rows import NOT_DECODED, Row, gather_rows
from embedstudy.datasets.files.streams import LONGEST, make_encoding_error, open_file, refuse_nuls
from embedstudy.datasets.table_reading import TableReading
from embedstudy.errors import InputError
from embedstudy.options.data import DataOptions
from embedstudy.storage import sha256

# Names of the folders of parts, the usual name first.
PARTS = {
    "train": ("train", "training"),
    "dev": ("dev", "valid", "validation", "val"),
    "test": ("test", "testing"),
}
# The original IMDb has a folder of 50,000 reviews without a label.
UNLABELLED = ("unsup",)
# Endings of files that are no single text.
_TABLES = (".csv", ".tsv", ".jsonl", ".ndjson", ".parquet", ".xlsx", ".zip", ".tar")
# Files of each folder that tell whether they are texts.
_LOOKED_AT = 10


def find_part_folders(folder: Path) -> dict[str, Path]:
    """Find the folder of each part; empty without one of train that holds class folders."""
    folder_of_part = {
        part: folder / name
        for part, names in PARTS.items()
        for name in names
        if (folder / name).is_dir() and _list_folders(folder / name)
    }
    return folder_of_part if "train" in folder_of_part else {}


def check_class_folders(folder: Path) -> None:
    """Refuse a folder without class folders.

    Raises
    ------
    InputError
        If no folder in it holds texts, or one holds tables.
    """
    texts = [text for entry in _list_folders(folder) for text in _list_texts(entry)[:_LOOKED_AT]]
    if not texts:
        raise InputError(f"{folder}: no folder of texts for each class{_offer_files(folder)}")
    tables = [text for text in texts if text.suffix.lower() in _TABLES]
    if 2 * len(tables) > len(texts):
        raise InputError(
            f"{folder}: its folders hold tables, not a text a file (name a file: {tables[0]})"
        )


def hash_folder(folder: Path) -> str:
    """Return a hash of the names of classes and texts, and of their bytes."""
    whole = hashlib.sha256()
    for class_folder in _list_classes(folder):
        for path in _list_texts(class_folder):
            whole.update(f"{class_folder.name}/{path.name}\0".encode("utf-8", "surrogatepass"))
            whole.update(bytes.fromhex(sha256(path)))
    return whole.hexdigest()


def read(path: Path, options: DataOptions, bad_rows: BadRows) -> Iterator[Columns]:
    """Read the texts of each class folder, both in the order of their names.

    Raises
    ------
    InputError
        If a text is in another encoding, or too long: with the file.
    """
    return gather_rows(_read_rows(path, options, bad_rows), str, bad_rows)


def _read_rows(folder: Path, options: DataOptions, bad_rows: BadRows) -> Iterator[Row]:
    n_classes = 0
    for entry in list_entries(folder):
        if not entry.is_dir() or entry.name in UNLABELLED:
            bad_rows.tally.add("files or folders that are no class, left out", str(entry))
            continue
        texts = set(_list_texts(entry))
        n_classes += bool(texts)
        for path in list_entries(entry):
            if path not in texts:
                bad_rows.tally.add("files that are not .txt, left out", str(path))
                continue
            with open_file(path) as file:
                content = file.read(LONGEST + 1)
            if len(content) > LONGEST:
                bad_rows.add(str(path), f"a text of over {LONGEST >> 20} MB")
            elif (text := _decode(path, content, options.encoding, bad_rows)) is not None:
                yield path, text, entry.name

    reading = TableReading(folder.name, FOLDER.name, encoding=options.encoding, folders=n_classes)
    bad_rows.tally.readings.append(reading)


def _decode(path: Path, content: bytes, encoding: str, bad_rows: BadRows) -> str | None:
    try:
        text = content.decode(encoding).removeprefix("\ufeff")
    except UnicodeError:
        if bad_rows.skip:
            bad_rows.add(str(path), NOT_DECODED)
            return None
        raise make_encoding_error(path, encoding) from None
    refuse_nuls(text, str(path))
    return text


def list_entries(folder: Path) -> list[Path]:
    """List a folder by name, without hidden files."""
    try:
        shown = [path for path in folder.iterdir() if not path.name.startswith(".")]
    except OSError as error:
        raise InputError(f"{folder}: {error.strerror or error}") from None
    return sorted(shown, key=lambda path: path.name)


def holds_texts(path: Path) -> bool:
    """Tell whether a path is a folder with files in it, as a folder of a class is."""
    return path.is_dir() and bool(_list_texts(path))


def _list_folders(folder: Path) -> list[Path]:
    return [path for path in list_entries(folder) if path.is_dir()]


def _list_classes(folder: Path) -> list[Path]:
    return [path for path in _list_folders(folder) if path.name not in UNLABELLED]


def _list_texts(folder: Path) -> list[Path]:
    """List the texts of a class: its .txt, or all its files where most are called otherwise."""
    files = [path for path in list_entries(folder) if path.is_file()]
    with_ending = [path for path in files if path.suffix.lower() == ".txt"]
    return with_ending if 2 * len(with_ending) >= len(files) else files


def _offer_files(folder: Path) -> str:
    files = [path.name for path in list_entries(folder) if path.is_file()][:3]
    return f" (name one of its files: {', '.join(files)})" if files else ""


FOLDER = DataFormat("folder", read)
