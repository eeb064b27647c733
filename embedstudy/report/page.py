"""Pages: a template and plain data become the bytes of an HTML file."""

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from embedstudy.report import palette
from embedstudy.report.formatting import keep_numbers_together
from embedstudy.version import __version__

if TYPE_CHECKING:
    from jinja2 import Environment


@cache
def make_environment() -> "Environment":
    """Return the environment of all templates.

    Every value is escaped, and a missing name is an error.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    env = Environment(
        loader=PackageLoader("embedstudy.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters["unbroken"] = keep_numbers_together
    env.globals.update(
        light=palette.declare_variables("light"),
        dark=palette.declare_variables("dark"),
        hues=palette.HUES,
        version=__version__,
    )
    return env


@cache
def read_page_script() -> str:
    """Return the script that unfolds, copies and marks tables that are cut, for `render`."""
    file = files("embedstudy.report") / "templates" / "study" / "page.js"
    return file.read_text(encoding="utf-8")


def render(template: str, *, scripts: Sequence[str] = (), **values: object) -> bytes:
    """Return a page in UTF-8: the same bytes for the same values.

    Half a surrogate pair, which the name of a file may hold, becomes a question mark.

    Parameters
    ----------
    template : str
    scripts : sequence of str
        The scripts of the page, which stand at its end in this order. Nothing else may run. Their
        data belongs into a ``script`` element of type ``application/json``, which a browser does
        not run.
    **values
        Values for the template.

    Raises
    ------
    ValueError
        If a script would end its own element.
    """
    # A browser hashes a script with one kind of line end.
    parsed = [
        script.encode(errors="backslashreplace").decode().replace("\r\n", "\n").replace("\r", "\n")
        for script in scripts
    ]
    if any("</script" in script.lower() or "<!--" in script for script in parsed):
        raise ValueError("a script may hold neither </script nor <!--")
    digests = [hashlib.sha256(script.encode()).digest() for script in parsed]
    # The sources of the Content Security Policy that allow them (CSP Level 3, 2.3.1).
    hashes = [f"sha256-{base64.b64encode(digest).decode()}" for digest in digests]
    values = {**values, "scripts": parsed, "script_hashes": hashes}
    page = make_environment().get_template(template).render(**values)
    return page.encode(errors="backslashreplace")
