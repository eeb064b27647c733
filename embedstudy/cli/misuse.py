"""One line on each way to misuse the command line."""

from cyclopts import (
    CoercionError,
    CycloptsError,
    MissingArgumentError,
    RepeatArgumentError,
    UnknownCommandError,
    UnknownOptionError,
    UnusedCliTokensError,
)

from embedstudy.validation import nearest

_OFFERED = 3


def describe_misuse(error: CycloptsError) -> str:
    """Return the fault of a command line in one line, with the nearest names."""
    match error:
        case UnknownCommandError():
            names = [name for name in error.app or () if not name.startswith("-")]
            name = (error.unused_tokens or [""])[0]
            return f"no command {name!r}; there are: {', '.join(nearest(name, names))}"
        case UnknownOptionError():
            flag = (error.token.keyword or error.token.value).partition("=")[0]
            names = [name for argument in error.argument_collection for name in argument.names]
            if flag in names:  # it stands after --, where there are only arguments
                return f"unexpected argument {flag!r}"
            flags = nearest(flag, [name for name in names if name.startswith("-")])[:_OFFERED]
            return f"no option {flag!r}" + (f"; nearest: {', '.join(flags)}" if flags else "")
        case RepeatArgumentError():
            return f"{error.token.keyword} is given twice; it takes one value"
        case MissingArgumentError(argument=argument) if argument is not None:
            if error.keyword is not None:
                return f"{error.keyword} needs a value"
            return f"{argument.name} is missing"
        case CoercionError(token=token) if token is not None:  # of a flag: all else is text
            return f"{token.keyword} takes no value"
        case UnusedCliTokensError():
            return f"unexpected argument {(error.unused_tokens or [''])[0]!r}"
    return " ".join(str(error).split()).rstrip(".")
