"""From a study, or the directory of one, to the page."""

import contextlib
import json
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from embedstudy.errors import InputError
from embedstudy.options.command import stored_command
from embedstudy.report.explorer import explorer_of, layout_named
from embedstudy.report.page import PageSection, render
from embedstudy.report.study.sections import Section, sections_of
from embedstudy.report.study.study_data import Contents, contents_of
from embedstudy.report.study.summary import failures, names_of, standing, subject, verdicts
from embedstudy.results.directory import PAGE, StudyDirectory
from embedstudy.results.status import understood
from embedstudy.storage import publish
from embedstudy.wording import printable


def page(study: StudyDirectory, *, explorer: PageSection | None = None) -> bytes:
    """Return the page of a study, drawn from its tables and study.json alone.

    A table that is damaged is left out, and the page says so.

    No date is in it but those of study.json, so that the same study gives the same bytes.

    Parameters
    ----------
    study : StudyDirectory
    explorer : PageSection, optional
        Stands below the figures.

    Raises
    ------
    InputError
        If study.json or runs.csv is damaged.
    """
    contents = _contents(study)
    with understood(study):
        sections = sections_of(contents)
    return _drawn(study, contents, sections, explorer)


def _contents(study: StudyDirectory) -> Contents:
    with understood(study):
        return contents_of(study)


def _drawn(
    study: StudyDirectory,
    contents: Contents,
    sections: Sequence[Section],
    explorer: PageSection | None,
) -> bytes:
    from jinja2 import UndefinedError

    with understood(study), _known(UndefinedError):
        return render(
            "study.html",
            scripts=(explorer.script,) if explorer else (),
            explorer=explorer,
            title=names_of(contents.datasets),
            subject=subject(contents),
            verdict=verdicts(contents),
            standing=standing(contents),
            failures=failures(contents),
            warnings=[printable(said) for said in contents.meta.get("warnings", [])],
            sections=sections,
            meta=contents.meta,
            command=stored_command(contents.meta),
            settings=json.dumps(contents.meta.get("identity", {}), indent=1, ensure_ascii=False),
        )


@contextlib.contextmanager
def _known(undefined: type[Exception]) -> Iterator[None]:
    """Take what study.json does not say, and a template asks for, as any other lack."""
    try:
        yield
    except undefined as error:
        raise KeyError(str(error)) from error


def write_page(
    directory: str | os.PathLike[str] | StudyDirectory,
    *,
    layout: str = "pca",
    progress: bool = True,
) -> Path:
    """Draw the page of a study, and leave it in the study's directory.

    What of the study is damaged is left out, and said on the page and in the end.

    Parameters
    ----------
    directory : str, path or Study
    layout : str
        Of the words on the explorer's maps: ``tsne`` or ``umap`` is shown beside, and before, the
        maps by components, which are there with ``pca`` too.
    progress : bool
        Whether to say on stderr what takes its time.

    Returns
    -------
    Path
        Of ``report.html``.

    Raises
    ------
    InputError
        If there is no study, no such layout, or it is not installed; or something of the study is
        damaged: but for study.json and runs.csv, once the rest is drawn.
    """
    layout_named(layout)
    study = directory if isinstance(directory, StudyDirectory) else StudyDirectory(Path(directory))
    contents, explorer = _contents(study), None
    # Figures are drawn by Python, and what the explorer shows is computed by NumPy: both at once.
    with ThreadPoolExecutor(1) as beside:
        drawing = beside.submit(sections_of, contents)
        try:
            with understood(study):
                explorer = explorer_of(study, layout, progress=progress)
        except InputError as error:
            contents = replace(contents, damaged=(*contents.damaged, str(error)))
    with understood(study):
        sections = drawing.result()
    content = _drawn(study, contents, sections, explorer)
    path = study.path / PAGE
    with publish(path) as file:
        file.write(content)
    if contents.damaged:
        raise InputError(f"{'; '.join(contents.damaged)}; {path} shows the rest")
    return path
