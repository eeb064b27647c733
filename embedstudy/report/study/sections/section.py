"""A section of the page, and the part of the page about one data set."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from embedstudy.report.study.study_data import StudyData
from embedstudy.report.study.verdicts import ShownVerdict


@dataclass(frozen=True, kw_only=True)
class Section:
    """A section that the page has for each data set.

    Attributes
    ----------
    title : str
        The heading.
    template : str
        A file in ``embedstudy/report/templates``; it reads `content` by that name.
    content : callable
        From the data of one data set to the values for the template; None leaves the section out.
    link : str
        The words of the link at the top of the page; empty for a section without a link.
    style : str
        The CSS class of the section, if any.
    is_folded : bool
        Whether the section stands below the explorer, folded under its heading. The others stand
        above the explorer.
    hint : str
        What a folded section holds, in a few words next to its heading.
    """

    title: str
    template: str
    content: Callable[[StudyData], dict[str, Any] | None]
    link: str = ""
    style: str = ""
    is_folded: bool = False
    hint: str = ""


@dataclass(frozen=True)
class DrawnSection:
    """A section with the values for its template; `id` is that of its heading in the page."""

    id: str
    section: Section
    content: dict[str, Any]

    @property
    def title(self) -> str:
        """The heading: that of the section, unless the content has its own."""
        return str(self.content.get("title", self.section.title))

    @property
    def link(self) -> str:
        """The words of the link at the top, unless the content has its own."""
        return str(self.content.get("link", self.section.link))


@dataclass(frozen=True)
class DatasetPart:
    """The part of the page about one data set; `facts` are its entry in study.json.

    There is no verdict before the study is finished.
    """

    id: str
    dataset: str
    facts: dict[str, Any]
    verdict: ShownVerdict | None
    sections: list[DrawnSection]

    @property
    def shown(self) -> list[DrawnSection]:
        """The sections above the explorer."""
        return [drawn for drawn in self.sections if not drawn.section.is_folded]

    @property
    def folded(self) -> list[DrawnSection]:
        """The sections below the explorer, which a person unfolds."""
        return [drawn for drawn in self.sections if drawn.section.is_folded]
