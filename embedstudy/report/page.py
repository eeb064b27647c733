"""From a template and plain data to the bytes of a page."""

from functools import cache
from typing import TYPE_CHECKING

from embedstudy.report import palette
from embedstudy.version import __version__

if TYPE_CHECKING:
    from jinja2 import Environment


@cache
def environment() -> "Environment":
    """Return what templates are rendered with.

    Every value is escaped, and a name that is not there is an error.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("embedstudy.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(
        light=palette.declarations("light"),
        dark=palette.declarations("dark"),
        hues=palette.HUES,
        version=__version__,
    )
    return made


def render(template: str, **values: object) -> bytes:
    """Return a page in UTF-8: the same bytes for the same values.

    Half a surrogate pair, which the name of a file may hold, becomes a question mark.
    """
    return environment().get_template(template).render(**values).encode("utf-8", "replace")
