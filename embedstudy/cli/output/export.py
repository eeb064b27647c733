"""The output of ``embedstudy export``."""

from embedstudy.cli.output.console import print_text
from embedstudy.structure.export.export import Exported
from embedstudy.wording import counted


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
    for path in exported.files:
        print_text(f"written to {path}", "dim")
