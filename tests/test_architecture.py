"""Rules of the package that import-linter does not know."""

import ast
from collections import defaultdict
from pathlib import Path

import embedstudy

ROOT = Path(embedstudy.__file__).parent
TREES = {
    str(path.relative_to(ROOT)): ast.parse(path.read_text("utf-8")) for path in ROOT.rglob("*.py")
}


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def test_no_module_imports_a_private_name_of_another():
    imported = [
        f"{file}: from {node.module} import {alias.name}"
        for file, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("embedstudy")
        for alias in node.names
        if is_private(alias.name) or any(map(is_private, (node.module or "").split(".")))
    ]
    assert imported == []


def test_no_two_classes_share_a_name():
    files = defaultdict(list)
    for file, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                files[node.name].append(file)
    assert {name: where for name, where in files.items() if len(where) > 1} == {}
