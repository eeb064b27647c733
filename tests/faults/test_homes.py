"""Odd data homes: read-only, full, unset, gone, on another disk, and shared."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import make_wheel
from tests.faults.trials import Trials
from tests.made_up_files import texts, write_csv

ODD, OFFLINE = "odd data homes and folders", "a warm data home without a network"
COMMAND = [sys.executable, "-P", "-m", "embedstudy"]
ROOT = str(Path(__file__).parents[2])


def run(folder: Path, *arguments: object, **variables: str) -> "subprocess.CompletedProcess[str]":
    """Run a command of embedstudy; an empty variable is unset."""
    environment = {**os.environ, "PYTHONPATH": ROOT, **variables}
    ended = subprocess.run(
        [*COMMAND, *map(str, arguments)], cwd=folder, capture_output=True, text=True,
        timeout=120, check=False,
        env={name: value for name, value in environment.items() if value},
    )  # fmt: skip
    assert "Traceback" not in ended.stderr, ended.stderr
    return ended


def test_odd_homes_are_one_line_or_work(tmp_path: Path, trials: Trials) -> None:
    reviews = write_csv(tmp_path / "reviews.csv", texts(60, 1))
    (tmp_path / "a file").touch()
    gone = tmp_path / "gone"
    gone.mkdir()
    homes = {
        "unset, with HOME /": ({"HOME": "/"}, "", 0),
        "a file": ({"EMBEDSTUDY_HOME": str(tmp_path / "a file")}, "", 0),
        "where nothing can be written": ({"EMBEDSTUDY_HOME": "/proc/x"}, "", 0),
        "of nobody": ({"EMBEDSTUDY_HOME": "~nobody-has-this-name/x"}, "EMBEDSTUDY_HOME", 2),
        "relative": ({"EMBEDSTUDY_HOME": "some/where"}, "", 0),
        "with a line break": ({"EMBEDSTUDY_HOME": str(tmp_path / "a\nb")}, "", 0),
    }
    for name, (variables, mention, status) in homes.items():
        with trials.run(ODD, name):
            settings = {"EMBEDSTUDY_HOME": "", "XDG_CACHE_HOME": str(tmp_path / "xdg"), **variables}
            ended = run(tmp_path, "datasets", "info", reviews, **settings)
            assert ended.returncode == status, ended.stderr
            assert mention in ended.stderr
    with trials.run(ODD, "a working directory that is gone"):
        program = f"import os, shutil; shutil.rmtree({str(gone)!r}); "
        program += "from embedstudy.cli import main; main()"
        ended = subprocess.run(
            [sys.executable, "-P", "-c", program, "vectors", "list"], cwd=gone,
            env={**os.environ, "PYTHONPATH": ROOT}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert ended.returncode == 0, ended.stderr


NO_NETWORK = """
import socket, sys
def refuse(event, values):
    if event in ("socket.connect", "socket.getaddrinfo", "subprocess.Popen"):
        raise AssertionError(event)
sys.addaudithook(refuse)
from embedstudy.fetch import fetch_url, fetch_wheel
from embedstudy.registry import Package
print(fetch_wheel(Package(*sys.argv[1:5], int(sys.argv[5]))))
"""


@pytest.mark.quick_faults
@pytest.mark.parametrize("mode", [0o755, 0o555])
def test_a_warm_home_asks_nobody(
    mode: int, home: Path, index: Path, tmp_path: Path, trials: Trials
) -> None:
    package = make_wheel(index, "carries-data", {"carries_data/table.npy": b"numbers"})
    wheels = home / "wheels"
    wheels.mkdir(parents=True)
    shutil.copy(index / package.filename, wheels)
    for folder in (wheels, home):
        folder.chmod(mode)
    tmp_path.chmod(0o755)
    with trials.run(OFFLINE, f"mode {mode:o}"):
        arguments = [package.project, package.version, package.filename, package.sha256]
        ended = subprocess.run(
            [sys.executable, "-P", "-c", NO_NETWORK, *arguments, str(package.size)],
            env={**os.environ, "PYTHONPATH": ROOT}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert ended.returncode == 0, ended.stderr
        assert [path.name for path in wheels.iterdir()] == [package.filename]
    for folder in (home, wheels):
        folder.chmod(0o755)


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="no second disk")
def test_a_part_of_the_home_on_another_disk(
    home: Path, index: Path, tmp_path: Path, trials: Trials
) -> None:
    from embedstudy.fetch import fetch_wheel

    package = make_wheel(index, "carries-data", {"carries_data/table.npy": b"numbers"})
    disk = Path("/dev/shm") / f"embedstudy-{os.getpid()}"
    disk.mkdir()
    home.mkdir()
    (home / "wheels").symlink_to(disk)
    try:
        with trials.run(ODD, "wheels on another disk"):
            content = fetch_wheel(package, progress=False).read_bytes()
            assert content == (index / package.filename).read_bytes()
    finally:
        shutil.rmtree(disk)
