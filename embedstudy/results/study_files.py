"""The files of a study: read against their checksums, with damage named, and study.json."""

import contextlib
import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from embedstudy.errors import InputError
from embedstudy.results.checksums import (
    CHECKSUMS,
    JOURNAL,
    map_checked,
    read_checked,
    read_document,
    read_ledger,
    settle,
    write_document,
)
from embedstudy.results.damage import Damage
from embedstudy.results.files import (
    META,
    DamagedFileError,
    find_file,
    has_file,
    is_study,
    load_json,
    make_array,
)
from embedstudy.storage import SEAL

# Reading a file that is cut short, or holds something else, leads to these errors.
_DAMAGE = (
    ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, EOFError,
    RecursionError, csv.Error, FileNotFoundError, IsADirectoryError,
    NotADirectoryError,
)  # fmt: skip


@contextlib.contextmanager
def _name_damage(path: Path) -> Iterator[None]:
    """Turn whatever a damaged file leads to into one line that names it."""
    try:
        yield
    except DamagedFileError:
        raise
    except _DAMAGE as error:
        why = f"{type(error).__name__}: {error}"
        raise DamagedFileError(f"{path}: damaged or missing ({why})") from None


@dataclass(frozen=True)
class StudyFiles:
    """The files of a study on disk, whatever they hold.

    Parameters
    ----------
    path : Path or str
        The directory of the study.
    damage : Damage, optional
        Takes note of what is damaged; without it, damage is an error.

    Raises
    ------
    InputError
        If there is no study there.
    """

    path: Path
    damage: Damage | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "path", Path(self.path))
        if not is_study(self.path):
            what = "not a study (it has no study.json)" if self.path.exists() else "no such study"
            raise InputError(f"{self.path}: {what}")

    @property
    def meta(self) -> dict[str, Any]:
        """The content of study.json, without checksums."""
        with _name_damage(find_file(self.path, META)):
            document = dict(read_document(self.path))
        return {name: part for name, part in document.items() if name not in (CHECKSUMS, SEAL)}

    @property
    def has_checksums(self) -> bool:
        """Whether the study has checksums of its files; those of older versions do not."""
        with _name_damage(find_file(self.path, META)):
            return read_ledger(self.path) is not None

    def write_meta(self, meta: dict[str, Any]) -> None:
        """Publish study.json, with the checksums of all files that the study has."""
        if read_ledger(self.path) is not None:
            meta = {**meta, CHECKSUMS: settle(self.path)}
        write_document(self.path, meta)
        (self.path / JOURNAL).unlink(missing_ok=True)

    def _has(self, relative: str) -> bool:
        """Tell whether a file is there, or should be."""
        return has_file(self.path, relative) or self._is_known(relative)

    def _has_all(self, folder: str, *names: str) -> bool:
        """Tell whether a folder is there; its meta.json is written last."""
        if not self._has(f"{folder}/meta.json"):
            return False
        return all(self._is_whole(f"{folder}/{name}") for name in (*names, "meta.json"))

    def _is_known(self, relative: str) -> bool:
        """Tell whether study.json has the checksum of a file."""
        ledger = read_ledger(self.path)
        return ledger is not None and relative in ledger.settled

    def _is_whole(self, relative: str) -> bool:
        """Tell whether a file counts: any does, but a damaged one of a study shown in spite."""
        if self.damage is None or not self._has(relative):
            return True
        with contextlib.suppress(InputError):
            if read_ledger(self.path) is None:
                return True
        return self.damage.check(relative, lambda: map_checked(self.path, relative))

    def _name_damage(self, relative: str) -> contextlib.AbstractContextManager[None]:
        return _name_damage(find_file(self.path, relative))

    def _read_json(self, relative: str) -> dict[str, Any]:
        return dict(load_json(read_checked(self.path, relative)))

    def _read_array(self, relative: str) -> np.ndarray:
        return np.array(make_array(map_checked(self.path, relative)))
