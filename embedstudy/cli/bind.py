"""Commands from functions: positional arguments and groups of options, parsed by cyclopts."""

import inspect
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import MISSING, dataclass
from typing import Annotated, Any, get_args, get_type_hints

from cyclopts import Parameter

from embedstudy.cli.completion import make_completer
from embedstudy.errors import InputError
from embedstudy.limits import MAX_BYTES, allow_unpacked
from embedstudy.options.declaration import Option, list_options
from embedstudy.validation import parse_number

# Values that the help shows so are completed by paths.
_PATHS = {"FILE": "file", "DIR": "folder"}
# What cyclopts takes for no.
_FALSE = ("0", "f", "false", "n", "no")
Function = Callable[..., int | None]


@dataclass(frozen=True)
class Argument:
    """A positional argument of a command.

    Attributes
    ----------
    metavar : str
        How the help shows it: ``STUDY``, ``[FILE]`` if it may be left out, ``WORD...`` if there
        may be several.
    help : str
    completes : str
        A key of `embedstudy.cli.completion.VALUES`.
    """

    metavar: str
    help: str
    completes: str = ""


class Only:
    """Some options of a group, for a command that takes no others of it.

    Parameters
    ----------
    *names : str
    group : type, optional
        The group, where the annotation does not name it.
    """

    def __init__(self, *names: str, group: type | None = None) -> None:
        self.names, self.group = names, group


class Command:
    """A function that cyclopts can call, with its arguments and options as the help shows them.

    Parameters
    ----------
    function : callable
        It gets positional arguments as text. Options come as the group that a parameter is
        annotated with. A parameter that is annotated with dict and groups gets a dict of the
        options that were given. The function returns an exit status; None is success.
    examples : tuple of str

    Attributes
    ----------
    arguments : dict of str to Argument
        Keyed by the name of the parameter.
    options : dict of str to Option
        Keyed by the name of the option, in the order of the help.
    """

    def __init__(self, function: Function, examples: tuple[str, ...]) -> None:
        self.function, self.examples = function, examples
        self.arguments: dict[str, Argument] = {}
        self.options: dict[str, Option] = {}
        # By parameter: what makes its value from the options that were given, and their names.
        self._receivers: dict[str, tuple[Callable[..., Any], set[str]]] = {}
        hints = get_type_hints(function, include_extras=True)
        parameters = []
        for name, parameter in inspect.signature(function).parameters.items():
            kind, *metadata = get_args(hints[name]) or (hints[name],)
            if metadata and isinstance(metadata[0], Argument):
                self.arguments[name] = metadata[0]
                parameters.append(_make_positional(parameter, metadata[0]))
            else:
                options = list(_list_options_in(kind, metadata))
                self._receivers[name] = kind, {option.name for option in options}
                for option in options:
                    self.options.setdefault(option.name, option)
        parameters += map(_make_keyword, self.options.values())
        # cyclopts reads these.
        self.__signature__ = inspect.Signature(parameters)
        self.__annotations__: dict[str, Any] = {}
        self.__name__, self.__doc__ = function.__name__, function.__doc__

    def __call__(self, *arguments: str, **texts: Any) -> int | None:
        """Call the function with the arguments and options of a command line."""
        given = {name: read_value(self.options[name], text) for name, text in texts.items()}
        values = {
            parameter: make(**{name: value for name, value in given.items() if name in names})
            for parameter, (make, names) in self._receivers.items()
        }
        # Before a reader knows the options of its own, others look at the file.
        with allow_unpacked(given.get("max_bytes", MAX_BYTES)):
            return self.function(*arguments, **values)

    def join_values(self, words: Iterable[str]) -> list[str]:
        """Join values that begin with a dash to their flags, as cyclopts needs it.

        Parameters
        ----------
        words : iterable of str
            A command line.

        Returns
        -------
        list of str
            ``--probe=-`` in place of ``--probe -``. A flag of the command is never a value.

        Raises
        ------
        InputError
            If a flag and its opposite are given.
        """
        words = list(words)
        self._check_opposites(words[: words.index("--")] if "--" in words else words)
        flags = {flag: option for option in self.options.values() for flag in option.flags}
        takes_dataset = any(item.completes == "dataset" for item in self.arguments.values())
        joined: list[str] = []
        remaining = iter(words)
        for word in remaining:
            before = flags.get(joined[-1]) if joined else None
            takes_value = before is not None and not before.is_switch
            if word == "--" and not takes_value:
                return [*joined, word, *remaining]
            if takes_value and word.startswith("-") and word.partition("=")[0] not in flags:
                joined[-1] += f"={word}"
            elif word == "-" and takes_dataset:
                joined.append("/dev/stdin")  # cyclopts takes a dash for an option
            else:
                joined.append(word)
        return joined

    def _check_opposites(self, words: list[str]) -> None:
        given = [word.partition("=") for word in words]
        for option in self.options.values():
            if not option.is_switch:
                continue
            negative = _negative_flags(option)
            values = {
                (flag in negative) != (value.lower() in _FALSE)
                for flag, _, value in given
                if flag in option.flags
            }
            if len(values) > 1:
                both = " and ".join(option.flags if negative else (*option.flags, "its opposite"))
                raise InputError(f"{both} exclude each other: give one of them")


