"""The table of settings: every option of a study with its value, defaults written out."""

from embedstudy.report.paper.table import PaperTable
from embedstudy.report.settings import list_settings
from embedstudy.results.directory import StudyDirectory


def tabulate_settings(study: StudyDirectory) -> PaperTable | None:
    """Return every option that decides a study, with its value; None in an older study.

    The rows of an encoder hold the settings of its models, recommended or given.
    """
    rows = list_settings(study.meta)
    if not rows:
        return None
    caption = "Every setting of the study. A star marks a value that is not the default."
    return PaperTable("settings", caption, ("Setting", "Value"), tuple(rows), 2)
