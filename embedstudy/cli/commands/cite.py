"""``embedstudy cite``."""

from typing import Annotated

from embedstudy.cli.bind import Argument, make_command

_STUDY = "A study directory: its data sets and vectors are cited too."


@make_command("embedstudy cite", "embedstudy cite runs/rotten-tomatoes > references.bib")
def cite(study: Annotated[str, Argument("[STUDY]", _STUDY, "study")] = "") -> None:
    """Print how to cite embedstudy, and what a study uses, as BibTeX.

    Files of your own have no citation here: add it yourself.
    """
    from pathlib import Path

    from embedstudy.cli.output.console import print_document
    from embedstudy.report.paper.citations import cite_embedstudy, cite_study
    from embedstudy.results.directory import StudyDirectory

    entries = [cite_embedstudy(), *(cite_study(StudyDirectory(Path(study))) if study else [])]
    for entry in entries:
        print_document(entry)
