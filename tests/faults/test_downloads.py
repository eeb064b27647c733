"""Servers that lie, processes that are killed, and file systems without locks."""

import errno
import gzip
import hashlib
import io
import os
import random
import time
import warnings
import zipfile
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from pathlib import Path

import numpy as np
import pytest

from embedstudy.cli import main
from embedstudy.errors import EmbedstudyError, EmbedstudyWarning
from embedstudy.fetch import fetch_url, transfer
from embedstudy.fetch.addresses import locate_download
from embedstudy.storage import make_npy_header
from embedstudy.storage.leftovers import PART
from embedstudy.vectors.sources import locate
from tests.faults.trials import Trials
from tests.fetch.server import Answer, Server
from tests.forked import start_process

LIES, KILLS = "a server that lies within the rules", "kill -9 while fetching"
EIGHT, SWEPT = "eight processes fetch one file without locks", "left behind by kill -9"
NUMBERS = np.random.default_rng(3).normal(size=(2000, 8)).astype("<f4")
ROWS = [f"word{i} " + " ".join(f"{x:.5f}" for x in row) for i, row in enumerate(NUMBERS)]
TEXT = ("\n".join(ROWS) + "\n").encode()
BINARY = b"2000 8\n" + b"".join(
    f"word{i} ".encode() + row.tobytes() + b"\n" for i, row in enumerate(NUMBERS)
)


