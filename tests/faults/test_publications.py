"""``kill -9`` right before every step of a command that publishes files."""

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.runner import call
from tests.faults.steps import record_steps, run, run_killed
from tests.made_up_files import texts, write_csv, write_vectors


@dataclass(frozen=True)
class Job:
    """A command that makes `out`, and how a user reads that again."""

    name: str
    arguments: Callable[[Path, Path], list[object]]
    read: Callable[[Path], list[object]]


def train(given: Path, out: Path) -> list[object]:
    quick = ["--dim", "4", "--epochs", "2", "--lr", "0.5", "-q"]
    return ["train", given / "reviews.csv", "--out", out, *quick, "--force"]


def convert(given: Path, out: Path) -> list[object]:
    return ["vectors", "convert", given / "glove.txt", out, "--force"]


def train_vectors(given: Path, out: Path) -> list[object]:
    quick = ["--dim", "4", "--epochs", "1", "--min-count", "1", "-q"]
    return ["vectors", "train", "--corpus", given / "reviews.csv", "--out", out, *quick, "--force"]


def predict(out: Path) -> list[object]:
    return ["predict", out, "--text", "good1 word3 bad4", "--json"]


def neighbors(out: Path) -> list[object]:
    return ["vectors", "neighbors", out, "good1", "bad2", "--json"]


JOBS = {
    "m": Job("train --force", train, predict),
    "v.npy": Job("vectors convert to .npy", convert, neighbors),
    "v.safetensors": Job("vectors convert to .safetensors", convert, neighbors),
    "v.bin": Job("vectors convert to .bin", convert, neighbors),
    "t.txt": Job("vectors train", train_vectors, neighbors),
}


@pytest.fixture
def given(tmp_path: Path) -> Path:
    folder = tmp_path / "given"
    folder.mkdir()
    write_csv(folder / "reviews.csv", texts(120, 1))
    write_vectors(folder / "glove.txt")
    return folder


def write_other_content(given: Path) -> None:
    """Give the same names other content, so that a mixture of old and new shows."""
    write_csv(given / "reviews.csv", texts(120, 2))
    write_vectors(given / "glove.txt", seed=9)


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize("file", JOBS)
def test_what_a_command_replaces_is_the_old_or_the_new_and_never_a_mixture(
    file, given, home, tmp_path, trials
):
    job, log = JOBS[file], tmp_path / "log"
    fault_class = f"kill -9 at a step: {job.name}"
    place, old = tmp_path / "place", tmp_path / "old"
    arguments = job.arguments(given, place / file)

    def restore(folder: Path) -> None:
        shutil.rmtree(place)
        shutil.copytree(folder, place)

    def look() -> str | None:
        """Return what a user reads, or nothing where they are told of an error in one line."""
        answer = call(*job.read(place / file))
        if answer.exit_code == 2 and answer.stderr.count("\n") == 1:
            return None
        return f"{answer.exit_code} {answer.stdout}"

    place.mkdir()
    assert run(*arguments, log=log) == 0, log.read_text()
    place.rename(old)
    write_other_content(given)
    place.mkdir()
    assert run(*arguments, log=log) == 0, log.read_text()
    new_answer, new_digests = look(), digests(place)
    restore(old)
    old_answer = look()
    assert old_answer != new_answer
    steps = record_steps(*arguments, watch=[place], log=log)
    assert digests(place) == new_digests
    for step in trials.sample(fault_class, steps, 60):
        with trials.run(fault_class, step):
            restore(old)
            assert run_killed(step, *arguments, watch=[place], log=log)
            mixture = look() not in (None, old_answer, new_answer)
            assert not mixture
            assert run(*arguments, log=log) == 0
            differing = dict(digests(place).items() ^ new_digests.items())
            assert not differing
