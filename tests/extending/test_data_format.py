"""A format of data files is added by one entry of one table."""

import sys
from types import ModuleType

import pytest

from embedstudy import load_dataset
from embedstudy.datasets.files import is_files
from embedstudy.datasets.files.data_format import DataFormat
from embedstudy.datasets.files.formats import FORMATS
from embedstudy.datasets.files.rows import gather_rows
from embedstudy.datasets.files.streams import read_numbered_lines
from embedstudy.errors import EmbedstudyWarning, InputError

LINES = [f"text {i}, of {word} words => {label}\n" for i in range(30)
         for word, label in (("bad", "neg"), ("good", "pos"))]  # fmt: skip


def read_arrows(path, options, bad_rows):
    def rows():
        for number, line in read_numbered_lines(path, options.encoding, bad_rows):
            text, arrow, label = line.rstrip("\n").rpartition(" => ")
            if arrow:
                yield number, text, label
            else:
                bad_rows.add(f"{path}:{number}", "no arrow in this line")

    return gather_rows(rows(), lambda number: f"{path}:{number}", bad_rows)


@pytest.fixture(autouse=True)
def arrows(monkeypatch, home):
    module = ModuleType("arrow_format")
    module.ARROWS = DataFormat(
        "arrows", read_arrows, endings=(".arrows",), matches=lambda head: " => " in head.first_line
    )
    monkeypatch.setitem(sys.modules, "arrow_format", module)
    monkeypatch.setitem(FORMATS, "arrows", "arrow_format:ARROWS")


def test_it_is_read_by_load_dataset(tmp_path):
    (tmp_path / "films.arrows").write_text("".join(LINES))
    corpus = load_dataset(tmp_path / "films.arrows")
    assert corpus.classes == ["neg", "pos"]
    assert sum(map(len, corpus.splits.values())) == 60
    assert corpus.reading == "read films.arrows: lines of arrows, 2 classes, smallest 50 %"
    assert "text 3, of bad words" in {
        text for part in corpus.splits.values() for text in part.texts
    }


def test_its_ending_means_a_file():
    assert is_files("films.arrows")
    assert not is_files("films.none")


def test_its_errors_have_file_and_line(tmp_path):
    (tmp_path / "films.arrows").write_text("".join(LINES) + "no label\n")
    with pytest.raises(
        InputError, match=r"films.arrows:61: no arrow in this line \(skip_bad_lines"
    ):
        load_dataset(tmp_path / "films.arrows")
    with pytest.warns(EmbedstudyWarning, match="1 row left out: no arrow in this line"):
        load_dataset(tmp_path / "films.arrows", skip_bad_lines=True)
