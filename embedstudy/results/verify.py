"""Checks every file of a study against its checksum, and makes room for those to make again."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path

from embedstudy.errors import InputError
from embedstudy.results.checksums import (
    CHECKSUMS,
    JOURNAL,
    FileChecksum,
    Ledger,
    check_file,
    is_page_whole,
    list_whole_lines,
    read_document,
    read_ledger,
    settle,
    write_document,
)
from embedstudy.results.damage import Damage
from embedstudy.results.directory import FOLDERS, PAGE, StudyDirectory
from embedstudy.results.files import (
    META,
    DamagedFileError,
    check_removable,
    find_file,
    has_file,
    is_folder,
    open_file,
)
from embedstudy.results.rows import RunRow, TuningRow, find_table_name
from embedstudy.results.status import FINISHED
from embedstudy.results.table_files import REMOVABLE, find_added_rows, list_table_files
from embedstudy.storage import checksum_bytes, is_temporary, walk_files

_ADDED = [find_added_rows(find_table_name(kind)) for kind in (RunRow, TuningRow)]
_OF_RUN = re.compile(r"(?:predictions/(.+)\.(?:csv|npy)|(?:spaces|snapshots)/(.+)/[^/]+)")


@dataclass(frozen=True)
class Fault:
    """A file of a study that is not as it was written, by its path in the study, and why."""

    file: str
    reason: str

    @property
    def is_missing(self) -> bool:
        """Whether the file is gone, rather than damaged."""
        return self.reason == "missing"

    @property
    def run(self) -> str | None:
        """The run that the file belongs to, if it belongs to one."""
        match = _OF_RUN.fullmatch(self.file)
        return match and (match[1] or match[2])


@dataclass(frozen=True)
class VerifiedPart:
    """How many files of a part of a study were checked, their bytes, and how many are at fault."""

    name: str
    files: int
    bytes: int
    damaged: int
    missing: int


@dataclass(frozen=True)
class Verification:
    """The result of checking all files of a study.

    Attributes
    ----------
    has_checksums : bool
        Whether the study has any; those of older versions do not.
    sizes : mapping of str to int
        The bytes of each file that was checked.
    faults : tuple of Fault
    removed : tuple of str
        Files that are gone, and that a person may remove.
    """

    has_checksums: bool
    sizes: Mapping[str, int] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    removed: tuple[str, ...] = ()

    @property
    def n_files(self) -> int:
        """How many files were checked."""
        return len(self.sizes)

    @property
    def n_bytes(self) -> int:
        """The bytes of all files that were checked."""
        return sum(self.sizes.values())

    @property
    def total(self) -> VerifiedPart:
        """All files as one part."""
        return self._sum_up("all", [*self.sizes, *(fault.file for fault in self.faults)])

    @property
    def parts(self) -> list[VerifiedPart]:
        """The tables and pages of a study, and each of its folders."""
        names_by_part: dict[str, list[str]] = {}
        for name in dict.fromkeys([*self.sizes, *(fault.file for fault in self.faults)]):
            folder, slash, _ = name.partition("/")
            names_by_part.setdefault(f"{folder}/" if slash else "tables", []).append(name)
        return [self._sum_up(part, names) for part, names in names_by_part.items()]

    def _sum_up(self, part: str, names: Iterable[str]) -> VerifiedPart:
        known = set(names)
        faults = [fault for fault in self.faults if fault.file in known]
        n_missing = sum(fault.is_missing for fault in faults)
        sizes = [size for name, size in self.sizes.items() if name in known]
        return VerifiedPart(part, len(sizes), sum(sizes), len(faults) - n_missing, n_missing)


def verify_study(study: StudyDirectory) -> Verification:
    """Check every file of a study against the checksum that it was written with."""
    try:
        ledger = read_ledger(study.path)
        if ledger is None:
            return Verification(False)
        faults = [*_find_file_faults(study.path, ledger), *_find_other_faults(study)]
    except InputError as error:  # nothing else can be told
        return Verification(True, {}, (Fault(META, f"damaged ({error})"),))
    removed = [f.file for f in faults if f.is_missing and f.file in REMOVABLE]
    names = [name for name in (META, *ledger, *_ADDED, PAGE) if has_file(study.path, name)]
    return Verification(
        True,
        {name: find_file(study.path, name).stat().st_size for name in names},
        tuple(fault for fault in faults if fault.file not in removed),
        tuple(removed),
    )


def _find_file_faults(path: Path, ledger: Ledger) -> Iterator[Fault]:
    for name in ledger:
        reason = check_file(path, name, ledger)
        if reason is not None:
            yield Fault(name, reason)
    known = set(ledger)
    for name in list_table_files():
        if name not in (*known, *_ADDED) and os.path.lexists(find_file(path, name)):
            yield Fault(name, "damaged (no checksum of it is known)")


def _find_other_faults(study: StudyDirectory) -> Iterator[Fault]:
    """Yield the damaged files that carry their checksums themselves."""
    for name in _ADDED:
        if os.path.lexists(study.path / name):
            try:
                bad = [line for line in _read_added(study.path, name) if line is None]
            except (DamagedFileError, OSError):
                yield Fault(name, "damaged (no regular file)")
                continue
            if bad:
                yield Fault(name, f"damaged ({len(bad)} of its lines)")
    if has_file(study.path, PAGE):
        with open_file(study.path, PAGE) as file:
            if not is_page_whole(file.read()):
                yield Fault(PAGE, "damaged (not the bytes that were written)")
    elif study.meta.get("status") in FINISHED:
        yield Fault(PAGE, "missing")


def _read_added(path: Path, name: str) -> list[dict[str, object] | None]:
    with open_file(path, name) as file:
        return list_whole_lines(file.read())


def repair_study(study: StudyDirectory) -> list[Fault]:
    """Remove what is damaged of a study that goes on, so that it is made again.

    The rows of runs whose files are not whole go first: a run without a row is made again, wherever
    this is interrupted.

    Returns
    -------
    list of Fault
        What is to be made again.

    Raises
    ------
    InputError
        If study.json is damaged, or something else than a file stands in the place of one, or a
        link in the place of a folder. Nothing is changed then.
    """
    if not study.has_checksums:
        faults = list(_find_unfit_snapshots(study))
        for fault in faults:
            check_removable(study.path, fault.file).unlink(missing_ok=True)
        drop_runs(study, {fault.run for fault in faults if fault.run is not None})
        record_files(study)
        return faults
    faults = list(verify_study(study).faults)
    if not faults:
        return []
    broken_files = {fault.file for fault in faults}
    for name in broken_files:
        check_removable(study.path, name)
    tolerant = StudyDirectory(study.path, Damage())
    for kind in (RunRow, TuningRow):
        name = find_table_name(kind)
        if not broken_files.isdisjoint({f"{name}.csv", find_added_rows(name)}):
            study.write_rows(kind, tolerant.rows(kind))
            broken_files -= {f"{name}.csv", find_added_rows(name)}
    drop_runs(study, {fault.run for fault in faults if fault.run is not None})
    # Without the file that is written last, the others of a folder do not count.
    broken_files |= {f"{name.rpartition('/')[0]}/meta.json" for name in broken_files if "/" in name}
    for name in broken_files:
        check_removable(study.path, name).unlink(missing_ok=True)
    entries = settle(study.path)
    # It is not finished again before what it lacks is there.
    document = {**read_document(study.path), "status": "running"}
    document[CHECKSUMS] = {
        name: entry for name, entry in entries.items() if name not in broken_files
    }
    write_document(study.path, document)
    (study.path / JOURNAL).unlink(missing_ok=True)
    return faults


def _find_unfit_snapshots(study: StudyDirectory) -> Iterator[Fault]:
    """Yield a file of all snapshots that do not fit themselves, or the space of their run.

    Without checksums nothing else tells that they are damaged.
    """
    for row in study.runs:
        folder = f"snapshots/{row.run}"
        if row.has_result and os.path.lexists(study.path / folder):
            try:
                study.snapshots(row.run)
            except InputError:
                # Without the file that is written last, the others of the folder do not count.
                yield Fault(f"{folder}/meta.json", "damaged, or its folder is")


def record_files(study: StudyDirectory) -> None:
    """Record the checksums of all files that a study of an older version has, as they are."""
    names = [name for name in list_table_files() if name not in _ADDED]
    names += [
        place.relative_to(study.path).as_posix()
        for folder in FOLDERS
        if is_folder(study.path / folder)
        for place in sorted(walk_files(study.path / folder))
        if not is_temporary(place)
    ]
    entries = {}
    for name in filter(partial(has_file, study.path), names):
        with open_file(study.path, name) as file:
            entries[name] = asdict(FileChecksum(file.size, checksum_bytes(file.map())))
    write_document(study.path, {**read_document(study.path), CHECKSUMS: entries})


def drop_runs(study: StudyDirectory, runs: Iterable[str]) -> None:
    """Remove the rows of some runs, so that they are made again."""
    dropped, rows = set(runs), study.runs
    if any(row.run in dropped for row in rows):
        study.write_rows(RunRow, [row for row in rows if row.run not in dropped])
