"""A Dask cluster that is stopped, killed or cut off in mid-study."""

import os
import signal
from pathlib import Path

import pytest

from embedstudy.cli import main
from tests.clusters import local_cluster
from tests.forked import start_process

pytest.importorskip("distributed", reason="Dask is not installed")

CLASS = "a cluster that is silent or lost"
# What is done to whom, and the line that says so.
FAULTS = {
    "a worker is stopped": ("worker-0", signal.SIGSTOP, "1 worker silent for 10 s: tcp://"),
    "the scheduler is stopped": ("scheduler", signal.SIGSTOP, "silent for 10 s (stopped"),
    "the scheduler is killed": ("scheduler", signal.SIGKILL, "connection lost"),
    "the scheduler is ended": ("scheduler", signal.SIGTERM, "connection lost"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_study_says_who_is_silent_and_what_was_kept(trials, tmp_path, fault):
    who, number, line = FAULTS[fault]
    rows = "".join(
        f"a b c {'good' if i % 2 else 'bad'} {i % 7},{'pos' if i % 2 else 'neg'}\n"
        for i in range(200)
    )
    (tmp_path / "reviews.csv").write_text(f"text,label\n{rows}")
    for trial in range(trials.scaled(2)):
        log, out = tmp_path / f"log{trial}", tmp_path / f"study{trial}"
        with (
            trials.run(CLASS, f"{fault}, {trial}"),
            local_cluster(tmp_path / f"cluster{trial}", workers=2) as cluster,
        ):
            command = [
                "compare", str(tmp_path / "reviews.csv"), "--strategy", "random", "--lr", "0.1",
                "--seeds", "60", "--epochs", "2000", "--baseline", "none", "--backend", "dask",
                "--scheduler", cluster.address, "--worker-timeout", "10", "--out", str(out),
            ]  # fmt: skip
            process = start_process(main, command, log=log)
            wait_for(out, process, log)
            victim = cluster.workers.get(who, cluster.scheduler)
            os.kill(victim.pid, number)
            process.join(120)
            assert process.exitcode == 1, log.read_text(encoding="utf-8")
            *_, last = log.read_text(encoding="utf-8").splitlines()
            assert last.startswith(f"error: scheduler {cluster.address}: ")
            assert line in last
            assert "of 60 runs kept in" in last
            assert "Traceback" not in log.read_text(encoding="utf-8")
            assert "distributed" not in log.read_text(encoding="utf-8")


def wait_for(out: Path, process, log: Path) -> None:
    """Wait until a study has a run."""
    while not any(out.glob("predictions/*")):
        process.join(0.1)
        assert process.exitcode is None, log.read_text(encoding="utf-8")
