"""Lines about an export."""

from pathlib import Path

from embedstudy.cli.output.export import print_exported
from embedstudy.structure.export.export import Exported


def test_each_fact_is_a_line(capsys):
    print_exported(
        Exported(files=(Path("a.txt"),), run="random-0", initial=True, words=2, dim=3,
                 without_vector=1, cannot_hold=0, notes=("[bold] note",))
    )  # fmt: skip
    assert capsys.readouterr().out.splitlines() == [
        "random-0, before training: 2 words x 3",
        "left out: 1 word without a pretrained vector (--all keeps them)",
        "[bold] note",
        "written to a.txt",
    ]
