"""What lies in the working directory takes no part, in this process and in its children."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from embedstudy.isolation import (
    clean_environment,
    find_program,
    kill_programs,
    leave_working_directory,
    python_command,
    run_isolated,
)

ROOT = str(Path(__file__).parent.parent)
# What Python itself imports after its start, and this package.
HOSTILE = ("json", "typing", "types", "token", "re", "ssl", "pathlib", "pip", "numpy", "requests")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The working directory; its modules and programs leave a mark when they run."""
    folder = tmp_path / "folder"
    folder.mkdir()
    for name in HOSTILE:
        (folder / f"{name}.py").write_text(f"open({str(folder / 'MARK')!r}, 'a').write('{name} ')")
    for name in ("npm", "node"):
        (folder / name).write_text(f"#!/bin/sh\necho {name} >> '{folder / 'MARK'}'\n")
        (folder / name).chmod(0o755)
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize("search_path", [None, "", ".", os.pathsep, f".{os.pathsep}{ROOT}"])
def test_a_module_of_the_working_directory_never_runs_in_a_child(
    folder, tmp_path, monkeypatch, search_path
):
    if search_path is not None:
        monkeypatch.setenv("PYTHONPATH", search_path)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    completed = run_isolated(
        [*python_command("pip"), "--version"], elsewhere, {"PIP_NO_INPUT": "1"}
    )
    assert completed.returncode == 0
    assert completed.stdout.startswith("pip ")
    assert not (folder / "MARK").exists()


def test_what_a_child_says_need_not_be_utf8(tmp_path):
    program = "import os; os.write(1, b'\\xff')"
    assert run_isolated([sys.executable, "-c", program], tmp_path, {}).stdout == "\ufffd"


@pytest.mark.parametrize("first", [".", "", "bin"])
def test_a_program_of_the_working_directory_is_passed_over(folder, monkeypatch, first):
    monkeypatch.setenv("PATH", first)
    assert find_program("npm") is None
    (folder.parent / "npm").write_text("#!/bin/sh\n")
    (folder.parent / "npm").chmod(0o755)
    monkeypatch.setenv("PATH", os.pathsep.join([first, str(folder.parent)]))
    assert find_program("npm") == str(folder.parent / "npm")


def test_an_environment_means_the_same_in_every_folder(folder):
    (folder / "pip.conf").touch()
    given = {
        "PYTHONPATH": os.pathsep.join(["", "lib", "/lib"]), "NODE_PATH": ".", "PATH": "/bin",
        "PYTHONUSERBASE": "local", "PIP_CONFIG_FILE": "pip.conf", "LANG": "C",
        "PIP_FIND_LINKS": "pip.conf https://example.org/wheels",
    }  # fmt: skip
    assert clean_environment(given) == {
        "PYTHONPATH": "/lib", "PATH": "/bin", "LANG": "C",
        "PIP_CONFIG_FILE": str(folder / "pip.conf"),
        "PIP_FIND_LINKS": f"{folder / 'pip.conf'} https://example.org/wheels",
    }  # fmt: skip


def test_this_process_leaves_the_working_directory(folder, monkeypatch):
    monkeypatch.setattr(sys, "path", ["", str(folder), "lib", *sys.path])
    monkeypatch.setenv("PATH", f".{os.pathsep}/bin")
    before = list(sys.path)
    leave_working_directory()
    assert sys.path == before[2:]
    assert os.environ["PATH"] == "/bin"


def test_a_folder_of_installed_packages_stays_where_it_is(monkeypatch):
    packages = str(Path(pytest.__file__).parent.parent)
    monkeypatch.chdir(packages)
    monkeypatch.setattr(sys, "path", [packages])
    leave_working_directory()
    assert sys.path == [packages]


SETTINGS = """
from embedstudy.isolation import leave_working_directory
leave_working_directory()
import matplotlib, numba, os
from numba.core import config
config.reload_config()
print(matplotlib.rcParams["lines.linewidth"], config.DISABLE_JIT, os.getcwd())
"""


def test_settings_of_libraries_that_lie_there_are_not_read(folder):
    (folder / "matplotlibrc").write_text("lines.linewidth: 77\n")
    (folder / ".numba_config.yaml").write_text("disable_jit: 1\ncache_dir: .\n")
    completed = run_isolated([sys.executable, "-P", "-c", SETTINGS], folder, {"PYTHONPATH": ROOT})
    assert completed.stdout.split() == ["1.5", "0", str(folder)], completed.stderr


def test_the_package_as_a_module_runs_none_of_them(folder):
    for name in ("types", "re"):  # Python itself may import them before it comes to the package
        (folder / f"{name}.py").unlink()
    completed = subprocess.run(
        [sys.executable, "-m", "embedstudy", "datasets", "list"],
        env={**os.environ, "PYTHONPATH": ROOT},
        capture_output=True,
        text=True,
        check=False,
    )
    assert completed.returncode == 0, completed.stderr
    assert not (folder / "MARK").exists()


def test_a_program_is_killed_with_this_process(tmp_path):
    program = "import time; open('begun', 'w').close(); time.sleep(300)"
    with ThreadPoolExecutor(1) as thread:
        running = thread.submit(run_isolated, [sys.executable, "-c", program], tmp_path, {})
        while not (tmp_path / "begun").exists():
            assert not running.done()
            time.sleep(0.01)
        kill_programs()
        assert running.result().returncode != 0


def test_a_program_is_killed_by_ctrl_c(tmp_path):
    program = "import time; open('begun', 'w').close(); time.sleep(300)"

    def press():
        while not (tmp_path / "begun").exists():
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGINT)

    with ThreadPoolExecutor(1) as thread:
        thread.submit(press)
        with pytest.raises(KeyboardInterrupt):
            run_isolated([sys.executable, "-c", program], tmp_path, {})
