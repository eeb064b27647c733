"""Studies on a real scheduler with real workers: the same bytes, whatever is lost on the way."""

import os
import pickle
import signal
import socket
import sys
import threading
from functools import partial

import numpy as np
import pytest

import embedstudy
from embedstudy import comparison
from embedstudy.errors import DivergedError, InputError
from embedstudy.study.execution import dask, execute
from embedstudy.study.execution.backend import ClusterError
from embedstudy.study.execution.execute import StudyInterrupted
from tests.clusters import local_cluster
from tests.studies import TIMED_FILES

distributed = pytest.importorskip("distributed", reason="Dask is not installed")

# Made-up data that nothing is to be learned from: warnings of edges and the like are expected.
pytestmark = pytest.mark.filterwarnings("ignore::embedstudy.errors.EmbedstudyWarning")
TIMINGS = {"seconds", "tokens_per_second"}
RANDOM = {"strategies": ["random"], "baselines": (), "learning_rate": 0.1, "progress": False}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A data set and vectors as files, in a working directory that is not the workers'."""
    path = tmp_path_factory.mktemp("shared")
    rng = np.random.default_rng(0)
    words = [f"{kind}{i}" for kind in ("word", "good", "bad") for i in range(20)]
    with (path / "reviews.csv").open("w") as file:
        file.write("text,label\n")
        for i in range(200):
            likely = "good" if i % 2 else "bad"
            drawn = [*rng.choice(words, 6), *(f"{likely}{k}" for k in rng.integers(0, 20, 2))]
            file.write(f"{' '.join(drawn)},{'pos' if i % 2 else 'neg'}\n")
    with (path / "vectors.txt").open("w") as file:
        for word in words[::2]:
            file.write(f"{word} {' '.join(f'{x:.4f}' for x in rng.normal(size=8))}\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EMBEDSTUDY_HOME", str(path / "home"))
        patch.chdir(path)
        patch.setattr(dask, "CONNECTING", 120)  # however busy the machine is
        patch.setattr(dask, "FIRST_WORKER", 120)
        yield path


@pytest.fixture(scope="module")
def cluster(folder):
    with local_cluster(folder / "cluster", threads=2) as running:
        yield running


@pytest.fixture(scope="module")
def compare(folder):
    return partial(embedstudy.compare, "reviews.csv", progress=False)


@pytest.fixture(scope="module")
def local(compare, folder):
    """Several of everything: vectors of two kinds, samples, a cell that diverges."""
    return compare(**ALL, out=folder / "local", jobs=2)


ALL = {
    "vectors": ["vectors.txt", "train:word2vec"],
    "train_sizes": ["20", "all"],
    "seeds": 2,
    "tune": "random:2",
    "snapshots": True,
}


def contents(study: embedstudy.Study) -> dict[str, object]:
    """Everything on disk but times."""
    files: dict[str, object] = {
        str(path.relative_to(study.path)): path.read_bytes()
        for path in sorted(study.path.rglob("*"))
        if path.is_file() and path.name not in TIMED_FILES
    }
    files["runs"] = [{k: v for k, v in vars(row).items() if k not in TIMINGS} for row in study.runs]
    files["study"] = {k: study.meta[k] for k in ("identity", "coverage", "data", "status")}
    return files


def test_workers_come_to_the_same_bytes(compare, cluster, local, folder):
    on_workers = compare(**ALL, out=folder / "there", backend="dask", scheduler=cluster.address)
    assert contents(on_workers) == contents(local)
    assert len({row.run for row in on_workers.runs}) == len(on_workers.runs) == 33
    assert any(name.startswith("snapshots") for name in contents(on_workers))


def test_a_study_goes_on_here_that_was_begun_there_and_the_reverse(
    compare, cluster, local, folder, monkeypatch
):
    dask = {"backend": "dask", "scheduler": cluster.address}
    keep = execute.publish_run
    for first, then, out in ((dask, {}, "there-here"), ({}, dask, "here-there")):
        published = []

        def stopping(*arguments, published=published):
            if len(published) == 3:
                raise KeyboardInterrupt
            published.append(keep(*arguments))
            return published[-1]

        monkeypatch.setattr(execute, "publish_run", stopping)
        with pytest.raises(StudyInterrupted, match=r"3 of 33 runs kept in .*, continue with"):
            compare(**ALL, out=folder / out, **first)
        monkeypatch.setattr(execute, "publish_run", keep)
        assert contents(compare(**ALL, out=folder / out, resume=True, **then)) == contents(local)


