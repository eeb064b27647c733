"""Why a study has no snapshots of its training, and what helps."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from embedstudy.errors import InputError
from embedstudy.options.command import read_command
from embedstudy.results.directory import StudyDirectory
from embedstudy.results.rows import RunRow
from embedstudy.results.status import FINISHED
from embedstudy.results.table_files import FORMAT
from embedstudy.strategies import trains_shown_space
from embedstudy.wording import join_names, printable


@dataclass(frozen=True)
class SnapshotCure:
    """The command that gives a study the snapshots that it did without.

    Attributes
    ----------
    reason : str
        Why it has none.
    command : str
    effect : str
        What the command does: the rest of a sentence that begins with it.
    """

    reason: str
    command: str
    effect: str


def find_cure(study: StudyDirectory) -> SnapshotCure | None:
    """Return the command that gives snapshots to a study that could have some.

    Returns
    -------
    SnapshotCure or None
        None if the study has snapshots, they are damaged, a run that keeps some is still to come,
        or no space of it can have any.
    """
    if any(study.has_snapshots(row.run) for row in study.runs):
        return None
    if study.damage is not None and study.damage.find_fault("snapshots/") is not None:
        return None
    whole = _list_whole_runs(study)
    if not whole or _goes_on(study, whole):
        return None
    reason = _find_reason(study).partition(", more than ")[0]
    command, effect = _make_cure(study)
    return SnapshotCure(printable(reason), printable(command), effect)


def make_lack_error(study: StudyDirectory, run: RunRow | None = None) -> InputError:
    """Return the error that says why a study has no snapshots, and what helps.

    Parameters
    ----------
    study : StudyDirectory
        If it has taken note of damaged snapshots, that is the reason.
    run : RunRow, optional
        The run that has none; by default no run of the study has any.
    """
    folder = "snapshots/" if run is None else f"snapshots/{run.run}/"
    fault = None if study.damage is None else study.damage.find_fault(folder)
    if fault is not None:
        return InputError(fault)
    if run is None:
        return InputError(f"{study.path}: {explain_lack(study)}")
    return InputError(f"{run.run}: {_explain_lack_of_run(study, run)}")


def _explain_lack_of_run(study: StudyDirectory, run: RunRow) -> str:
    others = [row.run for row in study.runs if study.has_snapshots(row.run)]
    if not trains_shown_space(run.strategy):
        reason = f"no training of {run.strategy} changes a space that is shown"
        other = others[0] if others else "one of random (compare --strategy random --snapshots)"
        return f"{reason}; {other} has snapshots"
    if others:
        return f"it has no snapshots of its training; {others[0]} has"
    return explain_lack(study)


def explain_lack(study: StudyDirectory) -> str:
    """Say why a study has no snapshots, whose files are not damaged, and what helps."""
    if not any(row.has_result for row in study.runs):
        return "no finished run to look into"
    trained = [row for row in study.runs if trains_shown_space(row.strategy)]
    if not trained:
        names = join_names(list(dict.fromkeys(row.strategy for row in study.runs)), "and")
        cure = _name_cure(study, "strategies", "--strategy random")
        return f"has no snapshots: no training of {names} changes a space that is shown; {cure}"
    whole = _list_whole_runs(study)
    if _goes_on(study, whole):
        command = f"embedstudy compare --out {shlex.quote(str(study.path))} --resume"
        return f"has no snapshots yet: no run that keeps some has finished; {command} goes on"
    if not whole:
        cure = _name_cure(study, "train_sizes", "--train-sizes all")
        return f"has no snapshots: only runs on all training texts keep some; {cure}"
    return f"has no snapshots of a training: {_find_reason(study)}; {_name_cure(study)}"


def _list_whole_runs(study: StudyDirectory) -> list[RunRow]:
    """Return the finished runs with a space whose training can be followed."""
    return [
        row
        for row in study.runs
        if row.has_result and trains_shown_space(row.strategy) and study.has_space(row.run)
    ]


def _is_on(study: StudyDirectory) -> bool:
    plan = study.meta.get("snapshots")
    return isinstance(plan, dict) and plan.get("kept") is True


def _goes_on(study: StudyDirectory, whole: Sequence[RunRow]) -> bool:
    """Tell whether runs that keep snapshots are still to come."""
    is_open = _is_on(study) and study.meta.get("status") not in FINISHED
    return is_open and not any(row.seed == 0 for row in whole)


def _find_reason(study: StudyDirectory) -> str:
    """Say why a study has no snapshots, although it has spaces that could have some."""
    if _is_on(study):
        return "its runs of the first seed have none"
    plan = study.meta.get("snapshots")
    if not isinstance(plan, dict):
        return "the version that made it kept none"
    is_wish = _read_options(study).get("snapshots") is False
    usual = "it was made with --no-snapshots" if is_wish else "it was made without"
    return str(plan.get("reason") or usual)


def _name_cure(study: StudyDirectory, option: str = "", flag: str = "") -> str:
    """Name the command that gives a study snapshots, and what it does."""
    return " ".join(_make_cure(study, option, flag))


def _make_cure(study: StudyDirectory, option: str = "", flag: str = "") -> tuple[str, str]:
    """Return the command that gives a study snapshots, and what it does.

    Parameters
    ----------
    study : StudyDirectory
    option, flag : str, optional
        An option that needs one more value, and its flag with that value.
    """
    changes: dict[str, Any] = {"snapshots": True}
    if option:
        values = _read_options(study).get(option)
        changes[option] = [*(values if isinstance(values, list) else ()), flag.split()[1]]
    command = read_command(study.meta, changes) if study.meta.get("format") == FORMAT else None
    if command is None:
        words = " ".join(filter(None, ["embedstudy compare", flag, "--snapshots"]))
        return words, "keeps them in a new study"
    place = f"--out {shlex.quote(str(study.path))}"
    if option:
        return f"{command} {place} --if-exists extend", "adds them"
    return f"embedstudy compare {place} --resume --snapshots", "adds them"


def _read_options(study: StudyDirectory) -> dict[str, Any]:
    """Return the options that decide the plan of a study; none if it has none that can be read."""
    options = study.meta.get("options")
    group = options.get("study") if isinstance(options, dict) else None
    return group if isinstance(group, dict) else {}


def can_keep_snapshots(study: StudyDirectory, dataset: str) -> bool:
    """Tell whether a study has a space of a data set whose training can be followed."""
    return any(row.dataset == dataset for row in _list_whole_runs(study))
