"""The tutorials run as a reader runs them, cell by cell; `make docs` runs them in Jupyter."""

import ast
import json
from pathlib import Path

import pytest

TUTORIALS = Path(__file__).parents[1] / "docs" / "tutorials"


def run(name: str) -> list[object]:
    """Run the cells of a notebook; return the value of each that ends with an expression."""
    notebook = json.loads((TUTORIALS / f"{name}.ipynb").read_text(encoding="utf-8"))
    values, names = [], {}
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            continue
        assert cell["outputs"] == []  # the site shows those of its own run
        tree = ast.parse("".join(cell["source"]))
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, name, "exec"), names)
        if last is not None:
            values.append(eval(compile(ast.Expression(last.value), name, "eval"), names))
    return values


@pytest.mark.tutorials
@pytest.mark.filterwarnings("ignore::embedstudy.errors.EmbedstudyWarning")
@pytest.mark.parametrize("name", ["your-own-csv", "why-random", "what-did-it-learn"])
def test_it_runs(name, capsys):
    values = [value for value in run(name) if value is not None]
    printed = capsys.readouterr().out
    if name == "your-own-csv":
        assert "text from column sentence" in str(values[0])
        assert values[2][0] in ("yes", "no", "not shown")
    elif name == "why-random":
        assert "different dimensions 1 of 50" in printed
        assert "different dimensions 50 of 50" in printed
    else:
        assert list(values[0].columns) == ["finetuned", "pretrained", "random", "random-before"]
        assert values[-1].word == "bad"


def test_every_tutorial_is_run():
    assert {path.stem for path in TUTORIALS.glob("*.ipynb")} == {
        "your-own-csv", "why-random", "what-did-it-learn",
    }  # fmt: skip
