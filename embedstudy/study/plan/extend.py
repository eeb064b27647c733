"""The arguments of `compare` for going on with a study, as it is or with more."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from embedstudy.errors import InputError
from embedstudy.options.compare import CompareOptions
from embedstudy.options.study import StudyOptions
from embedstudy.results.directory import StudyDirectory
from embedstudy.results.table_files import FORMAT, check_format
from embedstudy.study.plan.source_names import locate_dataset, locate_vectors
from embedstudy.validation import known_name, parse_number, whole_number

Place = Callable[[str], str]


def read_arguments(study: StudyDirectory) -> dict[str, Any]:
    """Return the arguments of `compare` that a study was begun or last extended with.

    Pickle that was trusted then is not trusted again.

    Raises
    ------
    InputError
        If they were Python objects, which study.json cannot hold, or it is damaged.
    """
    check_format(study, (FORMAT,))
    options = study.meta.get("options")
    if not isinstance(options, dict):
        raise InputError(
            f"{study.path}: was made from Python objects, which study.json cannot hold; "
            "call compare(..., extend=True) in Python"
        )
    groups = {name: group for name, group in options.items() if name != "datasets"}
    try:
        values = CompareOptions.from_json(groups).to_values()
        values["reading"].pop("trust_pickle")
        return {"dataset": options["datasets"], **values}
    except (AttributeError, KeyError, TypeError, InputError) as error:
        raise InputError(
            f"{study.path}: study.json is damaged, or of another version of embedstudy ({error})"
        ) from None


def extend_arguments(arguments: Mapping[str, Any], additions: Sequence[str]) -> dict[str, Any]:
    """Return the arguments of `compare` that give a study more.

    Parameters
    ----------
    arguments : mapping
        The arguments that the study was made with.
    additions : sequence of str
        Such as ``seeds=10`` or ``strategies=zeros,multichannel``.

    Raises
    ------
    InputError
        If there is no such thing to add, or less is asked for than there is.

    Examples
    --------
    >>> extend_arguments({"seeds": 5, "strategies": ["random"]}, ["seeds=10", "strategies=zeros"])
    {'seeds': 10, 'strategies': ['random', 'zeros']}
    """
    more = dict(arguments)
    for addition in additions:
        key, _, value = (part.strip() for part in addition.partition("="))
        known_name("key for --add", key, ADDITIONS)
        if not _split(value):
            raise InputError(f"--add {addition}: say what to add, as in --add {key}=A,B")
        name = "dataset" if key == "datasets" else key
        before = more[name] if name in more else getattr(StudyOptions(), name)
        more[name] = ADDITIONS[key](before, value)
    return more


def _add_seeds(before: int, value: str) -> int:
    try:
        number = parse_number(value, int)
    except ValueError:
        raise InputError(f"--add seeds={value}: {value!r} is no whole number") from None
    seeds = whole_number("seeds", number)
    if seeds < before:
        raise InputError(
            f"--add seeds={value}: the study has {before} seeds, and nothing is taken away from it"
        )
    return seeds


def _add_names(before: Any, value: str, place: Place = str) -> list[Any]:
    values: list[Any] = [before] if isinstance(before, str | int) else list(before or ())
    places = {place(item) if isinstance(item, str) else str(item) for item in values}
    return [*values, *(name for name in dict.fromkeys(_split(value)) if place(name) not in places)]


def _add_vectors(before: Any, value: str) -> list[Any]:
    if not before:
        raise InputError(
            f"--add vectors={value}: the study has no vectors, and its runs without vectors "
            "cannot be compared with runs that have some; make another study with them"
        )
    return _add_names(before, value, locate_vectors)


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


# By the key, the function that adds to its value.
ADDITIONS: dict[str, Callable[[Any, str], Any]] = {
    "seeds": _add_seeds,
    **dict.fromkeys(("strategies", "encoders", "train_sizes", "baselines"), _add_names),
    "vectors": _add_vectors,
    "datasets": partial(_add_names, place=locate_dataset),
}