def test_a_worker_killed_in_mid_study_costs_nothing_but_time(compare, folder, monkeypatch):
    options = {**RANDOM, "seeds": 8, "epochs": 1000}  # long enough to be killed within a run
    local = compare(**options, out=folder / "unhurt")
    keep, lost = execute.publish_run, []
    with local_cluster(folder / "to-be-killed") as cluster:
        victim = cluster.workers["worker-1"]
        with distributed.Client(cluster.address, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=300)
            workers = client.scheduler_info()["workers"]
            (address,) = (a for a, w in workers.items() if w["name"] == "worker-1")

            def killing(*arguments):
                row = keep(*arguments)
                if not lost and (working_on := client.processing()[address]):
                    victim.kill()
                    lost.extend(working_on)
                return row

            monkeypatch.setattr(execute, "publish_run", killing)
            dask = {"backend": "dask", "scheduler": cluster.address}
            hurt = compare(**options, out=folder / "hurt", **dask)
        assert lost
        victim.join()
        assert victim.exitcode == -signal.SIGKILL
    assert contents(hurt) == contents(local)
    assert [row.seed for row in hurt.runs] == list(range(8))
    assert all(any(row.run in key for row in hurt.runs) for key in lost)


def test_a_run_that_kills_its_workers_ends_the_study(compare, folder, monkeypatch):
    # The scheduler's own setting; three more tries by default, which would take four workers.
    monkeypatch.setenv("DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES", "0")
    options = {**RANDOM, "seeds": 2, "epochs": 6000, "out": folder / "deadly-study"}
    keep = execute.publish_run
    with local_cluster(folder / "deadly", workers=1) as cluster:

        def killing(*arguments):
            row = keep(*arguments)
            cluster.workers["worker-0"].kill()  # the next run is in it
            return row

        monkeypatch.setattr(execute, "publish_run", killing)
        with pytest.raises(ClusterError, match=r"1 worker died with it.*; 1 of 2 runs kept in"):
            compare(**options, backend="dask", scheduler=cluster.address)
    monkeypatch.setattr(execute, "publish_run", keep)
    assert [row.seed for row in compare(**options, resume=True).runs] == [0, 1]


def test_without_any_worker_a_study_waits_a_while_and_ends(compare, folder, monkeypatch):
    monkeypatch.setattr(dask, "WITHOUT_WORKERS", 0.5)
    monkeypatch.setattr(dask, "LOOKING", 0.1)
    keep = execute.publish_run
    with local_cluster(folder / "deserted", workers=1) as cluster:

        def killing(*arguments):
            row = keep(*arguments)
            cluster.workers["worker-0"].kill()
            return row

        monkeypatch.setattr(execute, "publish_run", killing)
        with pytest.raises(ClusterError, match=r"no worker for 0.5 s; [1-9]\d* of 40 runs kept"):
            compare(**RANDOM, seeds=40, out=folder / "deserted-study", backend="dask",
                    scheduler=cluster.address)  # fmt: skip


def test_a_scheduler_lost_in_mid_study_is_named(compare, folder, monkeypatch, capfd):
    monkeypatch.setattr(dask, "LOOKING", 0.1)
    keep = execute.publish_run
    with local_cluster(folder / "beheaded", workers=1) as cluster:

        def killing(*arguments):
            row = keep(*arguments)
            cluster.scheduler.kill()
            return row

        monkeypatch.setattr(execute, "publish_run", killing)
        with pytest.raises(ClusterError, match=rf"{cluster.address}: connection lost.* runs kept"):
            compare(**RANDOM, seeds=40, out=folder / "beheaded-study", backend="dask",
                    scheduler=cluster.address)  # fmt: skip
    assert "distributed" not in capfd.readouterr().err


@pytest.mark.parametrize("who", ["worker-0", "scheduler"])
def test_a_stopped_process_is_named_after_a_while(compare, folder, monkeypatch, capfd, who):
    monkeypatch.setattr(dask, "LOOKING", 0.1)
    keep = execute.publish_run
    with local_cluster(folder / f"stopped-{who}", workers=1) as cluster:
        silent = cluster.workers.get(who, cluster.scheduler)

        def stopping(*arguments):
            row = keep(*arguments)
            os.kill(silent.pid, signal.SIGSTOP)
            return row

        monkeypatch.setattr(execute, "publish_run", stopping)
        whom = {
            "scheduler": "silent for 2 s",
            "worker-0": r"1 worker silent for 2 s: tcp://\S+ \(worker-0\)",
        }[who]
        with pytest.raises(ClusterError, match=rf"{cluster.address}: {whom}.* runs kept"):
            compare(**RANDOM, seeds=40, epochs=1000, out=folder / f"stopped-{who}-study",
                    backend="dask", scheduler=cluster.address, worker_timeout=2.0)  # fmt: skip
        os.kill(silent.pid, signal.SIGCONT)
    assert "distributed" not in capfd.readouterr().err


