"""Model folders from strangers, and saves that are killed."""

import json
import os
import select
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from embedstudy import EmbeddingClassifier
from tests.faults.hostile_models import list_changes, set_value
from tests.forked import start_process

TEXTS, LABELS = ["good film fine", "bad film"] * 20, ["pos", "neg"] * 20
HOSTILE, KILLED = "hostile model folder", "kill -9 while a model is saved"
HANGS = 60.0  # seconds, however busy the machine is


class Reader:
    """A process that reads model folders; another takes its place if it dies."""

    def __init__(self, model: Path) -> None:
        self.model = model
        self.process: subprocess.Popen[str] | None = None

    def judge(self, folder: Path) -> str:
        """Return what is wrong with the answer to a folder; empty if nothing is."""
        if self.process is None:
            command = [sys.executable, "-m", "tests.faults.model_reader", str(self.model)]
            self.process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{folder}\n")
        self.process.stdin.flush()
        ready, _, _ = select.select([self.process.stdout], [], [], HANGS)
        line = self.process.stdout.readline() if ready else ""
        if line:
            return str(json.loads(line))
        status = self.process.poll()
        self.close()
        return f"crashed: {status}" if ready else "hangs"

    def close(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
            self.process = None


@pytest.fixture
def model(tmp_path: Path) -> Path:
    folder = tmp_path / "good"
    EmbeddingClassifier(dim=4, epochs=2, learning_rate=0.5).fit(TEXTS, LABELS).save(folder)
    return folder


@pytest.fixture
def reader(model: Path) -> Iterator[Reader]:
    reader = Reader(model)
    yield reader
    reader.close()


@pytest.mark.quick_faults
@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="measures memory on Linux")
def test_a_hostile_folder_is_a_prediction_or_one_line(trials, tmp_path, model, reader):
    changes = list(list_changes())
    chosen = trials.random(HOSTILE).sample(changes, min(len(changes), trials.scaled(2000)))
    folder = tmp_path / "m"
    for name, change in chosen:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(tmp_path / "outside", ignore_errors=True)
        shutil.copytree(model, folder)
        change(folder)
        with trials.run(HOSTILE, name):
            assert reader.judge(folder) == ""


def test_predict_says_it_in_one_line(trials, tmp_path, model):
    for key, value in {
        "buckets": 4294967296, "ngrams": 10**9, "encoder": ["mean"], "hidden_size": 10**9,
        "unicode_form": "\x1b[2J", "initializer": "x" * 10**6,
    }.items():  # fmt: skip
        folder = tmp_path / key
        shutil.copytree(model, folder)
        set_value("parameters", key, value=value)(folder)
        with trials.run(HOSTILE, f"predict, {key}"):
            answer = run("predict", str(folder), "--text", "good")
            assert answer.returncode in (0, 2)
            lines = answer.stderr.decode().splitlines()
            assert len(lines) == (answer.returncode == 2)
            assert all(str(folder) in line and line.isprintable() for line in lines)


def run(*arguments: str) -> "subprocess.CompletedProcess[bytes]":
    command = [sys.executable, "-m", "embedstudy", *arguments]
    return subprocess.run(command, capture_output=True, timeout=HANGS, check=False)


def save_and_die(model: str, folder: str, step: int) -> None:
    """Save a model over another; die at a call that changes what is on disk."""
    calls = iter(range(step))

    def die_at(function: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object, **options: object) -> object:
            if next(calls, None) is None:
                os._exit(137)
            return function(*arguments, **options)

        return call

    classifier = EmbeddingClassifier.load(model)
    for name in ("fsync", "replace", "unlink", "mkdir"):
        setattr(os, name, die_at(getattr(os, name)))
    classifier.save(folder)
    os._exit(0)


def test_a_kill_while_a_model_is_saved_over_another(trials, tmp_path, model):
    texts = ["a fine good film", "an awful bad film"]
    old = EmbeddingClassifier.load(model).predict_proba(texts).tobytes()
    whole = tmp_path / "whole"
    new_model = EmbeddingClassifier(dim=5, epochs=1, learning_rate=0.5, ngrams=2)
    new_model.fit(texts * 20, LABELS).save(whole)
    new = new_model.predict_proba(texts).tobytes()
    log, outcomes, status = tmp_path / "log", [], 137
    for step in range(60):
        folder = tmp_path / str(step)
        shutil.copytree(model, folder)
        process = start_process(save_and_die, str(whole), str(folder), step, log=log)
        process.join()
        status = process.exitcode
        with trials.run(KILLED, f"step {step}"):
            shares = EmbeddingClassifier.load(folder).predict_proba(texts).tobytes()
            assert shares in (old, new)
            outcomes.append(shares == new)
        if status == 0:
            break
        with trials.run(KILLED, f"step {step}, saved again"):
            new_model.save(folder)
            assert {path.name: path.read_bytes() for path in folder.iterdir()} == {
                path.name: path.read_bytes() for path in whole.iterdir()
            }
    assert outcomes == sorted(outcomes)  # once the new model is there, it stays
    assert (status, outcomes[-1]) == (0, True), log.read_text(encoding="utf-8")
