"""Every setting of a study with its value, defaults written out."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from embedstudy.options.compare import GROUPS
from embedstudy.options.declaration import list_options
from embedstudy.wording import printable

_SKIPPED = ("model", "running")  # model options stand by encoder; results depend on no other


def list_settings(meta: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return every option that decides a study with its value; a star marks no default.

    Parameters
    ----------
    meta : mapping
        study.json; an older one has no rows.
    """
    identity = meta.get("identity", {})
    return [*_list_options(identity), *_list_models(identity.get("model_configs", []))]


def _list_options(identity: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    names = set[str]()
    for group_name, group in GROUPS.items():
        for option in () if group_name in _SKIPPED else list_options(group):
            if option.name in identity and option.name not in names:
                names.add(option.name)
                value, default = identity[option.name], option.default
                default = list(default) if isinstance(default, tuple) else default
                star = "" if value == default else " *"
                yield f"{option.name}{star}", format_value(value)


def _list_models(configs: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    n_models = Counter(config.get("encoder", "") for config in configs)
    for config in configs:
        options, label = config.get("options", {}), config.get("encoder", "")
        if n_models[label] > 1:  # one for each optimizer that was compared
            label = f"{label} with {options.get('optimizer', '')}"
        for name, value in options.items():
            yield f"{label}: {name}", format_value(value)


def format_value(value: Any) -> str:
    """Write the value of an option as a person would.

    Examples
    --------
    >>> format_value(["a", "b"]), format_value(None), format_value(True), format_value(0.1)
    ('a, b', 'none', 'yes', '0.1')
    """
    if value is None or value in ([], ""):
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(map(format_value, value))
    return f"{value:g}" if isinstance(value, float) else printable(f"{value}")
