"""The explorer alone, in a frame that stands in a notebook."""

import json
from dataclasses import dataclass, replace
from html import escape

from embedstudy.errors import InputError
from embedstudy.report.explorer.packing import to_json
from embedstudy.report.explorer.page import draw_explorer
from embedstudy.report.page import render
from embedstudy.results.directory import StudyDirectory
from embedstudy.validation import known_name, unknown_word

_HEIGHT = 900  # CSS pixels: the lists and the first maps


@dataclass(frozen=True)
class ExplorerFrame:
    """The explorer of a study; a notebook shows it.

    Attributes
    ----------
    page : str
        A whole HTML page, which loads nothing.
    word : str
        The word that it begins with; empty for its own choice.
    """

    page: str
    word: str = ""

    def _repr_html_(self) -> str:
        return (
            f'<iframe title="Explorer" srcdoc="{escape(self.page)}" width="100%" '
            f'height="{_HEIGHT}" style="border: 0"></iframe>'
        )

    def __repr__(self) -> str:
        return f"ExplorerFrame({self.word!r}): a notebook shows it"


def frame_explorer(
    study: StudyDirectory, word: str | None = None, dataset: str | None = None, layout: str = "pca"
) -> ExplorerFrame:
    """Return the explorer of a study as a page of its own.

    Parameters
    ----------
    study : StudyDirectory
    word : str, optional
        The word to begin with; the most telling one by default.
    dataset : str, optional
        The first one of the study by default.
    layout : str
        As in `draw_explorer`.

    Raises
    ------
    InputError
        If the study has no spaces, or the explorer does not know the word or the data set.
    """
    explorer = draw_explorer(study, layout)
    if explorer is None:
        raise InputError(f"{study.path}: has no space to explore")
    data = json.loads(explorer.data)
    entries = {entry["name"]: entry for entry in data["datasets"]}
    chosen = entries[next(iter(entries)) if dataset is None
                     else known_name("data set", dataset, entries)]  # fmt: skip
    if word is not None:
        if not isinstance(word, str):
            raise InputError(f"a word is a string, not {word!r}")
        if word not in chosen["words"]:
            raise unknown_word(word, chosen["words"])
        chosen["start"] = word
    # It begins with the first data set. Without an address, the frame does not scroll the notebook.
    others = [entry for entry in entries.values() if entry is not chosen]
    shown = replace(explorer, data=to_json({**data, "datasets": [chosen, *others]}))
    page = render("explorer_page.html", scripts=(explorer.script,), explorer=shown)
    return ExplorerFrame(page.decode(), word or "")
