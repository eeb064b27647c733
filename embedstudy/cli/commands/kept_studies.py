"""What ``compare`` is told by a study.toml, or by the study.json of a study that is there."""

import inspect
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import typer

from embedstudy.comparison import compare
from embedstudy.errors import InputError
from embedstudy.options.vectors import VectorOptions
from embedstudy.results.study import Study
from embedstudy.study.plan.extend import extended, stored
from embedstudy.study.plan.study_file import ENDING, read_study

# What says how a study is to be made, and not which; and what no file may say.
_BESIDE = (
    "dataset", "out", "jobs", "backend", "scheduler", "resume", "add", "force", "as_json", "quiet",
    "trust_pickle",
)  # fmt: skip


def kept_arguments(
    context: typer.Context,
    datasets: Sequence[str] | None,
    out: Path | None,
    additions: Sequence[str] | None,
) -> dict[str, Any] | None:
    """Return what `compare` is to be called with; None if the options of the command say it.

    Raises
    ------
    InputError
        If options stand beside a file or a study that says all of it, or nothing says it.
    """
    files = [name for name in datasets or () if name.endswith(ENDING)]
    if datasets and not files and not additions:
        return None
    if datasets and not files:
        raise InputError(
            "--add goes with the study in --out as it is: name more data sets with "
            "--add datasets=A,B"
        )
    if datasets and len(datasets) > 1:
        raise InputError(f"{files[0]}: a study file says all of a study; give no other data set")
    if files:
        arguments = {**_USUAL, **read_study(files[0])}
        arguments["out"] = out or arguments["out"]
    else:
        if not (additions or context.params["resume"]):
            raise InputError(
                "name a data set, or go on with a study: --out DIR with --resume or --add"
            )
        if out is None:
            raise InputError("say with --out which study to go on with")
        arguments = {**_of_compare(stored(Study(out)), out), "out": out}
    _refuse_options(context, files[0] if files else str(out))
    if context.params["trust_pickle"]:
        reading = arguments["reading"] or VectorOptions()
        arguments["reading"] = replace(reading, trust_pickle=True)
    if additions:
        if context.params["force"]:
            raise InputError("--add keeps the study that --force would replace: give one of them")
        return extended(arguments, additions)
    return arguments


# What `compare` takes that says which study, and what by default.
_USUAL = {
    name: each.default
    for name, each in inspect.signature(compare).parameters.items()
    if name not in (*_BESIDE, "extend", "progress")
}


def _of_compare(options: dict[str, Any], out: Path) -> dict[str, Any]:
    if options.keys() != {"dataset", *_USUAL}:
        raise InputError(
            f"{out}: study.json was not written by this version of embedstudy, or is damaged: "
            "its options are not those of compare"
        )
    return options


def _refuse_options(context: typer.Context, said_by: str) -> None:
    for option in context.command.params:
        name = option.name or ""
        source = context.get_parameter_source(name)
        if name not in _BESIDE and source is not None and source.name == "COMMANDLINE":
            flags = ", ".join(option.opts)
            raise InputError(f"{said_by} says all of the study: leave {flags} out")
