"""Modules in the working directory that are called as those of Python and of libraries."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.every_command import Material, list_commands, list_names, make_material

FAULT_CLASS = "modules in the working directory"
MODULES = [
    "abc", "argparse", "ast", "bisect", "codecs", "collections", "contextlib", "copy", "csv",
    "dataclasses", "email", "enum", "functools", "hashlib", "inspect", "io", "json", "keyword",
    "linecache", "logging", "numba", "numpy", "operator", "pickle", "pip", "platform", "queue",
    "random", "re", "sitecustomize", "socket", "ssl", "string", "struct", "tempfile", "threading",
    "token", "tokenize", "types", "typing", "usercustomize", "warnings", "zipfile",
]  # fmt: skip
# Leaves a mark, and then is the module of that name after all, so that the next one is tried too.
MODULE = """\
import sys
here = __file__.rpartition("/")[0]
with open(here + "/marks/" + __name__, "w"):
    pass
folders = sys.path[:]
sys.path[:] = [folder for folder in folders if folder not in ("", here)]
del sys.modules[__name__]
try:
    __import__(__name__)
finally:
    sys.path[:] = folders
"""
NAMES = sorted(list_names())
# A proxy that is not there: pip and npm start, and fetch nothing.
NO_NETWORK = {
    "HTTPS_PROXY": "http://127.0.0.1:9", "HTTP_PROXY": "http://127.0.0.1:9",
    "npm_config_fetch_retries": "0",
}  # fmt: skip
# Python itself imports some modules of the working directory before it starts a module by -m.
STARTS = {
    "embedstudy": [str(Path(sys.executable).with_name("embedstudy"))],
    "python -P -m embedstudy": [sys.executable, "-P", "-m", "embedstudy"],
    "python -m embedstudy": [sys.executable, "-m", "embedstudy"],
}
# One starts pip, the other reads a model and computes.
QUICK = {"datasets download", "predict"}


@pytest.fixture(scope="module")
def material(tmp_path_factory) -> Material:
    return make_material(tmp_path_factory.mktemp("material"))


@pytest.fixture
def folder(tmp_path) -> Path:
    """A working directory full of modules."""
    path = tmp_path / "downloads"
    (path / "marks").mkdir(parents=True)
    for name in MODULES:
        (path / f"{name}.py").write_text(MODULE, encoding="utf-8")
    return path


def list_marks(folder: Path, command: list[str], **options: object) -> set[str]:
    """Run a command in a folder, and return the names of its modules that were run."""
    for mark in (folder / "marks").iterdir():
        mark.unlink()
    environment = {**os.environ, **NO_NETWORK, "PYTHONDONTWRITEBYTECODE": "1"}
    ended = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120,
        stdin=subprocess.DEVNULL, check=False,
    )  # fmt: skip
    assert "Traceback" not in ended.stderr, ended.stderr
    return {mark.name for mark in (folder / "marks").iterdir()}


def test_every_command_is_tried(material, tmp_path):
    assert set(list_commands(material, tmp_path / "out")) == set(NAMES)


@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=pytest.mark.quick_faults if n in QUICK else ()) for n in NAMES]
)
def test_no_module_of_the_working_directory_is_run(
    name, material, folder, home, index, tmp_path, trials
):
    (folder / "nothing.py").write_text("", encoding="utf-8")
    of_python = list_marks(folder, [sys.executable, "-m", "nothing"])
    assert of_python, "the marks do not work"
    for start, command in STARTS.items():
        if trials.scale < 1 and start != "embedstudy":
            continue
        with trials.run(FAULT_CLASS, f"{start} {name}"):
            out = tmp_path / f"out-{len(start)}"
            arguments = map(str, list_commands(material, out)[name])
            marks = list_marks(folder, [*command, *arguments])
            assert marks <= (of_python if start == "python -m embedstudy" else set())
