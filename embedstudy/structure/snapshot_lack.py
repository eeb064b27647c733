"""Why a study has no snapshots of its training, and what helps."""

import shlex
from typing import Any

from embedstudy.errors import InputError
from embedstudy.options.command import read_command
from embedstudy.results.directory import StudyDirectory
from embedstudy.results.rows import RunRow
from embedstudy.results.status import FINISHED
from embedstudy.results.table_files import FORMAT
from embedstudy.strategies import trains_shown_space
from embedstudy.wording import join_names


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
    plan = study.meta.get("snapshots")
    is_on = isinstance(plan, dict) and plan.get("kept") is True
    whole = [row for row in trained if row.has_result and study.has_space(row.run)]
    if is_on and study.meta.get("status") not in FINISHED and not any(r.seed == 0 for r in whole):
        command = f"embedstudy compare --out {shlex.quote(str(study.path))} --resume"
        return f"has no snapshots yet: no run that keeps some has finished; {command} goes on"
    if not whole:
        cure = _name_cure(study, "train_sizes", "--train-sizes all")
        return f"has no snapshots: only runs on all training texts keep some; {cure}"
    if is_on:
        reason = "its runs of the first seed have none"
    elif isinstance(plan, dict):
        reason = str(plan.get("reason") or f"it was made without{_name_wish(study)}")
    else:
        reason = "the version that made it kept none"
    return f"has no snapshots of a training: {reason}; {_name_cure(study)}"


def _name_wish(study: StudyDirectory) -> str:
    """Name the option that left snapshots out, if it was one."""
    return " (--no-snapshots)" if _read_options(study).get("snapshots") is False else ""


def _name_cure(study: StudyDirectory, option: str = "", flag: str = "") -> str:
    """Name the command that gives a study snapshots.

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
        return f"{words} keeps them in a new study"
    place = f"--out {shlex.quote(str(study.path))}"
    if option:
        return f"{command} {place} --if-exists extend adds them"
    return f"embedstudy compare {place} --resume --snapshots adds them"


def _read_options(study: StudyDirectory) -> dict[str, Any]:
    """Return the options that decide the plan of a study; none if it has none that can be read."""
    options = study.meta.get("options")
    group = options.get("study") if isinstance(options, dict) else None
    return group if isinstance(group, dict) else {}


def can_keep_snapshots(study: StudyDirectory, dataset: str) -> bool:
    """Tell whether a study has a space of a data set whose training can be followed."""
    return any(
        row.has_result and study.has_space(row.run)
        for row in study.runs
        if row.dataset == dataset and trains_shown_space(row.strategy)
    )
