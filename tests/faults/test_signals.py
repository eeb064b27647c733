"""Ctrl-C and SIGTERM: before steps of what commands write, and at any moment of any command."""

import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from embedstudy.notebook import Study
from embedstudy.storage import is_temporary
from tests.conftest import GOOD
from tests.faults.steps import record_steps, run, run_stopped
from tests.faults.trials import Trials
from tests.made_up_files import read_results, texts, write_csv, write_vectors

# The line that ends stderr, and the exit status.
ENDS = {
    signal.SIGINT: ("stopped: by Ctrl-C", 130),
    signal.SIGTERM: ("stopped: by SIGTERM", 143),
}
LONGEST = 2.0  # seconds
QUICK = ["--epochs", "2", "--lr", "0.1", "--seeds", "2", "--baseline", "none"]


@dataclass(frozen=True)
class Inputs:
    """Small files that commands read."""

    data: Path
    vectors: Path
    study: Path
    model: Path
    lines: Path


@pytest.fixture(scope="module")
def inputs(tmp_path_factory) -> Inputs:
    folder = tmp_path_factory.mktemp("inputs")
    log = folder / "log"
    data = write_csv(folder / "data.csv", texts(240, seed=1))
    vectors = write_vectors(folder / "vectors.txt")
    lines = folder / "lines.txt"
    lines.write_text("".join(f"{text}\n" for text, _ in texts(240, seed=2)), encoding="utf-8")
    options = [data, "--vectors", vectors]
    assert run("compare", *options, *QUICK, "--out", folder / "study", log=log) == 0
    assert run("train", *options, "--epochs", 2, "--out", folder / "model", log=log) == 0
    return Inputs(data, vectors, folder / "study", folder / "model", lines)


def list_commands(inputs: Inputs) -> dict[str, list[object]]:
    """Return every command on small inputs; those that write do so below ``out``."""
    study, vectors = inputs.study, inputs.vectors
    return {
        "help": ["--help"],
        "version": ["--version"],
        "compare": ["compare", inputs.data, "--vectors", vectors, *QUICK, "--out", "out/study"],
        "show": ["show", study],
        "report": ["report", "out/copy"],
        "neighbors": ["neighbors", study, GOOD[1]],
        "structure": ["structure", study],
        "export": [
            "export", study, "--format", "word2vec-binary", "--run", "finetuned",
            "--out", "out/v.bin",
        ],
        "export of tables": ["export", study, "--format", "latex", "--out", "out/tables"],
        "train": ["train", inputs.data, "--vectors", vectors, "--epochs", 2, "--out", "out/model"],
        "predict": ["predict", inputs.model, inputs.lines],
        "test": ["test", inputs.model, inputs.data],
        "initializers": [
            "initializers", inputs.data, "--initializer", "Zeros", "--epochs", 1,
            "--out", "out/starts",
        ],
        "datasets list": ["datasets", "list"],
        "datasets info": ["datasets", "info", inputs.data],
        "vectors list": ["vectors", "list"],
        "vectors info": ["vectors", "info", vectors],
        "vectors convert": ["vectors", "convert", vectors, "out/v.npy"],
        "vectors train": [
            "vectors", "train", "--corpus", inputs.lines, "--epochs", 2, "--out", "out/t.bin",
        ],
        "vectors neighbors": ["vectors", "neighbors", vectors, GOOD[1]],
        "cite": ["cite", study],
        "completion": ["completion", "bash"],
    }  # fmt: skip


COMMANDS = list(list_commands(Inputs(*[Path()] * 5)))
WRITING = [
    "vectors convert", "export", "export of tables", "report", "train", "vectors train",
    "initializers", "compare",
]  # fmt: skip
# Of them, `make test` tries some.
QUICK_ONES = ("vectors convert", "compare")


