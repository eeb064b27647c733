"""Tables that gain a row at a time: on disk at once, whole in the end, read whole in between."""

import errno
import os
import signal
import subprocess
import sys
from dataclasses import replace
from operator import attrgetter
from pathlib import Path

import pytest

from embedstudy.results.create import begin
from embedstudy.results.directory import StudyDirectory
from embedstudy.results.growing_table import GrowingTable, write_at_end
from embedstudy.results.rows import RunRow
from embedstudy.storage import FullDiskError, append

ROW = RunRow(
    run="", dataset='a "b"\n', vectors="", strategy="random", encoder="mean", train_size=9,
    fold=None, seed=0, lr=0.1, epochs=2, dropout=None, c=None, dev_accuracy=1 / 3,
    test_accuracy=2 / 3, test_macro_f1=0.5, train_loss=None, seconds=1e-7,
    tokens_per_second=12345678.9, status="ok", note="Ünïcode, with a comma",
)  # fmt: skip
NAMES = [f"run-{i:03}" for i in range(300)]
ROWS = [replace(ROW, run=name, seed=i) for i, name in enumerate(NAMES)]
ADDED = "runs.new.jsonl"


@pytest.fixture
def study(tmp_path) -> StudyDirectory:
    return begin(tmp_path / "study", {"identity": {}})


def growing(study: StudyDirectory) -> GrowingTable[RunRow]:
    return GrowingTable(study, RunRow, study.runs, attrgetter("run"), NAMES)


def test_every_row_can_be_read_at_once_and_few_write_the_table_whole(study, monkeypatch):
    written = []
    write_rows = StudyDirectory.write_rows

    def counted(self, kind, rows):
        written.append(len(rows))
        write_rows(self, kind, rows)

    monkeypatch.setattr(StudyDirectory, "write_rows", counted)
    with write_at_end(growing(study)) as table:
        for i, row in enumerate(reversed(ROWS), start=1):
            table.add(row)
            assert len(StudyDirectory(study.path).runs) == i
    assert written[:20] == list(range(1, 21))  # a small table is always whole
    assert written[-1] == 300
    assert sum(written) < 20 * 300 + 20 * 21
    assert not (study.path / ADDED).exists()


def test_the_table_in_the_end_is_as_if_it_were_written_at_once(study):
    with write_at_end(growing(study)) as table:
        for row in reversed(ROWS):
            table.add(row)
    grown = (study.path / "runs.csv").read_bytes()
    study.write_rows(RunRow, ROWS)
    assert (study.path / "runs.csv").read_bytes() == grown


def test_an_interrupted_table_is_whole(study):
    def interrupted() -> None:
        with write_at_end(growing(study)) as table:
            for row in ROWS[:50]:
                table.add(row)
            assert (study.path / ADDED).exists()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert not (study.path / ADDED).exists()
    assert (study.path / "runs.csv").read_bytes().count(b"run-0") == 50


def test_a_killed_process_leaves_every_row_and_at_most_a_torn_line(study):
    program = f"""
import os, signal
from tests.results.test_growing_table import ROWS, growing
from embedstudy.results.directory import StudyDirectory
table = growing(StudyDirectory({str(study.path)!r}))
for row in ROWS[:50]:
    table.add(row)
os.kill(os.getpid(), signal.SIGKILL)
"""
    root = Path(__file__).parents[2]
    process = subprocess.run([sys.executable, "-c", program], cwd=root, check=False)
    assert process.returncode == -signal.SIGKILL
    with (study.path / ADDED).open("ab") as file:
        file.write(b'{"run": "run-0')  # as if killed within a line
    runs = study.runs
    assert [row.run for row in runs] == NAMES[:50]
    table = growing(study)  # resumed
    table.add(ROWS[50])
    with write_at_end(table):
        table.add(ROWS[51])
    assert study.runs == [*runs, *map(as_on_disk(study), ROWS[50:52])]


def as_on_disk(study: StudyDirectory):
    """Rows with the digits that a table keeps."""
    known = {row.run: row for row in study.runs}
    return lambda row: known[row.run]


def test_killed_between_the_table_and_the_removal_of_what_was_added(study):
    with write_at_end(growing(study)) as table:
        for row in ROWS[:50]:
            table.add(row)
        table.add(ROWS[50])
        added = (study.path / ADDED).read_bytes()
    (study.path / ADDED).write_bytes(added)
    assert [row.run for row in study.runs] == NAMES[:51]


def test_a_full_disk_leaves_no_torn_line(tmp_path, monkeypatch):
    path = tmp_path / "lines"
    append(path, b"one\n")

    def full(_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(FullDiskError, match="no space left"):
            append(path, b"two\n")
    assert path.read_bytes() == b"one\n"
    append(path, b"three\n")
    assert path.read_bytes() == b"one\nthree\n"
