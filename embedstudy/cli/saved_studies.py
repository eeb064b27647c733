"""The arguments of ``compare``: from options, from a study.toml, or from a study that exists."""

from collections.abc import Mapping, Sequence
from typing import Any

from embedstudy.errors import InputError
from embedstudy.options.compare import STUDY_GROUPS
from embedstudy.options.declaration import list_options
from embedstudy.options.running import ExistingStudyOptions, choose_if_exists
from embedstudy.results.directory import StudyDirectory
from embedstudy.study.plan.extend import extend_arguments, read_arguments
from embedstudy.study.plan.study_file import ENDING, read_study

# What a study that goes on may be asked for next to `--out`: it changes no other option of it.
_TAKEN_LATER = ("snapshots",)


def make_arguments(
    datasets: Sequence[str],
    given: Mapping[str, Any],
    running: Mapping[str, Any],
    existing: ExistingStudyOptions,
) -> dict[str, Any]:
    """Return the keyword arguments of `embedstudy.compare`.

    Parameters
    ----------
    datasets : sequence of str
        Names, or one study.toml; or none, for the study in ``out`` as it is.
    given : mapping of str to value
        The options that decide the study, as far as they were given.
    running : mapping of str to value
        The options of `RunningOptions`, as far as they were given.
    existing : ExistingStudyOptions

    Raises
    ------
    InputError
        If options exclude each other, stand next to a file or a study that holds all of it, or
        nothing names a study.
    """
    if_exists = choose_if_exists(
        {
            "--resume": "resume" if existing.resume else None,
            "--add": "extend" if existing.add else None,
            "--force": "replace" if existing.force else None,
            "--if-exists": running.get("if_exists"),
        }
    )
    running = {**running, "if_exists": if_exists or "fail"}
    out, files = running.get("out"), [name for name in datasets if name.endswith(ENDING)]
    if datasets and not files:
        if existing.add:
            raise InputError(
                "--add goes with the study in --out as it is: name more data sets with "
                "--add datasets=A,B"
            )
        return {"dataset": list(datasets), **given, **running}
    if len(datasets) > 1:
        raise InputError(f"{files[0]}: a study file says all of a study; give no other data set")
    if files:
        arguments, holder = read_study(files[0]), files[0]
    elif if_exists not in ("resume", "extend"):
        raise InputError("name a data set, or go on with a study: --out DIR with --resume or --add")
    elif out is None:
        raise InputError("say with --out which study to go on with")
    else:
        arguments, holder = read_arguments(StudyDirectory(out)), out
    _refuse_options(given, holder, () if files else _TAKEN_LATER)
    return {**extend_arguments(arguments, existing.add), **given, **running}


def _refuse_options(given: Mapping[str, Any], holder: str, taken: Sequence[str]) -> None:
    flags = {option.name: option.flags for group in STUDY_GROUPS for option in list_options(group)}
    for name in given:
        if name not in (*taken, "trust_pickle"):  # no file may say it, and no study remembers it
            spelled = ", ".join(flags[name])
            cure = f" (embedstudy forecast {holder} makes one)" if name == "forecast" else ""
            raise InputError(f"{holder} says all of the study: leave {spelled} out{cure}")
