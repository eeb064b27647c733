"""Several processes, killed ones among them, and a disk that is full."""

import hashlib
import os
import random
import signal
import subprocess
import sys
import time

import pytest

from embedstudy.fetch import fetch_url
from embedstudy.fetch.addresses import locate_download

CONTENT = random.Random(5).randbytes(1_000_000)
CHUNK = 1 << 16  # bytes that are written at once
LONG = 300  # seconds; only a test that hangs waits for so long
SHA256 = hashlib.sha256(CONTENT).hexdigest()
PROGRAM = f"""
import sys
from embedstudy.fetch import fetch_url
print(fetch_url(sys.argv[1], sha256="{SHA256}"))
"""
LIMITED = """
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (65_536, 65_536))
from embedstudy.cli import main
main()
"""


def start(url, *, program=PROGRAM):
    return subprocess.Popen(
        [sys.executable, "-B", "-c", program, *([url] if isinstance(url, str) else url)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def finish(process):
    stdout, stderr = process.communicate(timeout=LONG)
    assert process.returncode == 0, stderr
    return stdout.strip()


def wait_for(condition):
    until = time.monotonic() + LONG
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.005)


def find_part(url):
    """Return the part of a file that is being downloaded, if there is one."""
    return next(locate_download(url).parent.glob(".fetch-v.gz.*.part/v.gz"), None)


def measure_part(url):
    part = find_part(url)
    return part.stat().st_size if part else 0


def test_of_many_processes_one_downloads(home, slow_server):
    url = slow_server.put("/v.gz", CONTENT)
    running = [start(url) for _ in range(4)]
    assert {finish(process) for process in running} == {str(locate_download(url))}
    assert locate_download(url).read_bytes() == CONTENT
    assert slow_server.sent == [len(CONTENT)]


def test_a_killed_process_that_held_the_lock_holds_up_nobody(home, server):
    url = server.put("/v.gz", CONTENT)
    server.hold_at = 100_000
    first = start(url)
    wait_for(lambda: find_part(url))
    second = start(url)
    wait_for(lambda: "waiting for another process" in second.stderr.readline())
    os.killpg(first.pid, signal.SIGKILL)
    first.communicate()
    server.hold_at = None
    server.go_on.set()
    finish(second)
    assert locate_download(url).read_bytes() == CONTENT


def test_killed_at_any_moment_nothing_broken_is_left(home, server):
    url = server.put("/v.gz", CONTENT)
    moments, cut = random.Random(1), 0
    path = locate_download(url)
    for _ in range(6):
        server.hold_at = moments.randrange(1, len(CONTENT))
        written = server.hold_at // CHUNK * CHUNK
        server.go_on.clear()
        process = start(url)
        wait_for(lambda size=written: find_part(url) and measure_part(url) >= size)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        server.hold_at = None
        server.go_on.set()
        part_size = measure_part(url)
        cut += process.returncode == -signal.SIGKILL and part_size > 0
        assert not path.exists() or path.read_bytes() == CONTENT
        wait_for(lambda: len(server.sent) == len(server.requests))
        server.sent.clear()
        server.requests.clear()
        assert fetch_url(url, sha256=SHA256, progress=False).read_bytes() == CONTENT
        wait_for(lambda: len(server.sent) == len(server.requests))
        assert sum(server.sent) == (len(CONTENT) - part_size if server.requests else 0)
        assert {p.name for p in path.parent.iterdir()} == {"v.gz", ".v.gz.lock"}
        path.unlink()
        server.sent.clear()
        server.requests.clear()
    assert cut >= 3


@pytest.mark.skipif(sys.platform == "win32", reason="no limits on file sizes")
def test_a_full_disk_says_what_was_needed_and_leaves_nothing(home, server):
    url = server.put("/v.gz", CONTENT)
    process = start(["vectors", "download", "-q", url], program=LIMITED)
    stdout, stderr = process.communicate(timeout=LONG)
    assert process.returncode == 1
    assert stdout == ""
    assert stderr.startswith(f"error: {locate_download(url)}: no space left (needs 1.0 MB, ")
    assert stderr.count("\n") == 1
    assert [p.name for p in locate_download(url).parent.iterdir() if p.suffix != ".lock"] == []


def test_ctrl_c_keeps_what_has_come(home, server):
    url = server.put("/v.gz", CONTENT)
    server.hold_at = 200_000
    process = start(["vectors", "download", url], program="from embedstudy.cli import main; main()")
    wait_for(lambda: measure_part(url))
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=LONG)
    assert process.returncode == 130
    line = f"stopped: by Ctrl-C, {measure_part(url):,} bytes of v.gz are kept for the next try"
    assert stderr.splitlines()[-1] == line
    assert "Traceback" not in stderr
    assert measure_part(url) > 0
    assert not locate_download(url).exists()
