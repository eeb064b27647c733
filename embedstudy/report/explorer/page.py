"""The explorer as parts of a page: a section, its style, its script and its data."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from embedstudy.report.explorer.data import data_of
from embedstudy.report.explorer.layouts import layout_named
from embedstudy.report.explorer.packing import embedded
from embedstudy.report.page import environment
from embedstudy.results.directory import StudyDirectory

if TYPE_CHECKING:
    from markupsafe import Markup

# In the order that they are joined in: the last one begins.
_SCRIPTS = (
    "decoding", "spelling", "elements", "search", "lists", "map", "wording", "address", "explorer",
)  # fmt: skip


@dataclass(frozen=True)
class Explorer:
    """What a page needs to hold the explorer.

    Attributes
    ----------
    html : Markup
        A section. It says itself that it needs the script.
    style, script : str
        The text of a style and of a script element; they need nothing but the variables of
        `embedstudy.report.palette`, and nothing of them stands in attributes.
    data : str
        JSON, safe in ``<script type="application/json" id="explorer-data">``, which comes before
        the script.
    """

    html: "Markup"
    style: str
    script: str
    data: str


def explorer_of(
    study: StudyDirectory, layout: str = "pca", *, progress: bool = False
) -> Explorer | None:
    """Return the explorer of a study; None if it has no space to show.

    Parameters
    ----------
    study : StudyDirectory
    layout : str
        ``tsne`` or ``umap`` for maps of that kind beside those by components, ``pca``.
    progress : bool
        Whether to say on stderr that these take their time.

    Raises
    ------
    InputError
        If a file of the study is damaged, there is no such layout, or it is not installed.
    """
    from markupsafe import Markup

    chosen = layout_named(layout)
    data = data_of(study, chosen, progress=progress)
    if data is None:
        return None
    html, style = (
        environment().get_template(f"explorer.{kind}").render(layout=chosen)
        for kind in ("html", "css")
    )
    return Explorer(Markup(html), style, _script(), embedded(data))  # noqa: S704


@cache
def _script() -> str:
    folder = files("embedstudy.report") / "templates" / "explorer"
    parts = "\n".join((folder / f"{name}.js").read_text(encoding="utf-8") for name in _SCRIPTS)
    return f'(() => {{\n"use strict";\n{parts}\n}})();\n'
