"""Going on with a study as its study.json has it, or with more of it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from embedstudy.errors import InputError
from embedstudy.options.compare import CompareOptions
from embedstudy.options.study import StudyOptions
from embedstudy.results.directory import StudyDirectory
from embedstudy.study.plan.source_names import dataset_place, vectors_place
from embedstudy.validation import known_name, whole_number

Place = Callable[[str], str]


def stored(study: StudyDirectory) -> dict[str, Any]:
    """Return the arguments of `compare` that a study was begun or last extended with.

    Pickle that was trusted then is not trusted again.

    Raises
    ------
    InputError
        If they were Python objects, which study.json cannot hold, or it is damaged.
    """
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


def extended(arguments: Mapping[str, Any], additions: Sequence[str]) -> dict[str, Any]:
    """Return what `compare` is to be called with so that a study has more.

    Parameters
    ----------
    arguments : mapping
        What it was called with, all of it.
    additions : sequence of str
        Such as ``seeds=10`` or ``strategies=zeros,multichannel``.

    Raises
    ------
    InputError
        If there is no such thing to add, or less is asked for than there is.

    Examples
    --------
    >>> extended({"seeds": 5, "strategies": ["random"]}, ["seeds=10", "strategies=zeros"])
    {'seeds': 10, 'strategies': ['random', 'zeros']}
    """
    found = dict(arguments)
    for addition in additions:
        key, _, value = (part.strip() for part in addition.partition("="))
        known_name("key for --add", key, ADDITIONS)
        if not _listed(value):
            raise InputError(f"--add {addition}: say what to add, as in --add {key}=A,B")
        name, add = ADDITIONS[key]
        had = found[name] if name in found else getattr(StudyOptions(), name)
        found[name] = add(had, value)
    return found


def _more_seeds(had: int, value: str) -> int:
    if not value.lstrip("-").isdecimal():
        raise InputError(f"--add seeds={value}: {value!r} is no whole number")
    seeds = whole_number("seeds", int(value))
    if seeds < had:
        raise InputError(
            f"--add seeds={value}: the study has {had} seeds, and nothing is taken away from it"
        )
    return seeds


def _more(had: str | Sequence[Any] | None, value: str, place: Place = str) -> list[Any]:
    """Return what there was, and after it what is new of what is listed."""
    found: list[Any] = [had] if isinstance(had, str) else list(had or ())
    there = {place(each) if isinstance(each, str) else str(each) for each in found}
    new = [each for each in dict.fromkeys(_listed(value)) if place(each) not in there]
    return [*found, *new]


def _more_datasets(had: str | Sequence[Any], value: str) -> list[Any]:
    return _more(had, value, dataset_place)


def _more_vectors(had: str | Sequence[str] | None, value: str) -> list[Any]:
    if not had:
        raise InputError(
            f"--add vectors={value}: the study has no vectors, and what it trained has no place "
            "beside any; make another study with them"
        )
    return _more(had, value, vectors_place)


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


# By the key, the parameter of `compare` and what becomes of its value.
ADDITIONS: dict[str, tuple[str, Callable[[Any, str], Any]]] = {
    "seeds": ("seeds", _more_seeds),
    "strategies": ("strategies", _more),
    "encoders": ("encoders", _more),
    "train_sizes": ("train_sizes", _more),
    "baselines": ("baselines", _more),
    "vectors": ("vectors", _more_vectors),
    "datasets": ("dataset", _more_datasets),
}
