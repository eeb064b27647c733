"""The directory of a command that leaves numbers and a page: a sealed document, a table, a page."""

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from embedstudy.errors import InputError, ResourcesError
from embedstudy.results.files import MOST_META_BYTES, list_roots, load_json, open_file
from embedstudy.results.replacement import drop_replaced, restore, set_aside
from embedstudy.results.row_format import format_csv
from embedstudy.results.start_results import StartResults
from embedstudy.storage import (
    SEAL,
    is_seal_whole,
    no_space,
    publish_all,
    remove_empty_folders,
    seal_document,
)

PAGE_NAME = "report.html"
# Bytes: few reports take more.
USUAL_SIZE = 1_000_000
Results = TypeVar("Results", bound=StartResults[Any])


@dataclass(frozen=True)
class ReportFolder(Generic[Results]):
    """The files of one command, and how its document is known again.

    Attributes
    ----------
    results : type
        The class of the results that they hold.
    document, table : str
        The names of the JSON file, which holds everything, and of the CSV file.
    made_by : str
        The command.
    format : int
        Of the documents that it writes.
    formats : tuple of int
        Those that can be read.
    """

    results: type[Results]
    document: str
    table: str
    made_by: str
    format: int
    formats: tuple[int, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all files."""
        return self.document, self.table, PAGE_NAME

    def check(self, path: Path, needs: int = 0) -> None:
        """Make sure that `write` may write to a directory, without making it.

        Parameters
        ----------
        path : Path
        needs : int
            The bytes that must be free.

        Raises
        ------
        InputError
            If it is a file, cannot be written to, or holds files of those names that are others'.
        ResourcesError
            If the disk has less room.
        """
        there = next(p for p in (path.absolute(), *path.absolute().parents) if os.path.lexists(p))
        if not there.is_dir():
            raise InputError(f"{there}: is a file, not a directory; choose another --out")
        if not os.access(there, os.W_OK | os.X_OK):
            raise InputError(f"{there}: may not be written to; choose another --out")
        taken = [name for name in self.names if (path / name).exists()]
        if taken and not self._is_ours(list_roots(path, self.document)[0]):
            raise InputError(
                f"{path}: holds a {taken[0]} that is not of this command; choose another --out"
            )
        if shutil.disk_usage(there).free < needs:
            problem = no_space(path / PAGE_NAME, needs)
            raise ResourcesError(f"{path}: {problem}; choose another --out")

    def write(self, path: str | os.PathLike[str], results: Results, page: bytes) -> Path:
        """Write all files in place of those of an earlier call; files of other names stay.

        Those of the earlier call stay until the new ones are whole on the disk.

        Returns
        -------
        Path
            The path of the page.

        Raises
        ------
        InputError
            As `check` does.
        """
        folder = Path(path)
        self.check(folder)
        marks = {"made_by": self.made_by, "format": self.format}
        sealed = seal_document({**marks, **results.to_document()})
        # The last one gets its name first: a file without the document would be a stranger's.
        contents = {
            PAGE_NAME: page,
            self.table: format_csv(*results.tabulate()),
            self.document: json.dumps(sealed, indent=2, allow_nan=False).encode() + b"\n",
        }
        with remove_empty_folders(folder):
            self._publish({folder / name: content for name, content in contents.items()}, folder)
        drop_replaced(folder, self.document)
        return folder / PAGE_NAME

    def _publish(self, contents: Mapping[Path, bytes], folder: Path) -> None:
        is_earlier_aside = False
        try:
            with publish_all(list(contents), sum(map(len, contents.values()))) as opened:
                for file, content in zip(opened, contents.values(), strict=True):
                    file.write(content)
                    file.flush()
                set_aside(folder, self.names, self.document)
                is_earlier_aside = True
        except BaseException:
            for path in contents if is_earlier_aside else ():
                path.unlink(missing_ok=True)
            restore(folder, self.names, self.document)
            raise

    def read(self, path: str | os.PathLike[str]) -> Results:
        """Read the results that `write` wrote.

        Raises
        ------
        InputError
            If there is no such directory, or its document is damaged or of a later version.
        """
        root = list_roots(Path(path), self.document)[0]
        file = root / self.document
        if not os.path.lexists(file):
            raise InputError(
                f"{path}: no {self.document} there; `{self.made_by} --out {path}` writes one"
            )
        try:
            document = self._load(root)
            if is_seal_whole(document) is False:
                raise ValueError("its checksum is not that of its content")
            document.pop(SEAL, None)
            if document.pop("made_by") != self.made_by:
                raise ValueError("made by something else")
            if document.pop("format") not in self.formats:
                raise InputError(f"{file}: of another version of embedstudy; make it again")
            return self.results.from_document(document)
        except InputError:
            raise
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise InputError(f"{file}: damaged ({type(error).__name__}: {error})") from None

    def _load(self, folder: Path) -> dict[str, Any]:
        with open_file(folder, self.document) as file:
            document: dict[str, Any] = load_json(file.read(MOST_META_BYTES))
        return document

    def _is_ours(self, folder: Path) -> bool:
        try:
            document = self._load(folder)
        except (OSError, ValueError, RecursionError):
            return False
        return isinstance(document, dict) and document.get("made_by") == self.made_by