def test_workers_that_see_other_data_end_the_study(compare, cluster, folder, monkeypatch):
    (folder / "changing.csv").write_bytes((folder / "reviews.csv").read_bytes())
    execute_here = comparison.execute

    def changed(study, *arguments, **options):
        with (folder / "changing.csv").open("a") as file:
            file.write("good1 good2,pos\n" * 10)
        return execute_here(study, *arguments, **options)

    monkeypatch.setattr(comparison, "execute", changed)
    hash_here = embedstudy.load_dataset("changing.csv").sha256[:16]
    with pytest.raises(ClusterError) as caught:
        embedstudy.compare("changing.csv", **RANDOM, out=folder / "changing", backend="dask",
                           scheduler=cluster.address)  # fmt: skip
    hash_there = embedstudy.load_dataset("changing.csv").sha256[:16]
    assert hash_here != hash_there
    assert f"data set 'changing.csv' is not the study's: its hash is {hash_there} there" in str(
        caught.value
    )
    assert f"and {hash_here} here; 0 of 5 runs kept" in str(caught.value)
    assert "worker tcp://127.0.0.1:" in str(caught.value)


def test_workers_that_cannot_see_trained_vectors_end_the_study(
    compare, cluster, folder, monkeypatch
):
    make_job = comparison.make_job

    def hidden(study, *arguments):
        job = make_job(study, *arguments)
        (study.path / "vectors").rename(study.path / "elsewhere")
        return job

    monkeypatch.setattr(comparison, "make_job", hidden)
    with pytest.raises(ClusterError, match=r"no vectors 'train:word2vec' in /.*at the same path"):
        compare("train:word2vec", **RANDOM, out=folder / "hidden", backend="dask",
                scheduler=cluster.address)  # fmt: skip


@pytest.mark.parametrize("port", ["closed", "silent", "talking"])
def test_a_scheduler_that_is_not_there(compare, folder, monkeypatch, port):
    monkeypatch.setattr(dask, "CONNECTING", 0.3)
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        if port != "closed":
            bound.listen()
        if port == "talking":
            threading.Thread(target=_talk, args=(bound,), daemon=True).start()
        address = f"tcp://127.0.0.1:{bound.getsockname()[1]}"
        with pytest.raises(
            InputError, match=rf"scheduler {address}: no Dask scheduler answered within 0.3 s"
        ):
            compare(**RANDOM, out=folder / "nobody", backend="dask", scheduler=address)
    assert not (folder / "nobody").exists()


def _talk(bound: socket.socket) -> None:
    connection, _ = bound.accept()
    with connection:
        connection.sendall(b"SSH-2.0-OpenSSH_9.6\r\n")
        connection.recv(1 << 16)


def test_a_scheduler_without_workers(compare, folder, monkeypatch):
    monkeypatch.setattr(dask, "FIRST_WORKER", 2)
    with (
        local_cluster(folder / "idle", workers=0) as cluster,
        pytest.raises(InputError, match=rf"no worker within 2 s; .*dask worker {cluster.address}"),
    ):
        compare(**RANDOM, out=folder / "idle-study", backend="dask", scheduler=cluster.address)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"backend": "dask"}, "the backend dask needs a scheduler"),
        ({"scheduler": "tcp://localhost:1"}, "goes with the backend dask, not threads"),
        ({"backend": "thread"}, "no backend 'thread'; there are: threads, dask"),
        ({"backend": "dask", "scheduler": "tcp://localhost:1", "jobs": 2}, "jobs are threads of"),
        ({"backend": "dask", "scheduler": "carrier-pigeon://localhost:1"}, "scheduler 'carrier-"),
        ({"backend": "dask", "scheduler": "tcp://localhost:1", "tokenizer": str.split},
         "tokenizer 'builtins.str.split': is in memory here"),
    ],
)  # fmt: skip
def test_options_that_do_not_go_together(compare, folder, options, message):
    with pytest.raises(InputError, match=message.replace("(", r"\(")):
        compare(**RANDOM, out=folder / "refused", **options)
    assert not (folder / "refused").exists()


def test_without_dask_it_is_said_how_to_install_it(compare, folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match=r"pip install 'embedstudy\[dask\]'"):
        compare(**RANDOM, out=folder / "refused", backend="dask", scheduler="tcp://localhost:1")


def test_what_is_in_memory_here_cannot_travel(corpus, vectors, compare, folder):
    dask = {"backend": "dask", "scheduler": "tcp://localhost:1", "out": folder / "refused"}
    with pytest.raises(InputError, match="data set 'made-up': is in memory here"):
        embedstudy.compare(corpus, **RANDOM, **dask)
    with pytest.raises(InputError, match="vectors 'made-up-8d': is in memory here"):
        compare(vectors, **RANDOM, **dask)


def test_a_run_that_diverged_comes_back_as_a_value():
    error = pickle.loads(pickle.dumps(DivergedError(3.0, 2, 17)))
    assert (str(error), error.step) == (str(DivergedError(3.0, 2, 17)), 17)
