"""What is free, from the files of Linux; a copy of them stands for other machines."""

import subprocess
import sys
from types import SimpleNamespace

import psutil
import pytest

from embedstudy.memory import (
    FreeMemory,
    find_free_memory,
    format_bytes,
    is_address_space_spent,
    measure_held,
    measure_peak,
)

GB = 1_000_000_000


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """Return the folders that stand for /proc and /sys/fs/cgroup; 8 GB are free."""
    free = SimpleNamespace(available=8 * GB)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: free)
    proc, cgroups = tmp_path / "proc", tmp_path / "cgroup"
    (proc / "self").mkdir(parents=True)
    (proc / "self" / "cgroup").write_text("")
    return proc, cgroups


def write_group(folder, limit, used, cached, names):
    folder.mkdir(parents=True, exist_ok=True)
    limit_name, used_name, cached_name = names
    (folder / limit_name).write_text(f"{limit}\n")
    (folder / used_name).write_text(f"{used}\n")
    (folder / "memory.stat").write_text(f"anon 1\n{cached_name} {cached}\n")


V1 = "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"
V2 = "memory.max", "memory.current", "inactive_file"


def test_without_a_limit_it_is_what_the_machine_has(machine):
    assert find_free_memory(*machine) == FreeMemory(8 * GB, "this machine")


@pytest.mark.parametrize(
    ("line", "folder", "names"),
    [("0::/a/b", "a/b", V2), ("0::/a/b", "a", V2), ("0::/lost", "", V2),
     ("5:cpu,memory:/a", "memory/a", V1), ("5:memory:/x", "memory", V1)],
)  # fmt: skip
def test_a_container_counts_at_every_level(machine, line, folder, names):
    proc, cgroups = machine
    (proc / "self" / "cgroup").write_text(f"1:cpu:/z\n{line}\n")
    write_group(cgroups / folder, 3 * GB, 2 * GB, GB // 2, names)
    assert find_free_memory(proc, cgroups) == FreeMemory(3 * GB // 2, "this container")


@pytest.mark.parametrize(("limit", "names"), [("max", V2), ("9223372036854771712", V1)])
def test_a_group_without_a_limit_counts_for_nothing(machine, limit, names):
    proc, cgroups = machine
    (proc / "self" / "cgroup").write_text("0::/a\n3:memory:/a\n")
    write_group(cgroups / "a", limit, GB, 0, names)
    write_group(cgroups / "memory" / "a", limit, GB, 0, names)
    assert find_free_memory(proc, cgroups).limit == "this machine"


def test_a_system_without_groups_is_no_error(tmp_path):
    assert find_free_memory(tmp_path, tmp_path).limit == "this machine"


def test_what_is_held_is_at_most_the_peak():
    assert 0 < measure_held() <= measure_peak() * 1.1
    assert not is_address_space_spent()


@pytest.mark.skipif(sys.platform != "linux", reason="ulimit -v works on Linux")
def test_ulimit_counts_and_less_address_space_is_taken_under_it():
    code = (
        "import os\n"
        "from embedstudy.memory import find_free_memory, save_address_space\n"
        "save_address_space()\n"
        "free = find_free_memory()\n"
        "print(free.limit, free.size < 300_000_000, os.environ['ARROW_DEFAULT_MEMORY_POOL'])\n"
    )
    command = f'ulimit -v 300000; exec {sys.executable} -c "{code}"'
    answer = subprocess.run(
        ["/bin/sh", "-c", command], capture_output=True, text=True, check=True
    ).stdout
    assert answer.split() == ["ulimit", "-v", "True", "system"]


def test_sizes_are_written_as_people_say_them():
    assert [format_bytes(size) for size in (2e12, 1.25e9, 999e6, 5_000)] == [
        "2.0 TB", "1.2 GB", "999 MB", "5 kB"
    ]  # fmt: skip