def start_folder(folder: Path, inputs: Inputs) -> Path:
    """Make the folder that a command works in."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "out").mkdir(parents=True)
    shutil.copytree(inputs.study, folder / "out" / "copy")
    return folder


def check_end(lines: Sequence[str], number: signal.Signals, status: int | None) -> None:
    """Make sure that a command ended as it should."""
    line, expected = ENDS[number]
    assert lines
    assert lines[-1].startswith(line), lines[-1]
    assert sum(text.startswith(("stopped", "error", "warning")) for text in lines) == 1, lines
    assert not any("Traceback" in text for text in lines)
    assert status == expected


def check_files(folder: Path, whole: Path) -> None:
    """Make sure that what has its final name is whole, and that nothing else is there."""
    left = [path for path in folder.rglob("*") if is_temporary(path)]
    assert left == []
    for path in (folder / "out").rglob("*"):
        name = path.relative_to(folder)
        if path.suffix in (".bin", ".npy", ".tex", ".safetensors") and name.parts[1] != "study":
            assert path.read_bytes() == (whole / name).read_bytes(), name


def check_again(command: Sequence[object], folder: Path, whole: Path) -> None:
    """Make sure that the same command, once more, does what it does where nothing stopped it."""
    study = folder / "out" / "study"
    more = {
        "compare": "--resume" if (study / "study.json").exists() else "--quiet",
        "report": "",
        "initializers": "",
    }
    flag = more.get(str(command[0]), "--force")
    log = folder / "log.again"
    assert run(*command, *filter(None, [flag]), log=log) == 0, log.read_text(encoding="utf-8")
    if command[0] == "compare":
        assert read_results(Study(study)) == read_results(Study(whole / "out/study"))
    check_files(folder, whole)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.quick_faults] * (name in QUICK_ONES))
        for name in WRITING
    ],
)
def test_a_signal_before_a_step_leaves_nothing_half(name, inputs, tmp_path, trials, monkeypatch):
    whole = start_folder(tmp_path / "whole", inputs)
    monkeypatch.chdir(whole)
    command = list_commands(inputs)[name]
    steps = record_steps(*command, watch=[whole / "out"], log=tmp_path / "log")
    numbers = trials.random(f"steps of {name}")
    for step in numbers.sample(steps, min(len(steps), trials.scaled(15))):
        number = numbers.choice(list(ENDS))
        folder = start_folder(tmp_path / "stopped", inputs)
        monkeypatch.chdir(folder)
        with trials.run(f"{number.name} before a step of a publication", f"{name}, {step}"):
            log = folder / "log"
            status = run_stopped(step, number, *command, watch=[folder / "out"], log=log)
            if status == 0:  # threads take their steps in another order, and fewer of them
                continue
            check_end(log.read_text(encoding="utf-8").splitlines(), number, status)
            check_files(folder, whole)
            check_again(command, folder, whole)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_signal_at_any_moment_is_one_line(name, inputs, tmp_path, trials, monkeypatch):
    command = list_commands(inputs)[name]
    whole = start_folder(tmp_path / "whole", inputs)
    began = time.monotonic()
    with start(command, whole) as process:
        process.communicate()
        assert process.returncode == 0
    seconds = time.monotonic() - began
    numbers = trials.random(f"moments of {name}")
    for trial in range(trials.scaled(20 if name == "compare" else 6)):
        folder = start_folder(tmp_path / "stopped", inputs)
        monkeypatch.chdir(folder)
        stop_once(name, trial, seconds, numbers, trials, folder, whole, command)


def stop_once(
    name: str,
    trial: int,
    seconds: float,
    numbers: random.Random,
    trials: Trials,
    folder: Path,
    whole: Path,
    command: Sequence[object],
) -> None:
    """Send a signal to a command at a random moment of its time."""
    number, moment = numbers.choice(list(ENDS)), numbers.uniform(0, seconds)
    with start(command, folder) as process:
        time.sleep(moment)
        if process.poll() is not None:
            return
        process.send_signal(number)
        sent = time.monotonic()
        _, stderr = process.communicate()
        took = time.monotonic() - sent
    ours = [line for line in stderr.splitlines() if "embedstudy" in line]
    if process.returncode in (-number, 1, 130) and not ours and "stopped:" not in stderr:
        return  # Python was starting: nothing of this package has run
    if process.returncode == 0 and took < LONGEST / 10:
        return  # it was at its end
    with trials.run(f"{number.name} at any moment", f"{name} {trial}, after {moment:.3f} s"):
        check_end(stderr.splitlines(), number, process.returncode)
        assert took < LONGEST
        check_files(folder, whole)
        if name == "compare" and (folder / "out" / "study").exists():
            check_again(command, folder, whole)


def start(command: Sequence[object], folder: Path) -> subprocess.Popen[str]:
    """Start a command as a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "embedstudy", *map(str, command)],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
