"""The output of ``embedstudy export``."""

from embedstudy.cli.output.console import print_text
from embedstudy.report.paper.formats import FIGURE_FORMATS
from embedstudy.structure.export.export import Exported
from embedstudy.wording import counted

# More files have one line together.
_MOST_LINES = 4
_PICTURES = {f".{kind}" for kind in FIGURE_FORMATS}


def print_exported(exported: Exported) -> None:
    """Print what was written, and what was left out."""
    if exported.run:
        stage = ", before training" if exported.initial else ""
        print_text(f"{exported.run}{stage}: {counted(exported.words, 'word')} x {exported.dim}")
    if exported.without_vector:
        words = counted(exported.without_vector, "word")
        print_text(f"left out: {words} without a pretrained vector (--all keeps them)")
    for note in exported.notes:
        print_text(note)
    first, *_, last = exported.files * 2
    if len(exported.files) > _MOST_LINES:
        noun = "picture" if first.suffix in _PICTURES else "file"
        n_files = counted(len(exported.files), noun)
        print_text(f"{n_files} written to {first} ... {last.name}", "dim")
        return
    for path in exported.files:
        print_text(f"written to {path}", "dim")
