"""pip and npm, started in a folder full of modules, programs and settings that are not theirs."""

import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from embedstudy.registry import Package
from tests.conftest import make_wheel
from tests.faults.trials import Trials
from tests.fetch.server import Answer, Server

PIP, NPM = "pip in a hostile folder", "npm in a hostile folder"
ROOT = str(Path(__file__).parents[2])
MODULES = [
    "abc", "argparse", "ast", "bisect", "calendar", "codecs", "collections", "configparser",
    "contextlib", "copy", "csv", "datetime", "distutils", "email", "encodings", "enum", "functools",
    "getpass", "hashlib", "html", "http", "importlib", "inspect", "io", "ipaddress", "json",
    "keyring", "locale", "logging", "netrc", "operator", "optparse", "pathlib", "pip", "pkgutil",
    "platform", "queue", "random", "re", "setuptools", "shutil", "site", "sitecustomize", "socket",
    "ssl", "string", "struct", "subprocess", "sysconfig", "tempfile", "textwrap", "threading",
    "token", "tokenize", "traceback", "types", "typing", "urllib", "usercustomize", "uuid",
    "warnings", "xmlrpc", "zipfile", "zipimport",
]  # fmt: skip
PROGRAMS = ["env", "git", "lscpu", "node", "npm", "pip", "python", "sh", "uname"]
# Dead ends: a registry where nobody listens, and programs to run.
SETTINGS = {
    ".npmrc": "registry=http://127.0.0.1:9/\nscript-shell=./sh\ngit=./git\nnode-options=-r ./x\n",
    "package.json": '{"name": "x", "version": "1.0.0", "scripts": {"prepack": "./sh"}}',
    "pip.conf": "[global]\nindex-url = http://127.0.0.1:9/\nno-binary = :all:\n",
    "pip.ini": "[global]\nindex-url = http://127.0.0.1:9/\n",
    "setup.cfg": "[install]\nprefix = evil\n",
    "pyproject.toml": "[build-system]\nrequires = []\nbuild-backend = 'pip'\n",
}
FETCH = """
import sys
from embedstudy.fetch import {fetch}
from embedstudy.registry import Package
{fetch}(Package(*sys.argv[1:5], int(sys.argv[5])), progress=False)
"""
# By name, the environment variables of a start, with {{folder}} for the hostile folder.
STARTS = {
    "as it is": {},
    "PATH with .": {"PATH": ".:{path}"},
    "PATH with an empty entry": {"PATH": ":{path}"},
    "relative user base": {"PYTHONUSERBASE": "base", "PYTHONPYCACHEPREFIX": "cache"},
    "relative NODE_PATH": {"NODE_PATH": ".:"},
    "data home in the folder": {"EMBEDSTUDY_HOME": "home"},
    "data home as a part of the folder": {"EMBEDSTUDY_HOME": "{folder}/deep/er/home"},
    "HOME is /": {"HOME": "/", "EMBEDSTUDY_HOME": "{folder}/home"},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A working directory in which everything leaves a mark that runs."""
    folder = tmp_path / "downloads"
    (folder / "marks").mkdir(parents=True)
    for name in MODULES:
        code = f"open({str(folder / 'marks' / name)!r}, 'w').close()\nraise ImportError('mine')\n"
        (folder / f"{name}.py").write_text(code, encoding="utf-8")
    for name in PROGRAMS:
        script = f"#!/bin/sh\n: > '{folder / 'marks'}/{name}'\nexit 3\n"
        (folder / name).write_text(script, encoding="utf-8")
        (folder / name).chmod(0o755)
    for name, text in SETTINGS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


def fetch_there(folder: Path, fetch: str, package: Package, variables: dict[str, str]) -> None:
    """Fetch a package in a process that works in a folder; nothing of that may run."""
    values = {"path": os.environ["PATH"], "folder": str(folder)}
    given = {name: text.format(**values) for name, text in variables.items()}
    command = [sys.executable, "-P", "-c", FETCH.format(fetch=fetch)]
    ended = subprocess.run(
        [*command, package.project, package.version, package.filename, package.sha256,
         str(package.size)],
        cwd=folder, env={**os.environ, "PYTHONPATH": ROOT, **given}, capture_output=True,
        text=True, timeout=120, check=False,
    )  # fmt: skip
    assert {mark.name for mark in (folder / "marks").iterdir()} == set()
    assert ended.returncode == 0, ended.stderr[-500:]


def names_of_starts(trials: Trials) -> list[str]:
    names = list(STARTS)
    return names if trials.scale >= 1 else [names[0], names[5]]


@pytest.mark.quick_faults
def test_nothing_of_the_folder_runs_when_pip_does(
    folder: Path, home: Path, index: Path, trials: Trials
) -> None:
    package = make_wheel(index, "carries-data", {"carries_data/table.npy": b"numbers"})
    for name in names_of_starts(trials):
        with trials.run(PIP, name):
            fetch_there(folder, "fetch_wheel", package, STARTS[name])
        shutil.rmtree(home, ignore_errors=True)


@pytest.mark.quick_faults
@pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed")
def test_nothing_of_the_folder_runs_when_npm_does(
    folder: Path, home: Path, server: Server, trials: Trials
) -> None:
    package = put_package(server)
    settings = folder.parent / "a person's own npmrc"
    settings.write_text(f"registry={server.root}\nfetch-retries=0\n", encoding="utf-8")
    for name in names_of_starts(trials):
        with trials.run(NPM, name):
            variables = {"npm_config_userconfig": str(settings), **STARTS[name]}
            fetch_there(folder, "fetch_npm", package, variables)
        shutil.rmtree(home, ignore_errors=True)


def put_package(server: Server) -> Package:
    """Lay a package on a server that answers as the registry does."""
    packed = io.BytesIO()
    about = {"name": "carries-data", "version": "1.0.0"}
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        entry = tarfile.TarInfo("package/package.json")
        entry.size = len(text := json.dumps(about).encode())
        archive.addfile(entry, io.BytesIO(text))
    content = packed.getvalue()
    tarball = server.put("/carries-data/-/carries-data-1.0.0.tgz", content)
    version = {**about, "dist": {"tarball": tarball, "shasum": hashlib.sha1(content).hexdigest()}}
    listing = {**about, "dist-tags": {"latest": "1.0.0"}, "versions": {"1.0.0": version}}
    as_json = Answer(headers={"Content-Type": "application/json"})
    server.put("/carries-data", json.dumps(listing).encode(), as_json)
    digest = hashlib.sha256(content).hexdigest()
    return Package("carries-data", "1.0.0", "carries-data-1.0.0.tgz", digest, len(content))
