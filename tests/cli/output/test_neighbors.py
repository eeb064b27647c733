"""Tables of neighbours."""

from embedstudy.cli.output.neighbors import NearestWord, print_nearest, print_neighbors
from embedstudy.results.rows import NeighborRow
from embedstudy.results.space_labels import SpaceKey


def test_a_column_for_each_space_and_a_row_for_each_rank(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    spaces = [SpaceKey("d", kind, encoder="mean") for kind in "abcde"]
    rows = [
        NeighborRow("d", space.kind, "", "mean", 0, "good", rank, f"{space.kind}{rank}", 0.5)
        for space in spaces[:4]
        for rank in (1, 2)
    ]
    print_neighbors(["good"], spaces, rows)
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["a", "b", "c", "d"] in lines
    assert ["a2", "0.50", "b2", "0.50", "c2", "0.50", "d2", "0.50"] in lines
    assert ["e"] in lines  # the fifth does not fit beside the others
    assert ["no", "vector"] in lines


def test_a_column_for_each_word(capsys):
    rows = [NearestWord(word, "v", 1, f"{word}-like[b]", 0.25) for word in ("x", "y")]
    print_nearest("v", ["x", "y"], rows)
    text = capsys.readouterr().out
    assert "nearest words in v" in text
    assert "x-like[b] 0.25 y-like[b] 0.25" in " ".join(text.split())
