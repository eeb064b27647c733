"""Bombs: each is read within its limits, or refused in one line with the limit."""

from pathlib import Path

import pytest

from tests.faults.bombs import (
    DATA_BOMBS,
    LARGE_DATA,
    MB,
    REFUSED_DATA,
    STUDY_BOMBS,
    VECTOR_BOMBS,
)
from tests.faults.measured import Ended, run_measured
from tests.faults.trials import Trials

# Bytes that a bomb unpacks to, and what the refusal of one may take.
SIZE = 150 * MB
MOST_MEMORY, MOST_SECONDS = 400 * MB, 30.0
# What is large and read may take more.
LARGE_MEMORY, LARGE_SECONDS = 1_500 * MB, 60.0
# Some of each kind, and quickly refused.
QUICK = ("far.xlsx", "nested.json", "rows.zip", "once.parquet", "overflow.npy", "rows.bin",
         "length.safetensors", "key.toml")  # fmt: skip


def check_refusal(ended: Ended, path: Path, home: Path) -> None:
    assert ended.status == 2, ended.lines[-3:]
    assert path.name in ended.error or "label" in ended.error
    assert ended.memory < MOST_MEMORY
    assert ended.seconds < MOST_SECONDS
    left = [file for file in home.rglob("*") if file.is_file() and file.stat().st_size > MB]
    assert left == []  # nothing half-written stays in the data home


def try_bombs(trials: Trials, names: tuple[str, ...], folder: Path, home: Path) -> None:
    for kinds, command in (
        (DATA_BOMBS, ["datasets", "info"]),
        (VECTOR_BOMBS, ["vectors", "info"]),
        (STUDY_BOMBS, ["compare"]),
    ):
        for name in [name for name in names if name in kinds]:
            path = folder / name
            kinds[name](path, SIZE)
            path.with_name(f"{name.split('.')[0]}.vocab.txt").write_text("word\n")
            with trials.run("bombs", name):
                check_refusal(run_measured([*command, path], folder / f"{name}.log"), path, home)
            path.unlink()


@pytest.mark.quick_faults
def test_some_bombs_are_refused(trials, tmp_path, home):
    try_bombs(trials, QUICK, tmp_path, home)


def test_bombs_are_refused(trials, tmp_path, home):
    every = [*DATA_BOMBS, *VECTOR_BOMBS, *STUDY_BOMBS]
    try_bombs(trials, tuple(trials.sample("bombs", every, len(every))), tmp_path, home)


def test_a_bomb_that_a_person_trusts_is_read(trials, tmp_path, home):
    path = tmp_path / "rows.csv.gz"
    DATA_BOMBS[path.name](path, 20 * MB)
    for allowed, status in ((10 * MB, 2), (30 * MB, 0)):
        command = ["datasets", "info", path, "--max-bytes", allowed]
        with trials.run("bombs that are trusted", allowed):
            ended = run_measured(command, tmp_path / f"{allowed}.log")
            assert ended.status == status, ended.lines[-3:]


def test_what_is_large_is_read_within_its_limits(trials, tmp_path, home):
    numbers = trials.random("large")
    for name, make in LARGE_DATA.items():
        path = tmp_path / "large.csv"
        path.write_bytes(make(numbers))
        with trials.run("large data", name):
            ended = run_measured(["datasets", "info", path], tmp_path / f"{name}.log")
            assert ended.status == 0, ended.lines[-3:]
            assert ended.memory < LARGE_MEMORY
            assert ended.seconds < LARGE_SECONDS


def test_what_is_no_data_set_is_refused_whatever_its_size(trials, tmp_path, home):
    numbers = trials.random("refused")
    for name, make in REFUSED_DATA.items():
        path = tmp_path / "odd.csv"
        path.write_bytes(make(numbers))
        with trials.run("large data", name):
            ended = run_measured(["datasets", "info", path], tmp_path / f"{name}.log")
            check_refusal(ended, path, home)
