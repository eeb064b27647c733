"""Rules of the package that import-linter does not know."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

import embedstudy

ROOT = Path(embedstudy.__file__).parent
FILES = {str(path.relative_to(ROOT)) for path in ROOT.rglob("*.py")}
Trees = dict[str, ast.Module]


@pytest.fixture(scope="module")
def trees() -> Trees:
    return {file: ast.parse((ROOT / file).read_text("utf-8")) for file in FILES}


@pytest.fixture(scope="module")
def trees_beside() -> Trees:
    return {
        str(path.relative_to(ROOT.parent)): ast.parse(path.read_text("utf-8"))
        for folder in ("tests", "benchmarks", "scripts")
        for path in (ROOT.parent / folder).rglob("*.py")
    }


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def test_no_module_imports_a_private_name_of_another(trees):
    imported = [
        f"{file}: from {node.module} import {alias.name}"
        for file, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("embedstudy")
        for alias in node.names
        if is_private(alias.name) or any(map(is_private, (node.module or "").split(".")))
    ]
    assert imported == []


def test_no_two_classes_share_a_name(trees):
    files = defaultdict(list)
    for file, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                files[node.name].append(file)
    assert {name: where for name, where in files.items() if len(where) > 1} == {}


# Words that fit any value say nothing of the one they hold.
VAGUE = {"found", "each", "of", "said", "kept", "made", "own", "told", "listed", "named"}
VAGUE_IN_TESTS = {*VAGUE, "asked", "done", "other", "there"}


def names_bound_in(tree: ast.AST) -> Iterator[str]:
    fields = {
        id(statement.target)
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        for statement in node.body
        if isinstance(statement, ast.AnnAssign)
    }
    for node in ast.walk(tree):
        match node:
            case ast.Name(ctx=ast.Store()) if not (node.id == "of" and id(node) in fields):
                yield node.id  # `of` is a public column of structure.csv
            case ast.Attribute(ctx=ast.Store()):
                yield node.attr
            case ast.arg():
                yield node.arg
            case ast.FunctionDef() | ast.ClassDef():
                yield node.name


def test_names_say_what_they_hold(trees, trees_beside):
    vague = {
        file: names
        for parsed, words in ((trees, VAGUE), (trees_beside, VAGUE_IN_TESTS))
        for file, tree in parsed.items()
        if (names := words & {name.strip("_").lower() for name in names_bound_in(tree)})
    }
    assert vague == {}


def test_no_parameter_list_is_long(trees):
    long = []
    for file, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and "/kernels/" not in file:
                arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
                names = [a.arg for a in arguments if a.arg not in ("self", "cls")]
                long += [f"{file} {node.name}"] * (len(names) > 6)
    # scikit-learn wants each option of an estimator in its constructor.
    assert long == ["classifier/params.py __init__"]


def test_tests_use_no_private_name(trees_beside):
    private = []
    for file, tree in trees_beside.items():
        for node in ast.walk(tree) if file.startswith("tests") else ():
            match node:
                case ast.ImportFrom(module=str(module)) if module.startswith("embedstudy"):
                    names = [*module.split("."), *(alias.name for alias in node.names)]
                case ast.Call(func=ast.Attribute(attr="setattr"), args=[_, ast.Constant(name), *_]):
                    names = [name]  # monkeypatch.setattr(module, "name", value)
                case ast.Call(func=ast.Attribute(attr="setattr"), args=[ast.Constant(name), *_]):
                    names = str(name).split(".")
                case _:
                    continue
            private += [f"{file}:{node.lineno} {n}" for n in map(str, names) if is_private(n)]
    assert private == []


# Modules of declarations alone: `tests/options` and the tests of their readers hold these.
DECLARATIONS = {
    "__main__.py", "plot_style.py", "version.py", "cli/arguments.py",
    "report/figures/matplotlib_types.py", "report/study/sections/section.py",
    "report/study/tables/table.py", "vectors/vector_file.py",
    *(f"options/{name}.py" for name in (
        "data", "limits", "looking", "model",
        "study", "text", "vector_training", "vectors",
    )),
}  # fmt: skip
# Its code runs on a worker of a cluster, which `tests/study/execution/test_dask.py` starts.
ON_WORKERS = {"study/execution/dask_worker.py"}


def test_every_module_has_a_test_file_of_its_name():
    tests = Path(__file__).parent
    untested = {
        file
        for file in FILES
        if not file.endswith("__init__.py")
        and not (tests / file).with_name(f"test_{Path(file).name}").exists()
    }
    assert untested - DECLARATIONS - ON_WORKERS == set()
    assert FILES >= DECLARATIONS | ON_WORKERS


# Where text goes to a terminal, with control characters escaped: console for stdout, progress for
# stderr. The others write nothing that comes from data.
PRINTERS = {
    "cli/__init__.py",  # the end of the process
    "cli/app.py",  # prepares and closes the streams
    "cli/help.py",  # help is the program's own text
    "cli/output/console.py",
    "cli/output/result_console.py",
    "cli/output/wrapping.py",  # asks for the encoding
    "cli/reference.py",  # makes a page of the docs
    "cli/signals.py",  # the end of the process
    "progress.py",
}


def test_nobody_prints_past_the_two_functions_that_escape(trees):
    """Names and texts come from strangers: an escape in them must not reach a terminal raw."""
    printing = {file for file, tree in trees.items() if any(map(is_printing, ast.walk(tree)))}
    assert printing <= PRINTERS


def is_printing(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute) and node.attr in ("stdout", "stderr"):
        return isinstance(node.value, ast.Name) and node.value.id == "sys"
    if not isinstance(node, ast.Call):
        return False
    function = node.func
    name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
    return name in ("print", "Console", "ResultConsole", "StreamHandler")
