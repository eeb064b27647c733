"""Memory and disk that are not there: one line, the exit status 1, and nothing else."""

import subprocess
import sys
from pathlib import Path

import pytest

from embedstudy.cli.address_space import FLOORS

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="ulimit -v works on Linux")

MB = 1_000_000
ROWS = "".join(f"a {('good', 'bad')[i % 2]} film {i},{('pos', 'neg')[i % 2]}\n" for i in range(80))


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """Return a folder with a data set, a table of vectors, a model and a study."""
    folder = tmp_path_factory.mktemp("resources")
    (folder / "films.csv").write_text("text,label\n" + ROWS)
    (folder / "table.txt").write_text("good 1 0\nbad 0 1\nfilm 1 1\na 0.5 0.5\n")
    for command in (
        ["train", "films.csv", "--out", "model"],
        ["compare", "films.csv", "--vectors", "table.txt", "--seeds", "2", "--out", "study"],
    ):
        assert limit(folder, command, None)[0] == 0
    return folder


def limit(folder: Path, command: list[str], megabytes: float | None) -> tuple[int, list[str]]:
    """Run a command under `ulimit -v`; return its status and the lines on stderr."""
    words = " ".join(map(str, command))
    limited = f"ulimit -v {int(megabytes * 1000)}; " if megabytes else ""
    ended = subprocess.run(
        ["/bin/sh", "-c", f"{limited}exec {sys.executable} -m embedstudy {words}"],
        cwd=folder, capture_output=True, text=True, check=False, timeout=300,
        env={"PATH": "/usr/bin:/bin", "EMBEDSTUDY_HOME": str(folder / "home"),
             "PYTHONPATH": ":".join(filter(None, sys.path))},
    )  # fmt: skip
    return ended.returncode, ended.stderr.splitlines()


# By command of `FLOORS`: what is called, each time with another name for what it writes.
COMMANDS = {
    "compare": "compare films.csv --vectors table.txt --out new-{n}",
    "train": "train films.csv --out model-{n}",
    "predict": "predict model films.csv",
    "test": "test model films.csv",
    "show": "show study",
    "report": "report study",
    "neighbors": "neighbors study good",
    "structure": "structure study",
    "export": "export study --format csv --out tables-{n}",
    "datasets list": "datasets list",
    "datasets info": "datasets info films.csv",
    "vectors info": "vectors info table.txt",
    "vectors convert": "vectors convert table.txt table-{n}.npy",
    "vectors neighbors": "vectors neighbors table.txt good",
    "vectors train": "vectors train --corpus films.csv --min-count 1 --out own-{n}.bin",
    "initializers": "initializers films.csv --out starts-{n}",
    "cite": "cite study",
}


def check(status: int, lines: list[str]) -> None:
    errors = [line for line in lines if line.startswith("error: ")]
    if status:
        assert status == 1, lines[-3:]
        assert len(errors) == 1, lines[-3:]
        assert "memory" in errors[0] or "address space" in errors[0], errors
    assert not any("Traceback" in line for line in lines), lines[-3:]
    # Libraries in C say so before they end the process.
    assert not any("OpenBLAS" in line or "LLVM ERROR" in line for line in lines), lines[-3:]


@pytest.mark.quick_faults
def test_a_command_without_address_space_says_so(trials, prepared):
    for command in trials.sample("ulimit", sorted(COMMANDS), 40):
        with trials.run("ulimit -v", f"{command}, 120 MB"):
            status, lines = limit(prepared, COMMANDS[command].format(n="x").split(), 120)
            assert status == 1
            check(status, lines)
            assert "needs about" in lines[-1]


def test_every_command_ends_in_one_line_with_less_address_space_than_it_takes(trials, prepared):
    numbers = trials.random("sizes")
    for trial in range(trials.scaled(100)):
        command = sorted(COMMANDS)[trial % len(COMMANDS)]
        megabytes = FLOORS[command] * numbers.uniform(0.8, 1.5)
        with trials.run("ulimit -v", f"{command}, {megabytes:.0f} MB"):
            check(*limit(prepared, COMMANDS[command].format(n=trial).split(), megabytes))


def test_a_study_that_does_not_fit_is_refused_before_it_begins(trials, prepared):
    options = ["--strategy", "random", "--dim", 1000, "--ngrams", 2]
    for buckets in (1_000, 1_000_000, 2_000_000_000):
        with trials.run("studies that do not fit", f"{buckets} buckets"):
            out = prepared / f"large-{buckets}"
            command = ["compare", "films.csv", *options, "--buckets", buckets, "--out", out]
            status, lines = limit(prepared, [*command, "--seeds", 1, "--tune", "none"], 3_000)
            check(status, lines)
            if buckets > 1_000:
                assert status == 1
                assert "this study needs about" in lines[-1]
                assert not list(out.glob("*.json"))
