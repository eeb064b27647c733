"""Large arrays in files without a name."""

import errno
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest

from embedstudy.errors import EmbedstudyWarning
from embedstudy.storage import is_large, join_on_disk, scratch

ROWS = np.arange(12, dtype=np.float32).reshape(6, 2)
MAPPED = """
import os, signal, numpy as np
from embedstudy.storage import join_on_disk
[rows] = join_on_disk(lambda: ((np.ones(1000, np.int32),) for _ in range(1000)))
print(rows.sum(), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("EMBEDSTUDY_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def read_blocks():
    yield ROWS[:2], np.array([1, 2])
    yield ROWS[2:2], np.array([], int)
    yield np.asfortranarray(ROWS[2:]), np.array([3])


def test_rows_stand_end_to_end_and_cannot_be_changed(home):
    rows, numbers = join_on_disk(read_blocks)
    assert rows.tolist() == ROWS.tolist()
    assert numbers.tolist() == [1, 2, 3]
    assert (rows.dtype, numbers.dtype) == (np.float32, int)
    assert not rows.flags.writeable
    assert list((home / "encoded").iterdir()) == []


def test_arrays_without_rows_have_their_width():
    [rows] = join_on_disk(lambda: iter([(ROWS[:0],)]))
    assert (rows.shape, rows.dtype) == ((0, 2), np.float32)


def test_small_arrays_are_not_large(monkeypatch):
    assert not is_large(scratch.LARGE - 1)
    assert is_large(scratch.LARGE)


@pytest.mark.parametrize("fault", [errno.ENOSPC, errno.EROFS])
def test_a_home_that_is_full_or_read_only_means_memory(home, monkeypatch, fault):
    class Full:
        def __init__(self, **_):
            pass

        def write(self, content):
            raise OSError(fault, "no")

        def close(self):
            pass

    monkeypatch.setattr(scratch, "TemporaryFile", Full)
    with pytest.warns(EmbedstudyWarning, match="held in memory instead") as warned:
        rows, numbers = join_on_disk(read_blocks)
    assert str(home / "encoded") in str(warned[0].message)
    assert ("MB free" in str(warned[0].message)) == (fault == errno.ENOSPC)
    assert rows.tolist() == ROWS.tolist()
    assert numbers.tolist() == [1, 2, 3]


def test_a_home_that_is_a_file_means_memory(home):
    home.write_text("")
    with pytest.warns(EmbedstudyWarning, match="held in memory instead"):
        assert join_on_disk(read_blocks)[0].tolist() == ROWS.tolist()
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # once is enough
        assert join_on_disk(read_blocks)[0].tolist() == ROWS.tolist()


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
def test_a_killed_process_leaves_nothing(home):
    command = [sys.executable, "-c", MAPPED]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path.cwd())
    assert (ended.stdout, ended.returncode) == ("1000000\n", -9)
    assert list((home / "encoded").iterdir()) == []
