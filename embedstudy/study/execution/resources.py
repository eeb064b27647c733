"""Whether a study fits into the memory and the disk that are free, and on how many threads."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from joblib import cpu_count

from embedstudy.errors import ResourcesError
from embedstudy.memory import FreeMemory, find_free_memory, format_bytes, is_checked
from embedstudy.options.running import RunningOptions
from embedstudy.progress import write_line
from embedstudy.storage import count_bytes
from embedstudy.study.data.needs import StudyNeeds
from embedstudy.wording import counted, join_names


@dataclass(frozen=True)
class ThreadCounts:
    """How many threads a study uses.

    Attributes
    ----------
    jobs : int
        Runs at once.
    measuring : int
        Spaces that are measured at once.
    reason : str
        Why they are fewer than the cores; empty if they are not.
    """

    jobs: int
    measuring: int
    reason: str = ""


def choose_threads(
    needs: StudyNeeds,
    folder: Path,
    running: RunningOptions,
    *,
    memory: FreeMemory | None = None,
    free_disk: int | None = None,
    show: bool = False,
) -> ThreadCounts:
    """Choose as many threads as fit, one a core at most, where no option says how many.

    Parameters
    ----------
    needs : StudyNeeds
    folder : Path
        The study directory. Files in it count as room: the study goes on, or replaces them.
    running : RunningOptions
    memory : FreeMemory, optional
    free_disk : int, optional
        In bytes. What is free, by default.
    show : bool
        Whether to say on stderr where the threads are fewer than the cores.

    Raises
    ------
    ResourcesError
        If the study does not fit, with what it needs, what is free and what to change.
    """
    cores, is_elsewhere = cpu_count(), running.scheduler is not None
    jobs = 0 if is_elsewhere else running.jobs or cores
    if not running.check_resources or not is_checked():
        return ThreadCounts(jobs, cores)
    memory = memory or find_free_memory()
    choices = [
        (jobs if is_elsewhere or running.jobs else min(jobs, n), n) for n in range(cores, 0, -1)
    ]
    fitting = [choice for choice in choices if needs.count_memory(*choice) <= memory.size]
    room = find_free_disk(folder) if free_disk is None else free_disk
    lacks = []
    if not fitting:
        lacks.append(f"{format_bytes(memory.size)} of memory are free ({memory.limit})")
    if needs.disk > room:
        lacks.append(f"{format_bytes(room)} of disk are free where {folder} lies")
    if lacks:
        raise ResourcesError(
            f"this study needs about {format_bytes(needs.count_memory(*choices[-1]))} more memory "
            f"and {format_bytes(needs.disk)} of disk; {' and '.join(lacks)}: "
            f"{_advise(needs, running, lacks_memory=not fitting, lacks_disk=needs.disk > room)} "
            "(--no-check-resources goes on in spite of it)"
        )
    jobs, threads = fitting[0]
    if threads == cores:
        return ThreadCounts(jobs, threads)
    reason = (
        f"works on {counted(threads, 'thread')}, not {cores}: more take over the "
        f"{format_bytes(memory.size)} of memory that are free ({memory.limit})"
    )
    if show:
        write_line(reason)
    return ThreadCounts(jobs, threads, reason)


def find_free_disk(folder: Path) -> int:
    """Return the bytes that are free where a folder lies or will lie, with those of its files."""
    place = folder.absolute()
    there = next(path for path in (place, *place.parents) if path.exists())
    return shutil.disk_usage(there).free + int(count_bytes(folder))


def _advise(
    needs: StudyNeeds, running: RunningOptions, *, lacks_memory: bool, lacks_disk: bool
) -> str:
    cures = ["--max-vocabulary N"]
    if lacks_memory and needs.reads_ngrams:
        cures.append("fewer --buckets")
    if lacks_memory and (running.jobs or 1) > 1:
        cures.append("fewer --jobs")
    if lacks_disk and needs.snapshots:
        cures.insert(0, "--no-snapshots")
    if lacks_disk:
        cures += ["fewer --seeds", "--out on another disk"]
    else:
        cures.append("shorter vectors")
    return f"use {join_names(cures, 'or')}"
