"""Misuse of the command line: one line each, and status 2."""

import pytest

from tests.cli.runner import call


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["comapre"], "no command 'comapre'; there are: compare, "),
        (["vectors", "lst"], "no command 'lst'; there are: list, "),
        (["compare", "x", "--sedes", "3"], "no option '--sedes'; nearest: --seeds, "),
        (["compare", "x", "--sedes=3"], "no option '--sedes'; nearest: --seeds, "),
        (["show", "x", "--quiet"], "no option '--quiet'; nearest: "),
        (["compare", "x", "-z"], "no option '-z'"),
        (["compare", "x", "--out"], "--out needs a value"),
        (["compare", "x", "--out", "--json"], "--out needs a value"),
        (["show"], "STUDY is missing"),
        (["neighbors", "x"], "WORD is missing"),
        (["datasets", "download"], "DATASET is missing"),
        (["export", "x"], "--format is missing"),
        (["show", "x", "y"], "unexpected argument 'y'"),
        (["show", "--", "x", "--json"], "unexpected argument '--json'"),
        (["show", "x", "--json=maybe"], "--json takes no value"),
        (["compare", "a", "--label-column", "t", "--label-column", "u"],
         "--label-column is given twice; it takes one value"),
        (["compare", "a", "--test-file=t", "--test-file=u"],
         "--test-file is given twice; it takes one value"),
        (["compare", "a", "--lr", "1", "--learning-rate", "2"],
         "--learning-rate is given twice; it takes one value"),
        (["compare", "a", "--train-sizes", "1", "--train-sizes", "2"],
         "--train-sizes is given twice; it takes one value"),
        (["train", "a", "--out", "m", "--out", "n"], "--out is given twice; it takes one value"),
        (["vectors", "train", "--dim", "3", "--dim", "4"], "--dim is given twice"),
        (["report", "s", "--layout", "pca", "--layout", "umap"], "--layout is given twice"),
    ],
)  # fmt: skip
def test_misuse_is_one_line(arguments, message):
    result = call(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"error: {message}")
    assert result.stderr.endswith(" (see --help)\n")
    assert result.stderr.count("\n") == 1


def test_one_of_several_names_with_commas_is_misspelt(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.csv").write_text("text,label\nx,1\ny,0\n")
    result = call("compare", "a.csv", "--strategy", "random,frzen")
    assert result.exit_code == 2
    assert result.stderr.startswith("error: no strategy 'frzen'; there are: frozen")
    assert result.stderr.count("\n") == 1
