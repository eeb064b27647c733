"""From a study, or the directory of one, to the page."""

import contextlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

from embedstudy.errors import printable
from embedstudy.report.explorer import explorer_of
from embedstudy.report.page import Part, render
from embedstudy.report.study.command import command_of
from embedstudy.report.study.contents import contents_of
from embedstudy.report.study.findings import failures, names_of, standing, subject, verdicts
from embedstudy.report.study.sections import sections_of
from embedstudy.storage import publish
from embedstudy.study.directory import PAGE, Study
from embedstudy.study.state import understood


def page(study: Study, *, explorer: Part | None = None) -> bytes:
    """Return the page of a study, drawn from its tables and study.json alone.

    No date is in it but those of study.json, so that the same study gives the same bytes.

    Parameters
    ----------
    study : Study
    explorer : Part, optional
        Stands below the figures.

    Raises
    ------
    InputError
        If study.json or a table is damaged.
    """
    from jinja2 import UndefinedError

    with understood(study), _known(UndefinedError):
        contents = contents_of(study)
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
            sections=sections_of(contents),
            meta=contents.meta,
            command=command_of(contents.meta.get("options")),
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
    directory: str | os.PathLike[str] | Study, *, layout: str = "pca", progress: bool = True
) -> Path:
    """Draw the page of a study, and leave it in the study's directory.

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
        If there is no study, it is damaged, there is no such layout, or it is not installed.
    """
    study = directory if isinstance(directory, Study) else Study(Path(directory))
    content = page(study, explorer=explorer_of(study, layout, progress=progress))
    path = study.path / PAGE
    with publish(path) as file:
        file.write(content)
    return path
