"""Going on with a study: what of it is whole, what is made again, and whether anything is left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from embedstudy.results.checksums import JOURNAL
from embedstudy.results.create import GOING_ON
from embedstudy.results.damage import Damage
from embedstudy.results.directory import StudyDirectory
from embedstudy.results.files import has_file, is_study
from embedstudy.results.status import FINISHED
from embedstudy.results.verify import Fault, repair_study
from embedstudy.wording import counted

# Files that are made again, beyond which they are counted.
_MOST_FAULTS = 8


@dataclass(frozen=True)
class ResumedStudy:
    """A study that goes on, as it was found.

    Attributes
    ----------
    study : StudyDirectory
        A file of it that is damaged counts as missing.
    meta : mapping
        The content of study.json.
    has_checksums : bool
    """

    study: StudyDirectory
    meta: Mapping[str, Any]
    has_checksums: bool


@dataclass(frozen=True)
class Repair:
    """What is made again in a study that goes on.

    Attributes
    ----------
    messages : list of str
        A line on each file, or on the first ones of many.
    is_needless : bool
        Whether the study is finished and each of its files whole, so that nothing is to be done.
    """

    messages: list[str]
    is_needless: bool


def open_resumed(directory: Path, if_exists: str) -> ResumedStudy | None:
    """Return the study that goes on in a directory; None if one begins there."""
    if if_exists not in GOING_ON or not is_study(directory):
        return None
    study = StudyDirectory(directory, Damage())
    return ResumedStudy(study, study.meta, study.has_checksums)


def repair(
    study: StudyDirectory, resumed: ResumedStudy | None, probes: Mapping[str, Sequence[str]]
) -> Repair:
    """Remove what is damaged of a study that goes on, and tell whether anything is left to do.

    Parameters
    ----------
    study : StudyDirectory
    resumed : ResumedStudy, optional
        The study as it was found; None of one that has just begun.
    probes : mapping of str to list of str
        The words that it is to have, by data set; those that it began with if empty.
    """
    if resumed is None:
        return Repair([], False)
    meta = study.meta
    is_unchanged = (
        resumed.has_checksums
        and meta == resumed.meta
        and meta.get("status") in FINISHED
        and not has_file(study.path, JOURNAL)  # it was killed in its last moment
        and (not probes or meta.get("probes") == probes)
    )
    faults = repair_study(study)
    return Repair(_describe(study, faults), is_unchanged and not faults)


def _describe(study: StudyDirectory, faults: Sequence[Fault]) -> list[str]:
    plan = study.meta.get("snapshots")
    keeps_snapshots = isinstance(plan, dict) and plan.get("kept") is True
    lines = []
    for fault in faults:
        is_left_out = fault.file.startswith("snapshots/") and not keeps_snapshots
        outcome = "left out: the study keeps no snapshots" if is_left_out else "made again"
        lines.append(f"{study.path / fault.file}: {fault.reason}; it is {outcome}")
    left_out = len(lines) - _MOST_FAULTS
    if left_out <= 0:
        return lines
    return [*lines[:_MOST_FAULTS], f"{counted(left_out, 'more file')} of it are made again"]
