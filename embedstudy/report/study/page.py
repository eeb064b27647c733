"""The page of a study, as bytes or as a file in the study's directory."""

import contextlib
import json
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from embedstudy.errors import InputError
from embedstudy.options.command import read_command
from embedstudy.report.explorer import Explorer, draw_explorer, find_layout
from embedstudy.report.page import read_page_script, render
from embedstudy.report.settings import list_settings
from embedstudy.report.study.sections import SECTIONS, DatasetPart, DrawnSection
from embedstudy.report.study.study_data import StudyData, read_study_data
from embedstudy.report.study.summary import (
    describe_study,
    format_title,
    list_cautions,
    list_failures,
)
from embedstudy.results.checksums import seal_page
from embedstudy.results.damage import Damage
from embedstudy.results.directory import PAGE, StudyDirectory
from embedstudy.results.status import explain_format
from embedstudy.storage import publish
from embedstudy.wording import printable


def render_page(study: StudyDirectory, *, explorer: Explorer | None = None) -> bytes:
    """Return the page of a study, drawn from its tables and study.json alone.

    A damaged table is left out, and the page says so. The page has no date but those of study.json,
    so the same study gives the same bytes.

    Parameters
    ----------
    study : StudyDirectory
    explorer : Explorer, optional
        Stands below the figures.

    Raises
    ------
    InputError
        If study.json or runs.csv is damaged.
    """
    study, damage = _tolerate_damage(study)
    study_data = _read(study)
    with explain_format(study):
        parts = draw_parts(study_data)
    return _render(study, _name_damage(study_data, damage), parts, explorer)


def _tolerate_damage(study: StudyDirectory) -> tuple[StudyDirectory, Damage]:
    """Return a study whose damaged files count as missing, and what takes note of them."""
    damage = study.damage or Damage()
    return replace(study, damage=damage), damage


def _name_damage(study_data: StudyData, damage: Damage) -> StudyData:
    return replace(study_data, damaged=tuple(dict.fromkeys(damage.messages)))


def draw_parts(study_data: StudyData) -> list[DatasetPart]:
    """Draw every section of `SECTIONS` for each data set, in the order of the table."""
    return [_draw_part(study_data.for_dataset(name)) for name in study_data.datasets]


def _draw_part(study_data: StudyData) -> DatasetPart:
    sections = [
        DrawnSection(f"{study_data.page_id}-section-{name}", section, content)
        for name, section in SECTIONS.items()
        if (content := section.content(study_data)) is not None
    ]
    facts = dict(study_data.look_up("data"))
    page_id, dataset = study_data.page_id, study_data.dataset
    return DatasetPart(page_id, dataset, facts, study_data.verdict, sections)


def _read(study: StudyDirectory) -> StudyData:
    with explain_format(study):
        return read_study_data(study)


def _render(
    study: StudyDirectory,
    study_data: StudyData,
    parts: Sequence[DatasetPart],
    explorer: Explorer | None,
) -> bytes:
    from jinja2 import UndefinedError

    meta = study_data.meta
    with explain_format(study), _as_key_error(UndefinedError):
        page = render(
            "study.html",
            scripts=(read_page_script(), *((explorer.script,) if explorer else ())),
            explorer=explorer,
            title=format_title(study_data.datasets),
            subject=describe_study(study_data),
            cautions=list_cautions(study_data),
            failures=list_failures(study_data),
            warnings=[printable(warning) for warning in meta.get("warnings", [])],
            parts=parts,
            meta=meta,
            command=read_command(meta),
            choices=list_settings(meta),
            settings=json.dumps(meta.get("identity", {}), indent=1, ensure_ascii=False),
        )
        return seal_page(page)


@contextlib.contextmanager
def _as_key_error(undefined: type[Exception]) -> Iterator[None]:
    """Turn a name that a template misses in study.json into the error of a missing key."""
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
    """Draw the page of a study, and write it into the study's directory.

    The page leaves out what is damaged, and names it.

    Parameters
    ----------
    directory : str, path or Study
    layout : str
        The layout of the words on the explorer's maps: ``tsne`` or ``umap`` comes before the maps
        by components, which are there with ``pca`` too.
    progress : bool
        Whether to say on stderr which step takes its time.

    Returns
    -------
    Path
        The path of ``report.html``.

    Raises
    ------
    InputError
        If there is no study, no such layout, or the layout is not installed. If a file of the study
        is damaged: at once for study.json and runs.csv, after the page is written for others. A
        study that takes note of its damage raises no error for those.
    """
    find_layout(layout)
    given = directory if isinstance(directory, StudyDirectory) else StudyDirectory(Path(directory))
    study, damage = _tolerate_damage(given)
    study_data, explorer = _read(study), None
    # Python draws the figures while NumPy computes the explorer's data: both at once.
    with ThreadPoolExecutor(1) as executor:
        drawing = executor.submit(draw_parts, study_data)
        try:
            with explain_format(study):
                explorer = draw_explorer(study, layout, progress=progress)
        except InputError as error:
            damage.add(error)
    with explain_format(study):
        parts = drawing.result()
    study_data = _name_damage(study_data, damage)
    content = _render(study, study_data, parts, explorer)
    path = study.path / PAGE
    with publish(path) as file:
        file.write(content)
    if study_data.damaged and given.damage is None:
        raise InputError(f"{'; '.join(study_data.damaged)}; {path} shows the rest")
    return path