def make_command(*examples: str) -> Callable[[Function], Command]:
    """Make a command of a function.

    Parameters
    ----------
    *examples : str
        Lines that the help shows first.
    """
    return lambda function: Command(function, examples)


def _list_options_in(kind: Any, metadata: list[Any]) -> Iterator[Option]:
    """Yield the options that a parameter takes: of a group, or of the groups next to dict."""
    items = [part for item in metadata for part in (item if isinstance(item, tuple) else (item,))]
    for item in items or [kind]:
        only = item if isinstance(item, Only) else None
        for option in list_options(item if only is None else only.group or kind):
            if not option.flag.hidden and (only is None or option.name in only.names):
                yield option


def _make_positional(parameter: inspect.Parameter, argument: Argument) -> inspect.Parameter:
    several = parameter.kind is parameter.VAR_POSITIONAL
    declared = Parameter(
        name=argument.metavar.strip("[]."),  # as messages have it
        help=argument.help,
        completer=make_completer(argument.completes),
        required=several and not argument.metavar.startswith("["),
        allow_leading_hyphen=parameter.default == "-",
    )
    kind = parameter.VAR_POSITIONAL if several else parameter.POSITIONAL_ONLY
    return parameter.replace(kind=kind, annotation=Annotated[str, declared])


def _make_keyword(option: Option) -> inspect.Parameter:
    negative = _negative_flags(option)
    kind: Any = str
    if option.is_switch:
        kind = bool
    elif option.is_list and not option.flag.joined:
        kind = list[str]
    completes = option.flag.completes or _PATHS.get(option.flag.metavar, "")
    completer = None if option.is_switch else make_completer(completes, option.choices)
    declared = Parameter(
        name=tuple(flag for flag in option.flags if flag not in negative),
        negative=negative,
        allow_repeating=True if kind is bool else None,
        help=option.help,
        completer=completer,
        json_list=False,
    )
    absent = () if kind == list[str] else kind()  # never used: a command gets only what is given
    return inspect.Parameter(
        option.name,
        inspect.Parameter.KEYWORD_ONLY,
        default=inspect.Parameter.empty if option.default is MISSING else absent,
        annotation=Annotated[kind, declared],
    )


def _negative_flags(option: Option) -> tuple[str, ...]:
    flags = option.flags
    return tuple(flag for flag in flags if flag.startswith("--no-") and len(flags) > 1)


def read_value(option: Option, text: Any) -> Any:
    """Return the value that a text on the command line stands for.

    A text that is no such value stays text, which the option's group refuses.
    """
    if option.is_switch:
        return text
    if option.is_list:
        return tuple(_read_item(option.type, item) for item in _split_items(option, text))
    return _read_item(option.type, text)


def _split_items(option: Option, text: str | Sequence[str]) -> Iterable[str]:
    """Return the values in a text with commas, or in several such texts.

    A value that is more than a name, such as a file or ``Constant(value=0.1)``, may hold a comma.
    """
    is_name = option.choices is not None and not option.choices.reader
    if not option.flag.joined and not is_name:
        return text
    texts = [text] if isinstance(text, str) else text
    parts = [part.strip() for item in texts for part in item.split(",")]
    values = [part for part in parts if part]
    if texts and not values:
        shown = option.flag.metavar or "a value"
        raise InputError(f"{option.flags[0]} is empty; give {shown}, or leave it out")
    return values


def _read_item(kind: Any, text: str) -> Any:
    kinds = _list_scalars(kind)
    for number in (int, float):
        if number in kinds:
            try:
                return parse_number(text, number)
            except ValueError:
                pass
    return text


def _list_scalars(kind: Any) -> set[Any]:
    parts = [part for part in get_args(kind) if part is not Ellipsis]
    return set().union(*map(_list_scalars, parts)) if parts else {kind}
