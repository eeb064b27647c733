"""One process makes a file, others wait; and where they cannot wait, they go on."""

import errno
import os
import signal
import subprocess
import sys
import warnings

import pytest

from embedstudy.errors import EmbedstudyWarning
from embedstudy.fetch import turn
from embedstudy.fetch.turn import take_turn

HOLD = """
import sys
from pathlib import Path
from embedstudy.fetch.turn import take_turn
with take_turn(Path(sys.argv[1]), progress=False):
    print("holding", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, tmp_path / "v.gz"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout.readline() == "holding\n"
        yield process
        process.kill()


def test_a_turn_is_taken_where_nobody_has_it(tmp_path):
    with warnings.catch_warnings(action="error"):
        for _ in range(2):
            with take_turn(tmp_path / "v.gz", progress=False) as alone:
                assert alone
    assert [path.name for path in tmp_path.iterdir()] == [".v.gz.lock"]


def test_a_killed_process_gives_its_turn_up(tmp_path, holder):
    holder.kill()
    with take_turn(tmp_path / "v.gz", progress=False) as alone:
        assert alone


def test_a_stopped_process_is_waited_for_no_longer_than_it_shows_life(
    tmp_path, holder, monkeypatch
):
    monkeypatch.setattr(turn, "PATIENCE_SECONDS", 0.2)
    os.kill(holder.pid, signal.SIGSTOP)
    with (
        pytest.warns(EmbedstudyWarning, match="has shown no life for"),
        take_turn(tmp_path / "v.gz", progress=False) as alone,
    ):
        assert not alone


def test_whoever_has_the_turn_shows_life(tmp_path, monkeypatch):
    monkeypatch.setattr(turn, "BEAT_SECONDS", 0.01)
    lock = tmp_path / ".v.gz.lock"
    with take_turn(tmp_path / "v.gz", progress=False):
        os.utime(lock, (0, 0))
        while lock.stat().st_mtime == 0:  # until the next beat
            pass


@pytest.mark.parametrize("number", [errno.EACCES, errno.ENOLCK, errno.ENOSYS, errno.EINVAL])
def test_without_locks_nobody_waits(tmp_path, monkeypatch, number):
    def refuse(*_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("fcntl.flock", refuse)
    with (
        pytest.warns(EmbedstudyWarning, match="its file system has no locks"),
        take_turn(tmp_path / "v.gz", progress=False) as alone,
    ):
        assert not alone


def test_a_lock_that_was_removed_is_made_again(tmp_path):
    with take_turn(tmp_path / "v.gz", progress=False):
        (tmp_path / ".v.gz.lock").unlink()
        with take_turn(tmp_path / "v.gz", progress=False) as alone:
            assert alone
