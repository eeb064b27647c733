"""The reference page of all options: ``python -m embedstudy.options.reference``."""

from collections.abc import Iterator, Mapping
from typing import Any

from embedstudy.entries import Entries
from embedstudy.options.classifier import (
    ClassifierOptions,
    EvaluationOptions,
    PredictionOptions,
    SaveModelOptions,
)
from embedstudy.options.compare import GROUPS
from embedstudy.options.declaration import Option, import_entry, list_options
from embedstudy.options.initializer_study import InitializerOutputOptions, InitializerStudyOptions
from embedstudy.options.looking import (
    ConversionOptions,
    CoverageOptions,
    DatasetCoverageOptions,
    ExportOptions,
    ExportOutputOptions,
    NeighborOptions,
    ReportOptions,
    StructureOptions,
    VectorEvaluationOptions,
)
from embedstudy.options.model import ModelOptions
from embedstudy.options.running import ExistingStudyOptions, HomeOptions, OutputOptions
from embedstudy.options.signature import describe_default, describe_type
from embedstudy.options.vector_training import (
    VectorCorpusOptions,
    VectorFileOptions,
    VectorTrainingOptions,
)

_ENCODERS = "embedstudy.nn.encoders:ENCODERS"
_HEAD = """\
# Options

Each option is declared once, in `embedstudy/options/`. The first eight tables are those of a study:
the flag is that of `embedstudy compare`; the key is that of `study.toml`, and the keyword of
`embedstudy.compare` in Python. The other commands follow.

This page is written by `python -m embedstudy.options.reference > docs/reference/options.md`.
"""
_TABLES = {
    "data": "In `study.toml` these may stand in a table `[data]`.",
    "reading": "In `study.toml` these may stand in a table `[reading]`, all but `trust_pickle`.",
    "model": "In `study.toml` these may stand in a table `[model]`.",
    "running": "In `study.toml` only `out` may stand.",
}
# By command, the options that it takes beyond those of a study.
COMMANDS: dict[str, tuple[type, ...]] = {
    "compare, on the command line alone": (ExistingStudyOptions, OutputOptions),
    "train": (ClassifierOptions, SaveModelOptions),
    "predict": (PredictionOptions,),
    "test": (EvaluationOptions,),
    "neighbors": (NeighborOptions,),
    "structure": (StructureOptions,),
    "report": (ReportOptions,),
    "export": (ExportOptions, ExportOutputOptions),
    "initializers": (InitializerStudyOptions, InitializerOutputOptions),
    "datasets": (DatasetCoverageOptions, HomeOptions),
    "vectors info": (CoverageOptions,),
    "vectors convert": (ConversionOptions,),
    "vectors train": (VectorCorpusOptions, VectorTrainingOptions, VectorFileOptions),
    "vectors evaluate": (VectorEvaluationOptions,),
}


def write_reference() -> str:
    """Return the reference page, as Markdown.

    Examples
    --------
    >>> "| `--max-tokens` | `max_tokens` |" in write_reference()
    True
    """
    lines = [_HEAD]
    for name, group in GROUPS.items():
        declared: Any = group
        summary = declared.__doc__.split("\n")[0]
        about = f"{summary} {_TABLES.get(name, '')}".strip()
        lines += [f"## {declared.TITLE}", "", about, "", *_table(group)]
    for command, groups in COMMANDS.items():
        lines += [f"## embedstudy {command}", "", *_table(*groups)]
    return "\n".join(lines)


def _table(*groups: type) -> Iterator[str]:
    yield "| flag | key | takes | default | what it does |"
    yield "|---|---|---|---|---|"
    for group in groups:
        for option in list_options(group):
            if not option.flag.hidden:
                yield _row(option, _recommended(option.name) if group is ModelOptions else {})
    yield ""


def _row(option: Option, recommended: Mapping[Any, list[str]]) -> str:
    flags = ", ".join(f"`{flag}`" for flag in option.flags)
    takes = describe_type(option)
    if option.choices is not None:
        takes = ("any of " if option.is_list else "") + ", ".join(option.choices.names)
    takes = ", ".join(filter(None, [takes, option.bounds]))
    more = [f"{value} for {', '.join(encoders)}" for value, encoders in recommended.items()]
    defaults = "; ".join(filter(None, [describe_default(option), *more]))
    cells = [flags, f"`{option.name}`", takes, defaults, option.help]
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _recommended(name: str) -> Mapping[Any, list[str]]:
    """Return the encoders that recommend a value of a model option, by value."""
    encoders: Entries[Any] = import_entry(_ENCODERS)
    by_value: dict[Any, list[str]] = {}
    for encoder in encoders:
        if name in encoders[encoder].recommended:
            by_value.setdefault(encoders[encoder].recommended[name], []).append(encoder)
    return by_value


if __name__ == "__main__":
    print(write_reference(), end="")  # noqa: T201
