"""docs/extending.md names every table, and each of its diffs works as it stands."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import embedstudy

PACKAGE = Path(embedstudy.__file__).parent
PAGE = (PACKAGE.parent / "docs" / "extending.md").read_text("utf-8")
DIFF = re.compile(r"```diff\n(\+\+\+|---) (\S+)\n(.*?)```", re.DOTALL)
TABLE = re.compile(r"^\| .*?\| `([\w.]+):(\w+)` \|$", re.MULTILINE)
LIST_ENTRIES = """
import importlib, sys
from pathlib import Path
for place in sys.argv[1:]:
    module, table = place.split(":")
    entries = getattr(importlib.import_module(module), table)
    assert Path(importlib.import_module(module).__file__).is_relative_to(Path.cwd())
    print(place, *(name for name in entries if entries[name]), sep="|")
"""


def apply_diff(root, mark, name, lines):
    added = "".join(line[1:] for line in lines.splitlines(keepends=True))
    path = root / name
    if mark == "+++":
        path.write_text(added, "utf-8")
        return
    text = path.read_text("utf-8")
    if added.startswith("def "):
        position = text.index("\n\nBASELINES") + 1
        added += "\n"
    elif added.startswith(" " * 8 + '"'):
        position = text.index("\n    },\n)") + 1
    else:
        return  # a field, held by test_option.py
    path.write_text(text[:position] + added + text[position:], "utf-8")


def test_it_names_every_table():
    declared = {
        f"{'.'.join(path.relative_to(PACKAGE.parent).with_suffix('').parts)}:{name}".replace(
            ".__init__", ""
        )
        for path in PACKAGE.rglob("*.py")
        for name in re.findall(r"^(\w+): .*= Entries\($", path.read_text("utf-8"), re.MULTILINE)
    }
    assert {":".join(table) for table in TABLE.findall(PAGE)} == declared


@pytest.fixture(scope="module")
def extended(tmp_path_factory):
    root = tmp_path_factory.mktemp("extended")
    shutil.copytree(PACKAGE, root / "embedstudy", ignore=shutil.ignore_patterns("__pycache__"))
    for diff in DIFF.findall(PAGE):
        apply_diff(root, *diff)
    return root


def test_each_diff_adds_an_entry_that_can_be_imported(extended):
    tables = [":".join(table) for table in TABLE.findall(PAGE)]
    printed = subprocess.run(
        [sys.executable, "-c", LIST_ENTRIES, *tables],
        cwd=extended, env={"PYTHONPATH": str(extended), "NUMBA_DISABLE_JIT": "1"},
        capture_output=True, text=True,
    )  # fmt: skip
    assert printed.returncode == 0, printed.stderr
    last = [line.split("|")[-1] for line in printed.stdout.splitlines()]
    assert last[:-6] == [
        "sum", "sign-sgd", "RandomSigns", "bars", "json", "arrows", "ones", "tfidf-naive-bayes",
        "brier", "mean_norm", "word-list", "count",
    ]  # fmt: skip
