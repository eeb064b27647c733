"""Figures of the code: ``python scripts/house.py [--root CHECKOUT]``.

All of them come from the source of a checkout, read as text. No module is imported.
"""

import argparse
import ast
import re
import sys
import tokenize
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

PACKAGE = "embedstudy"
OPTIONS = ("max_tokens", "ngrams")
# numba compiles flat parameters alone, and scikit-learn reads those of an estimator.
_EXEMPT = re.compile(r"/kernels/|classifier/param\w+\.py:\d+ __init__")


def modules_of(root: Path) -> dict[str, Path]:
    """Return the files of the package by the name of their module."""
    modules = {}
    for path in sorted((root / PACKAGE).rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        modules[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return modules


def imports_of(tree: ast.Module, modules: Mapping[str, Path]) -> set[str]:
    """Return the modules that a module imports, in functions and for types too."""
    imported: set[str] = set()
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        waiting += ast.iter_child_nodes(node)
        if isinstance(node, ast.Import):
            imported |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            for name in node.names:
                inner = f"{node.module}.{name.name}"
                imported.add(inner if inner in modules else node.module)
    return imported & modules.keys()


def circles_of(graph: Mapping[str, set[str]]) -> list[list[str]]:
    """Return the groups of modules that import each other in a circle (Tarjan's algorithm)."""
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    circles: list[list[str]] = []

    def visit(module: str) -> None:
        order[module] = lowest[module] = len(order)
        stack.append(module)
        for imported in sorted(graph[module]):
            if imported not in order:
                visit(imported)
                lowest[module] = min(lowest[module], lowest[imported])
            elif imported in stack:
                lowest[module] = min(lowest[module], order[imported])
        if lowest[module] == order[module]:
            group = stack[stack.index(module) :]
            del stack[stack.index(module) :]
            if len(group) > 1 or module in graph[module]:
                circles.append(sorted(group))

    sys.setrecursionlimit(10_000)
    for module in sorted(graph):
        if module not in order:
            visit(module)
    return circles


def parameter_lists(tree: ast.Module, path: str) -> Iterator[tuple[int, str]]:
    """Give the number of parameters of each function, and where it stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            arguments = node.args
            names = [
                a.arg for a in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
            ]
            count = len([name for name in names if name not in ("self", "cls")])
            yield count, f"{path}:{node.lineno} {node.name}"


def places_of(path: Path, name: str) -> list[int]:
    """Return the lines of code that name an option; comments and docstrings do not count."""
    flag = f"--{name.replace('_', '-')}"
    lines = set()
    with path.open("rb") as file:
        for token in tokenize.tokenize(file.readline):
            is_name = token.type == tokenize.NAME and token.string == name
            is_text = token.type == tokenize.STRING and token.string.strip("\"'") in (name, flag)
            if is_name or is_text:
                lines.add(token.start[0])
    return sorted(lines)


def touched_files(page: str) -> list[str]:
    """Return the files of the package that the diffs of a page touch."""
    diffs = "\n".join(re.findall(r"```diff\n(.*?)```", page, flags=re.DOTALL))
    paths = re.findall(r"^(?:\+\+\+|---) (?:[ab]/)?(\S+)", diffs, flags=re.MULTILINE)
    return [path for path in dict.fromkeys(paths) if path.startswith(f"{PACKAGE}/")]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, default=Path(__file__).parents[1])
    root = parser.parse_args().root
    modules = modules_of(root)
    trees = {name: ast.parse(path.read_bytes()) for name, path in modules.items()}
    print_circles({name: imports_of(tree, modules) for name, tree in trees.items()})
    print_folders(root, modules)
    relative = {name: str(path.relative_to(root)) for name, path in modules.items()}
    lists = sorted(
        (count for name, tree in trees.items() for count in parameter_lists(tree, relative[name])),
        key=lambda count: (-count[0], count[1]),
    )
    print(f"\nLargest parameter list: {lists[0][0]}")
    for count, place in lists[:8]:
        print(f"  {count:3} {place}")
    print(f"  more than six parameters: {sum(count > 6 for count, _ in lists)} functions")
    others = [(count, place) for count, place in lists if not _EXEMPT.search(place)]
    count, place = others[0]
    print(f"  without kernels and scikit-learn's __init__, the largest is {count}: {place}")
    print_places(root, modules)
    print_touched(root)


def print_circles(graph: Mapping[str, set[str]]) -> None:
    """Print the import circles."""
    circles = circles_of(graph)
    print(f"Import circles: {len(circles)}")
    for circle in circles:
        print(f"  {' - '.join(circle)}")


def print_folders(root: Path, modules: Mapping[str, Path]) -> None:
    """Print the size of the package, and the modules of study/ by folder."""
    lines = sum(len(path.read_bytes().splitlines()) for path in modules.values())
    print(f"\nThe package: {lines:,} lines in {len(modules)} modules")
    study = root / PACKAGE / "study"
    paths = [path for path in study.rglob("*.py") if path.name != "__init__.py"]
    print(f"Modules in study/: {len(paths)}")
    for folder, count in sorted(Counter(path.parent.relative_to(root) for path in paths).items()):
        print(f"  {count:3} {folder}")


def print_places(root: Path, modules: Mapping[str, Path]) -> None:
    """Print the lines that name an option."""
    for name in OPTIONS:
        places = {path.relative_to(root): places_of(path, name) for path in modules.values()}
        places = {path: lines for path, lines in places.items() if lines}
        count = sum(map(len, places.values()))
        print(f"\nPlaces of {name}: {count} lines in {len(places)} files")
        for path, lines in places.items():
            print(f"  {path}:{','.join(map(str, lines))}")


def print_touched(root: Path) -> None:
    """Print how many files somebody touches to add a thing, tests and docs aside."""
    page = root / "docs" / "extending.md"
    sections = re.split(r"^## ", page.read_text("utf-8"), flags=re.MULTILINE)[1:]
    touched = {section.partition("\n")[0]: touched_files(section) for section in sections}
    print("\nFiles that a newcomer touches (docs/extending.md):")
    for name, paths in touched.items():
        print(f"  {len(paths)} {name}: {', '.join(paths)}")


if __name__ == "__main__":
    main()
