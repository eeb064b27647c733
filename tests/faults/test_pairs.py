"""Files that belong together: killed at any step, a writer never leaves two that do not."""

import contextlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from embedstudy import load_vectors
from embedstudy.errors import InputError
from embedstudy.vectors.formats.write_vectors import write_vectors
from embedstudy.vectors.word_vectors import WordVectors
from tests.faults.steps import record_steps, run, run_killed
from tests.studies import compare

CLASS = "kill -9 between two files that belong together"
# Steps of a command that are tried.
MOST = 25
WORDS = [f"word{i}" for i in range(9)]


def read_table(folder: Path, name: str) -> Any:
    table = load_vectors(folder / name, progress=False)
    return dict(zip(table.words, map(tuple, table.matrix.tolist()), strict=True))


def read_projector(folder: Path, _: str) -> Any:
    """Return what a person sees who loads the two tables into the Projector."""
    try:
        rows = (folder / "vectors.tsv").read_text().splitlines()
        words = (folder / "metadata.tsv").read_text().splitlines()[1:]
    except FileNotFoundError as error:
        raise InputError(str(error)) from None
    return dict(zip(words, rows, strict=True))


def read_files(folder: Path, _: str) -> Any:
    """Return the files by name."""
    return {path.name: path.read_bytes() for path in folder.glob("[!.]*")}


def check_kills(
    trials: Any,
    folder: Path,
    write: Callable[[str], list[object]],
    read: Callable[[Path, str], Any],
    name: str,
) -> None:
    """Replace the files of "a" by those of "b", killed right before each step.

    `write` gives the command that writes the files of one of the two.
    """
    target, saved, log = folder / "out", folder / "saved", folder / "log"
    tables = []
    for which in "ba":
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir()
        assert run(*write(which), log=log) == 0, log.read_text()
        tables.append(read(target, name))
    assert tables[0] != tables[1]
    shutil.copytree(target, saved)
    command = [*write("b"), "--force"]
    steps = record_steps(*command, watch=[target], log=log)
    for step in trials.sample(f"{CLASS} {name}", steps, MOST):
        shutil.rmtree(target)
        shutil.copytree(saved, target)
        with trials.run(CLASS, f"{name}: {step}"):
            assert run_killed(step, *command, watch=[target], log=log)
            with contextlib.suppress(InputError):
                result = read(target, name)
                assert any(result.items() <= table.items() for table in tables), "a mix"
            assert run(*command, log=log) == 0
            assert read(target, name) == tables[0]
            assert not list(target.rglob(".*")), "something is left behind"


@pytest.mark.quick_faults
@pytest.mark.parametrize("name", ["t.npy", "t.safetensors", "t.bin"])
def test_convert(name, tmp_path, home, trials):
    """Most words of the two tables are the same, and their numbers are not."""
    generator = np.random.default_rng(1)
    for which, words in (("a", WORDS), ("b", WORDS[::-1])):
        matrix = generator.normal(size=(len(words), 3)).astype(np.float32)
        write_vectors(WordVectors(words, matrix), tmp_path / f"{which}.txt")

    def write(which: str) -> list[object]:
        return ["vectors", "convert", tmp_path / f"{which}.txt", tmp_path / "out" / name]

    check_kills(trials, tmp_path, write, read_table, name)


@pytest.fixture(scope="module")
def second(corpus, vectors, tmp_path_factory):
    """A study with the same names as `finished`, and other numbers."""
    out = tmp_path_factory.mktemp("second") / "s"
    return compare(corpus, vectors, seeds=2, learning_rate=0.05, out=out, progress=False)


@pytest.mark.parametrize(
    ("kind", "name", "read"),
    [
        ("projector", "", read_projector),
        ("safetensors", "t.safetensors", read_table),
        ("csv", "", read_files),
        ("markdown", "", read_files),
    ],
)
def test_export(kind, name, read, finished, second, tmp_path, home, trials):
    studies = {"a": finished, "b": second}

    def write(which: str) -> list[object]:
        out = tmp_path / "out" / name if name else tmp_path / "out"
        options = ["--run", "finetuned"] if kind in ("projector", "safetensors") else []
        return ["export", studies[which].path, "--format", kind, "--out", out, *options]

    check_kills(trials, tmp_path, write, read, name or kind)
