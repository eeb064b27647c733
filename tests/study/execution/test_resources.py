import re
from dataclasses import replace

import pytest
from joblib import cpu_count

from embedstudy.errors import ResourcesError
from embedstudy.memory import FreeMemory
from embedstudy.options.running import RunningOptions
from embedstudy.study.data.needs import RunNeeds, StudyNeeds
from embedstudy.study.execution import resources
from embedstudy.study.execution.resources import choose_threads, find_free_disk

MB, GB = 1_000_000, 1_000_000_000
# A table of 100 MB: 3.5 copies of it with one job, and 1.5 for each further one.
NEEDS = StudyNeeds((RunNeeds(100 * MB, 0, MB),), 100 * MB, 10 * MB, 6, 12 * MB, 0, 240 * MB)


def choose(folder, memory, free_disk=GB, *, show=False, **options):
    return choose_threads(
        NEEDS, folder, RunningOptions(**options),
        memory=FreeMemory(memory, "this container"), free_disk=free_disk, show=show,
    )  # fmt: skip


def test_what_fits_takes_a_thread_a_core_and_says_nothing(tmp_path, capsys):
    threads = choose(tmp_path, 1000 * GB, show=True)
    assert (threads.jobs, threads.measuring, threads.reason) == (cpu_count(), cpu_count(), "")
    assert capsys.readouterr().err == ""


def test_fewer_threads_are_taken_where_more_do_not_fit_and_it_is_told(
    tmp_path, capsys, monkeypatch
):
    monkeypatch.setattr(resources, "cpu_count", lambda: 4)
    threads = choose(tmp_path, NEEDS.count_memory(2, 2), show=True)
    assert (threads.jobs, threads.measuring) == (2, 2)
    assert capsys.readouterr().err.startswith("works on 2 threads, not 4: more take over the ")
    assert choose(tmp_path, NEEDS.count_memory(3, 2), jobs=3).jobs == 3


def test_what_does_not_fit_is_refused_with_numbers_and_cures(tmp_path):
    with pytest.raises(ResourcesError) as caught:
        choose(tmp_path, 500 * MB, jobs=2)
    assert re.fullmatch(
        r"this study needs about [67]\d\d MB more memory and 240 MB of disk; 500 MB of memory are "
        r"free \(this container\): use --max-vocabulary N, fewer --jobs or shorter vectors "
        r"\(--no-check-resources goes on in spite of it\)",
        str(caught.value),
    )
    assert caught.value.exit_status == 1
    assert choose(tmp_path, 500 * MB, jobs=2, check_resources=False).jobs == 2


def test_a_disk_without_room_is_a_reason_too(tmp_path):
    with pytest.raises(ResourcesError, match=r"100 MB of disk are free where .*--out on another"):
        choose(tmp_path, 1000 * GB, 100 * MB)
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "a").write_bytes(bytes(5 * MB))
    free = find_free_disk(tmp_path / "s"), find_free_disk(tmp_path / "new" / "s")
    assert free[0] >= 5 * MB
    assert free[1] > 0


def test_snapshots_that_the_disk_has_no_room_for_can_be_left_out(tmp_path):
    needs = replace(NEEDS, snapshots=200 * MB)
    running, memory = RunningOptions(), FreeMemory(1000 * GB, "this container")
    with pytest.raises(ResourcesError, match=r"use --no-snapshots, --max-vocabulary N, fewer"):
        choose_threads(needs, tmp_path, running, memory=memory, free_disk=100 * MB)
    with pytest.raises(ResourcesError) as caught:
        choose(tmp_path, 1000 * GB, 100 * MB)
    assert "--no-snapshots" not in str(caught.value)


def test_runs_elsewhere_take_no_memory_here(tmp_path):
    threads = choose(tmp_path, NEEDS.count_memory(0, 1), backend="dask", scheduler="tcp://a:1")
    assert (threads.jobs, threads.measuring) == (0, 1)
