"""Tables of neighbours."""

from embedstudy.cli.output.neighbors import (
    NearestWord,
    print_moments,
    print_nearest,
    print_neighbors,
)
from embedstudy.results.rows import NeighborRow
from embedstudy.results.space_labels import SpaceKey
from embedstudy.structure.trajectory import WordMoment


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


def test_a_row_for_each_moment_and_a_plus_at_what_is_new(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    space = SpaceKey("d", "random", encoder="mean")
    near = tuple((f"long-word-number-{i}[b]", 0.5) for i in range(7))
    moments = [
        WordMoment(space, "good", 0.0, False, 1.0, near, ()),
        WordMoment(space, "good", 0.3, False, -0.25, near, (near[1][0],)),
        WordMoment(space, "good", 1.0, True, None, (), ()),
        WordMoment(space, "\x1b[31mbad", 0.0, False, 1.0, (("a b", 0.1),), ()),
    ]
    print_moments(moments, {space: "random"})
    output = capsys.readouterr().out
    assert max(map(len, output.splitlines())) <= 80
    assert "\x1b" not in output
    lines = [line.split() for line in output.splitlines()]
    assert any(line[:2] == ["0.3", "-0.25"] for line in lines)
    assert output.count("+long-word-number-1[b]") == 1
    assert ["1", "*", "no", "other", "word"] in lines
    assert output.count("over time: random") == 2
    assert "+ is new: the moment before did not have it." in output
