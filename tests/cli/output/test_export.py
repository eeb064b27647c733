"""Lines about an export."""

from pathlib import Path

import pytest

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


@pytest.mark.parametrize(("ending", "noun"), [(".svg", "pictures"), (".csv", "files")])
def test_many_files_are_one_line(capsys, ending, noun):
    files = tuple(Path("folder", f"{number:02}{ending}") for number in range(15))
    print_exported(Exported(files=files))
    line = f"15 {noun} written to {files[0]} ... 14{ending}"
    assert capsys.readouterr().out.splitlines() == [line]
    print_exported(Exported(files=files[:2]))
    assert capsys.readouterr().out.splitlines() == [f"written to {file}" for file in files[:2]]
