"""`compare` as it is called until it takes its options flat."""

from dataclasses import replace
from typing import Any

from embedstudy.comparison import compare as run_comparison
from embedstudy.options.data import DataOptions
from embedstudy.options.declaration import options_of
from embedstudy.options.model import ModelOptions
from embedstudy.options.vectors import VectorOptions
from embedstudy.results.study import Study


def compare(*, progress: bool, **arguments: Any) -> Study:
    """Compare strategies."""
    values = dict(arguments)
    groups = {"data": DataOptions, "reading": VectorOptions}
    for name, group in groups.items():
        names = [option.name for option in options_of(group)]
        given = {key: values[key] for key in names if key in values}
        if given:
            values[name] = replace(values.get(name) or group(), **given)
    names = [o.name for o in options_of(ModelOptions) if o.name not in ("dim", "epochs")]
    model = {name: values.pop(name) for name in names if name in values}
    if model:
        values["model"] = {**(values.get("model") or {}), **model}
    for group in groups.values():
        for option in options_of(group):
            values.pop(option.name, None)
    if values.get("baselines") == ("none",):
        values["baselines"] = ()
    what = values.pop("if_exists", "fail")
    values |= {"resume": what == "resume", "extend": what == "extend", "force": what == "replace"}
    return run_comparison(progress=progress, **values)
