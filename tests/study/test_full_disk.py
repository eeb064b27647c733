"""A disk that fills up in mid-study: it stops, says so, and goes on when there is room."""

import errno
import os
import re
import sys

import pytest

from embedstudy.errors import StudyStoppedError
from embedstudy.notebook import Study
from embedstudy.storage import FullDiskError
from tests.cli.runner import call, process
from tests.made_up_files import same, texts, write_csv
from tests.studies import compare

QUICK = {
    "strategies": ["random", "zeros"], "seeds": 2, "epochs": 1, "learning_rate": 0.3,
    "train_sizes": [40, "all"], "progress": False,
}  # fmt: skip


@pytest.fixture(scope="module")
def whole(corpus, tmp_path_factory):
    return compare(corpus, out=tmp_path_factory.mktemp("full") / "s", **QUICK)


@pytest.mark.parametrize(
    ("flushed", "code"),
    [(2, errno.ENOSPC), (9, errno.EDQUOT), (25, errno.ENOSPC), (60, errno.ENOSPC)],
)
def test_it_stops_and_is_resumed_to_the_same_bytes(
    corpus, whole, tmp_path, monkeypatch, flushed, code
):
    real, calls = os.fsync, []

    def fsync(descriptor):
        calls.append(descriptor)
        if len(calls) > flushed:
            raise OSError(code, os.strerror(code))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    out = tmp_path / "s"
    with pytest.raises(StudyStoppedError) as raised:
        compare(corpus, out=out, **QUICK)
    monkeypatch.undo()
    saved_runs = len(Study(out).runs)
    place = re.escape(str(out))
    line = rf"{place}/\S+: no space left \(.* MB free\); {saved_runs} of 8 runs kept in {place}, "
    assert re.fullmatch(line + 'make room and continue with if_exists="resume"', str(raised.value))
    assert raised.value.exit_status == 1
    assert Study(out).meta["status"] == "running"
    assert not list(out.rglob("*.tmp"))
    assert saved_runs < 8 or flushed == 60
    same(compare(corpus, out=out, resume=True, **QUICK), whole)


def test_where_not_even_study_json_has_room_nothing_is_left(corpus, tmp_path, monkeypatch):
    def fsync(descriptor):
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(FullDiskError, match="no space left"):
        compare(corpus, out=tmp_path / "s", **QUICK)
    assert not (tmp_path / "s").exists()


def test_another_trouble_is_what_it_is(corpus, tmp_path, monkeypatch):
    real, calls = os.fsync, []

    def fsync(descriptor):
        calls.append(descriptor)
        if len(calls) > 9:
            raise OSError(errno.EIO, "broken")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(OSError, match="broken") as raised:
        compare(corpus, out=tmp_path / "s", **QUICK)
    assert raised.value.errno == errno.EIO


@pytest.mark.skipif(sys.platform == "win32", reason="has no limit on the size of files")
def test_a_limit_of_the_system_is_one_line_and_status_1(tmp_path, home):
    """The spaces of 100 dimensions are larger than a file may be; all before them is smaller."""
    import resource

    write_csv(tmp_path / "a.csv", texts(160, 1))
    arguments = [
        tmp_path / "a.csv", "--strategy", "random", "--seeds", "2", "--epochs", "1", "--lr", "0.3",
        "--train-sizes", "30,all", "--baseline", "majority", "--quiet",
    ]  # fmt: skip
    assert call("compare", *arguments, "--out", tmp_path / "whole").exit_code == 0
    running = process(
        "compare", *arguments, "--out", tmp_path / "s", "--jobs", "1",
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000)),
    )  # fmt: skip
    stdout, stderr = running.communicate(timeout=300)
    assert (running.returncode, stdout) == (1, "")
    assert stderr.count("\n") == 1
    saved_runs = len(Study(tmp_path / "s").runs)
    assert 1 <= saved_runs < 7
    assert stderr.startswith(f"error: {tmp_path}/s/spaces/")
    assert f"; {saved_runs} of 7 runs kept in {tmp_path}/s, make room and continue with" in stderr
    assert call("compare", "--out", tmp_path / "s", "--resume", "-q").exit_code == 0
    same(tmp_path / "s", tmp_path / "whole")
