"""What ``embedstudy export`` prints."""

from rich.console import Console

from embedstudy.cli.output.console import plain
from embedstudy.structure.export.export import Exported
from embedstudy.wording import counted


def print_exported(exported: Exported) -> None:
    """Print what was written, and what was left out."""
    console = Console()
    if exported.run:
        when = ", before training" if exported.initial else ""
        said = f"{exported.run}{when}: {counted(exported.words, 'word')} x {exported.dim}"
        console.print(plain(said), soft_wrap=True)
    if exported.without_vector:
        said = f"left out: {counted(exported.without_vector, 'word')} without a pretrained vector"
        console.print(plain(f"{said} (--all keeps them)"), soft_wrap=True)
    for note in exported.notes:
        console.print(plain(note), soft_wrap=True)
    for path in exported.files:
        console.print(plain(f"written to {path}", "dim"), soft_wrap=True)
