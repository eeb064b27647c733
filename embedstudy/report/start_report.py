"""The report of a study of starts: how its results become an answer and a page."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from embedstudy.report.page import read_page_script, render
from embedstudy.results.report_folder import ReportFolder
from embedstudy.results.start_results import StartResults
from embedstudy.wording import counted

Results = TypeVar("Results", bound=StartResults[Any])
Summary = TypeVar("Summary")
# With fewer dev texts, one text is more than half a point of accuracy.
_FEW_DEV_TEXTS = 200


@dataclass(frozen=True)
class StartAnswer:
    """A headline, and a few sentences that state its numbers."""

    headline: str
    sentences: tuple[str, ...]


def list_dev_caveats(n_dev: int) -> tuple[str, ...]:
    """Return a sentence on how coarse the accuracy on few dev texts is; none if there are many.

    Examples
    --------
    >>> list_dev_caveats(30), list_dev_caveats(1000)
    (('Dev has 30 texts: one of them is 3.3 points of accuracy.',), ())
    """
    if n_dev >= _FEW_DEV_TEXTS:
        return ()
    points = f"{100 / max(n_dev, 1):.1f}"
    return (f"Dev has {counted(n_dev, 'text')}: one of them is {points} points of accuracy.",)


@dataclass(frozen=True)
class StartReport(Generic[Results, Summary]):
    """What one study of starts shows of its results.

    Attributes
    ----------
    folder : ReportFolder
        Its files.
    template : str
        That of the page; it extends ``starts.html``.
    question : str
        The one that the answer answers.
    summarize : callable
        Returns the networks of each start together, in the order that they are shown in.
    answer : callable
        Returns the answer of results and their summaries.
    draw : callable
        Returns the values of the template that it alone has: figures, and what its tables need.
    """

    folder: ReportFolder[Results]
    template: str
    question: str
    summarize: Callable[[Results], list[Summary]]
    answer: Callable[[Results, Sequence[Summary]], StartAnswer]
    draw: Callable[[Results, Sequence[Summary]], Mapping[str, object]]

    def render(self, results: Results) -> bytes:
        """Return the page, without a date, so that the same numbers give the same bytes."""
        summaries = self.summarize(results)
        return render(
            self.template,
            scripts=(read_page_script(),),
            question=self.question,
            answer=self.answer(results, summaries),
            results=results,
            how=results.conditions,
            folder=self.folder,
            summaries=summaries,
            **self.draw(results, summaries),
        )

    def write(self, results: Results, path: str | os.PathLike[str]) -> Path:
        """Write the numbers and the page into a directory: all files or none.

        Returns
        -------
        Path
            The path of the page.

        Raises
        ------
        InputError
            As `ReportFolder.check` does.
        """
        return self.folder.write(path, results, self.render(results))
