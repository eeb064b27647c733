"""Tables of neighbours."""

import pytest

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


def test_a_row_for_each_moment_and_a_sign_at_what_comes_in(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    space = SpaceKey("d", "random", encoder="mean")
    near = tuple((f"long-word-number-{i}[b]", 0.5) for i in range(7))
    moments = [
        WordMoment(space, "good", 0.0, False, 1.0, near, (), 5000),
        WordMoment(space, "good", 0.3, False, -0.25, near, (near[1][0],), 5000),
        WordMoment(space, "good", 1.0, True, None, (), (), 5000),
        WordMoment(space, "\x1b[31mbad", 0.0, False, 1.0, (("a b", 0.1),), (), 5000),
    ]
    print_moments(moments, {space: "random"})
    output = capsys.readouterr().out
    assert max(map(len, output.splitlines())) <= 80
    assert "\x1b" not in output
    lines = [line.split() for line in output.splitlines()]
    assert any(line[:2] == ["0.3", "-0.250"] for line in lines)
    assert output.count(">long-word-number-1[b]") == 1
    assert ["1", "*", "none:", "vectors", "of", "zeros", "have", "no", "direction"] in lines
    assert output.count("over time: random") == 2
    note = " ".join(output.split())
    assert "> comes in: the moment before did not have the word." in note
    assert "among the 5,000 words that snapshots have" in note


@pytest.mark.parametrize("columns", [40, 60, 80, 100])
def test_no_line_of_a_moment_is_broken(capsys, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    space = SpaceKey("d", "random", encoder="mean")
    near = tuple((f"somewhat{i}", 0.5) for i in range(10))
    new = tuple(word for word, _ in near)
    print_moments([WordMoment(space, "a", 0.01, True, 1.0, near, new, 10)], {space: "random"})
    lines = [line for line in capsys.readouterr().out.splitlines() if ">somewhat" in line]
    assert max(map(len, lines)) <= columns
    counts = [line.count(">somewhat") for line in lines]
    assert len(set(counts[:-1])) <= 1
    assert counts[-1] <= counts[0]
    assert columns < 80 or counts[0] > 3
