"""The explorer as parts of a page: a section, its style, its script and its data."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from embedstudy.report.explorer.data import collect_data
from embedstudy.report.explorer.layouts import find_layout
from embedstudy.report.explorer.packing import to_json
from embedstudy.report.page import make_environment
from embedstudy.results.directory import StudyDirectory
from embedstudy.structure.snapshot_lack import find_cure

if TYPE_CHECKING:
    from markupsafe import Markup

# In the order in which they are joined: the last one starts the explorer.
_SCRIPTS = (
    "decoding", "moments", "spelling", "elements", "search", "lists", "dots", "map", "curves",
    "timeline", "wording", "address", "explorer",
)  # fmt: skip


@dataclass(frozen=True)
class Explorer:
    """The parts of the explorer that a page holds.

    Attributes
    ----------
    html : Markup
        A section. It says itself that it needs the script.
    style, script : str
        The text of a style and of a script element. They need the variables of
        `embedstudy.report.palette` alone, and the section has no style or script in attributes.
    data : str
        JSON, safe in ``<script type="application/json" id="explorer-data">``, which comes before
        the script.
    """

    html: "Markup"
    style: str
    script: str
    data: str


def draw_explorer(
    study: StudyDirectory, layout: str = "pca", *, progress: bool = False
) -> Explorer | None:
    """Return the explorer of a study; None if it has no space to show.

    Parameters
    ----------
    study : StudyDirectory
    layout : str
        ``tsne`` or ``umap`` adds maps of that kind to the maps by components, which ``pca`` has
        alone.
    progress : bool
        Whether to say on stderr that the layout takes its time.

    Raises
    ------
    InputError
        If a file of the study is damaged, there is no such layout, or it is not installed.
    """
    from markupsafe import Markup

    chosen = find_layout(layout)
    data = collect_data(study, chosen, progress=progress)
    if data is None:
        return None
    has_moments = any("moments" in space for part in data["datasets"] for space in part["spaces"])
    cure = None if has_moments else find_cure(study)
    html, style = (
        make_environment()
        .get_template(f"explorer.{kind}")
        .render(layout=chosen, has_moments=has_moments, cure=cure)
        for kind in ("html", "css")
    )
    return Explorer(Markup(html), style, _join_scripts(), to_json(data))  # noqa: S704


@cache
def _join_scripts() -> str:
    folder = files("embedstudy.report") / "templates" / "explorer"
    parts = "\n".join((folder / f"{name}.js").read_text(encoding="utf-8") for name in _SCRIPTS)
    return f'(() => {{\n"use strict";\n{parts}\n}})();\n'