def pack_zip(content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("v.txt", content)
    return packed.getvalue()


FILES = {
    "v.txt": TEXT,
    "v.vec": b"2000 8\n" + TEXT,
    "v.bin": BINARY,
    "v.txt.gz": gzip.compress(TEXT),
    "v.zip": pack_zip(TEXT),
    "v.npy": make_npy_header("<f4", NUMBERS.shape) + NUMBERS.tobytes(),
}
SHA256 = hashlib.sha256(BINARY).hexdigest()
PAGES = [b"<!DOCTYPE html><p>404", b'{"error": "not found"}', b"<?xml version='1.0'?><Error/>", b""]


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setattr(transfer, "BACK_OFF", (0.0, 0.0))
    monkeypatch.setattr(transfer, "OVERLAP", 1 << 12)
    monkeypatch.setattr(transfer, "MAX_BYTES", 2_000_000)
    server = Server()
    yield server
    server.close()


def make_lies(numbers: random.Random, length: int) -> list[Answer]:
    """Return some answers, of which the last is given again and again."""
    some = numbers.randrange(1, length)
    lies: list[Callable[[], Answer]] = [
        lambda: Answer(says=-some),
        lambda: Answer(says=some),
        lambda: Answer(cut_at=numbers.random()),
        lambda: Answer(cut_at=numbers.random(), chunked=True),
        lambda: Answer(cut_at=numbers.random(), validators=False),
        lambda: Answer(cut_at=numbers.random(), ranges=False),
        lambda: Answer(shift=numbers.choice([-some, some, -1, 1])),
        lambda: Answer(shift=-some % 4096, claims_range=True),
        lambda: Answer(says=-1 - some % 4096, claims_range=True),
        lambda: Answer(endless=True),
        lambda: Answer(body=numbers.choice(PAGES)),
        lambda: Answer(status=numbers.choice([204, 206, 302, 404, 416, 429, 500])),
    ]
    return [numbers.choice(lies)() for _ in range(numbers.randrange(1, 4))]


@pytest.mark.quick_faults
def test_no_lie_is_kept(home: Path, server: Server, trials: Trials) -> None:
    numbers = trials.random(LIES)
    for trial in range(trials.scaled(600, at_least=20)):
        name = numbers.choice(list(FILES))
        content, lies = FILES[name], make_lies(numbers, len(FILES[name]))
        url = server.put(f"/{trial}/{name}", content, *lies)
        path = locate_download(url)
        with trials.run(LIES, f"{trial}: {name}: {lies}"):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", EmbedstudyWarning)
                message = ""
                try:
                    assert locate(url, progress=False).path.read_bytes() == content
                except EmbedstudyError as error:
                    message = str(error)
            if message:
                assert "\n" not in message
                assert not path.exists()
                assert not path.with_name(f"{path.name}.sha256").exists()
            whole = {path.name, f"{path.name}.sha256", f".{path.name}.lock"}
            files = [p for p in path.parent.rglob("*") if p.is_file() and p.name != ".origin.json"]
            for file in files:  # what is there, or the part of a later try
                part = file.parent.name.endswith(PART) and path.name == file.name
                assert file.name in whole
                assert not part or file.stat().st_size <= 2 * len(content) + 65_536


def fetch_in_child(url: str, refuse: int) -> None:
    """Fetch a file in a process whose file system refuses locks with an error, or with none."""
    if refuse:
        import fcntl

        def flock(*_: object) -> None:
            raise OSError(refuse, os.strerror(refuse))

        fcntl.flock = flock
    warnings.simplefilter("ignore")
    fetch_url(url, sha256=SHA256, progress=False)


def start_fetch(url: str, log: Path, refuse: int = 0) -> BaseProcess:
    return start_process(fetch_in_child, url, refuse, log=log)


def test_without_locks_all_of_eight_have_the_file(
    home: Path, server: Server, tmp_path: Path, trials: Trials
) -> None:
    numbers = trials.random(EIGHT)
    for trial in range(trials.scaled(20, at_least=3)):
        refuse = [0, errno.EACCES, errno.ENOLCK, errno.ENOSYS][trial % 4]
        server.pause = numbers.choice([0.0, 0.002])
        url = server.put(f"/{trial}/v.bin", BINARY, *[Answer(cut_at=0.5)] * numbers.randrange(3))
        server.answers[f"/{trial}/v.bin"].append(Answer())
        with trials.run(EIGHT, f"{trial}: errno {refuse}"):
            logs = [tmp_path / f"{trial}-{number}.log" for number in range(8)]
            running = [start_fetch(url, log, refuse) for log in logs]
            for process, log in zip(running, logs, strict=True):
                process.join()
                assert process.exitcode == 0, log.read_text(encoding="utf-8")
            path = locate_download(url)
            assert path.read_bytes() == BINARY
            assert {p.name for p in path.parent.iterdir()} <= {path.name, f".{path.name}.lock"}


@pytest.mark.quick_faults
def test_killed_at_any_moment(home: Path, server: Server, tmp_path: Path, trials: Trials) -> None:
    numbers, log = trials.random(KILLS), tmp_path / "log"
    server.pause = 0.002
    for trial in range(trials.scaled(60, at_least=4)):
        url = server.put(f"/{trial}/v.bin", BINARY)
        path = locate_download(url)
        with trials.run(KILLS, trial):
            process = start_fetch(url, log)
            time.sleep(numbers.uniform(0, 0.05))
            process.kill()
            process.join()
            assert not path.exists() or path.read_bytes() == BINARY
            assert fetch_url(url, sha256=SHA256, progress=False).read_bytes() == BINARY
            assert {p.name for p in path.parent.iterdir()} <= {path.name, f".{path.name}.lock"}


def run_in_child(arguments: list[str]) -> None:
    os.setsid()
    main(arguments)


def test_the_next_command_of_any_kind_sweeps(home: Path, tmp_path: Path, trials: Trials) -> None:
    numbers, log = trials.random(SWEPT), tmp_path / "log"
    rows = [f"text number {i},{'ab'[i % 2]}" for i in range(20_000)]
    (tmp_path / "many.csv").write_text("\n".join(["text,label", *rows]), encoding="utf-8")
    for trial in range(trials.scaled(40, at_least=3)):
        with trials.run(SWEPT, trial):
            command = ["datasets", "info", str(tmp_path / "many.csv")]
            process = start_process(run_in_child, command, log=log)
            time.sleep(numbers.uniform(0, 0.6))
            process.kill()
            process.join()
            again = start_process(run_in_child, ["vectors", "list"], log=log)
            again.join()
            assert again.exitcode == 0
            assert list(home.rglob("*.tmp")) == []
            assert list(home.rglob(".fetch-*")) == []
