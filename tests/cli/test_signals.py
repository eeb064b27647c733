"""Ctrl-C and SIGTERM, each sent by a process to itself at a known moment."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import embedstudy

BEGINNING = """
import os, signal, sys, time
from embedstudy.cli import signals
from embedstudy.cli.signals import StopSignals
stop_signals = StopSignals()
def send(number): os.kill(os.getpid(), number)
"""
STATUS = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}
LINE = {
    signal.SIGINT: "stopped: by Ctrl-C\n",
    signal.SIGTERM: "stopped: by SIGTERM\n",
    signal.SIGHUP: "stopped: by SIGHUP\n",
}
pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows has one such signal")


def reset() -> None:
    """Forget that the parent of the tests ignores signals, as `nohup` does."""
    for number in STATUS:
        signal.signal(number, signal.SIG_DFL)


def run(program: str, **options: object) -> tuple[int, str]:
    """Run a program; return its status and what it wrote on stderr."""
    options = {"preexec_fn": reset, **options}
    finished = subprocess.run(
        [sys.executable, "-c", BEGINNING + program],
        stderr=subprocess.PIPE, text=True, timeout=60, check=False, **options,
    )  # fmt: skip
    return finished.returncode, finished.stderr


@pytest.mark.parametrize("number", STATUS)
def test_before_any_work_a_signal_ends_the_process_at_once(number):
    program = f"stop_signals.install(); send({number}); time.sleep(60)"
    assert run(program) == (STATUS[number], LINE[number])


@pytest.mark.parametrize("number", STATUS)
def test_within_work_it_is_an_interrupt_after_which_things_are_put_in_order(number, tmp_path):
    program = f"""
stop_signals.install()
stop_signals.start_work()
try:
    send({number})
    time.sleep(60)
except KeyboardInterrupt:
    open({str(tmp_path / "in order")!r}, "w").close()
    stop_signals.end_stopped("3 of 7 runs kept in s, continue with --resume")
"""
    line = LINE[number].rstrip() + ", 3 of 7 runs kept in s, continue with --resume\n"
    assert run(program) == (STATUS[number], line)
    assert (tmp_path / "in order").exists()


def test_a_signal_that_is_lost_ends_the_process_all_the_same(tmp_path):
    program = f"""
from pathlib import Path
from embedstudy.interrupts import describe_if_stopped
from embedstudy.storage import publish
stop_signals.install()
stop_signals.start_work()
try:
    send(signal.SIGTERM)
    time.sleep(60)
except KeyboardInterrupt:
    pass
with describe_if_stopped(lambda: "1 of 2 runs kept"), publish(Path({str(tmp_path / "a")!r})):
    time.sleep(60)
"""
    assert run(program) == (143, "stopped: by SIGTERM, 1 of 2 runs kept\n")
    assert list(tmp_path.iterdir()) == []


def test_programs_and_temporary_folders_end_with_the_process(tmp_path):
    program = f"""
from pathlib import Path
from embedstudy.isolation import run_isolated
from embedstudy.storage import temporary_folder
stop_signals.install()
stop_signals.start_work()
write = "import os, time; open({str(tmp_path / "child")!r}, 'w').write(str(os.getpid())); "
with temporary_folder(Path({str(tmp_path / "home" / "a")!r})) as folder:
    try:
        send(signal.SIGTERM)
    except KeyboardInterrupt:
        signal.setitimer(signal.ITIMER_REAL, 0.5)
        signal.signal(signal.SIGALRM, lambda *_: send(signal.SIGTERM))
        run_isolated([sys.executable, "-c", write + "time.sleep(300)"], folder, {{}})
"""
    (tmp_path / "home").mkdir()
    assert run(program) == (143, LINE[signal.SIGTERM])
    assert list((tmp_path / "home").iterdir()) == []
    child = int((tmp_path / "child").read_text())
    with contextlib.suppress(ProcessLookupError):  # nobody waits for it where init does not
        while Path(f"/proc/{child}/stat").read_text().split()[2] != "Z":
            time.sleep(0.01)


def test_the_process_ends_where_nothing_can_be_said_of_its_work():
    program = """
from embedstudy.interrupts import describe_if_stopped
stop_signals.install()
stop_signals.start_work()
with describe_if_stopped(lambda: 1 / 0):
    try:
        send(signal.SIGINT)
        time.sleep(60)
    except KeyboardInterrupt:
        time.sleep(60)
"""
    assert run(program) == (130, LINE[signal.SIGINT])


def test_the_second_signal_ends_the_process_at_once():
    program = """
signals.GRACE = 1000
stop_signals.install()
stop_signals.start_work()
try:
    send(signal.SIGINT)
    time.sleep(60)
except KeyboardInterrupt:
    send(signal.SIGTERM)
    time.sleep(60)
"""
    assert run(program) == (130, LINE[signal.SIGINT])


def test_after_the_work_it_is_one_line_too():
    program = """
import atexit
atexit.register(lambda: (send(signal.SIGINT), time.sleep(60)))
stop_signals.install()
stop_signals.start_work()
stop_signals.end(0)
"""
    assert run(program) == (130, LINE[signal.SIGINT])


def test_an_error_that_is_told_keeps_its_status():
    program = """
import atexit
atexit.register(lambda: (send(signal.SIGINT), time.sleep(60)))
stop_signals.install()
stop_signals.start_work()
stop_signals.end(2, "error: no such study")
"""
    assert run(program) == (2, "error: no such study\n")


def test_exit_functions_run_and_stdout_is_written():
    program = """
import atexit
atexit.register(lambda: print("exit function", file=sys.stderr))
stop_signals.install()
stop_signals.start_work()
print("result")
stop_signals.end(1, "")
"""
    finished = subprocess.run(
        [sys.executable, "-c", BEGINNING + program], capture_output=True, text=True, check=False
    )
    assert (finished.stdout, finished.stderr) == ("result\n", "exit function\n")
    assert finished.returncode == 1


def test_what_libraries_write_while_they_stop_is_not_shown():
    program = """
import atexit, threading, warnings
class Noisy:
    def __del__(self): 1 / 0
def work():
    time.sleep(0.2)
    1 / 0
thread = threading.Thread(target=work)
stop_signals.install()
stop_signals.start_work()
thread.start()
atexit.register(lambda: 1 / 0)
try:
    send(signal.SIGTERM)
    time.sleep(60)
except KeyboardInterrupt:
    Noisy()
    warnings.warn("odd")
    thread.join()
    os.write(2, b"from C\\n")
    stop_signals.end_stopped()
"""
    assert run(program) == (143, LINE[signal.SIGTERM])


def test_a_swallowed_interrupt_is_raised_again_at_the_end():
    program = """
stop_signals.install()
stop_signals.start_work()
try:
    send(signal.SIGINT)
    time.sleep(60)
except KeyboardInterrupt:
    pass
try:
    stop_signals.end(0, "error: something is odd")
except KeyboardInterrupt:
    stop_signals.end_stopped()
"""
    assert run(program) == (130, LINE[signal.SIGINT])


def test_a_signal_that_the_parent_ignores_stays_ignored():
    program = """
stop_signals.install()
send(signal.SIGINT)
stop_signals.start_work()
send(signal.SIGINT)
stop_signals.end(0)
"""
    ignore = {"preexec_fn": lambda: signal.signal(signal.SIGINT, signal.SIG_IGN)}
    assert run(program, **ignore) == (0, "")


def test_where_stderr_is_closed_no_file_gets_the_line(tmp_path):
    program = f"""
file = open({str(tmp_path / "data")!r}, "w")
assert file.fileno() == 2
stop_signals.install()
send(signal.SIGINT)
"""
    status, _ = run(program, preexec_fn=lambda: os.close(2))
    assert (status, (tmp_path / "data").read_text()) == (130, "")


def test_the_package_as_a_library_leaves_signals_alone():
    program = """
import embedstudy, embedstudy.cli, embedstudy.cli.app, embedstudy.interrupts
try:
    embedstudy.cli.main(["--version"])
except SystemExit as end:
    assert end.code == 0
assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
assert signal.set_wakeup_fd(-1) == -1
"""
    assert run(program, stdout=subprocess.DEVNULL) == (0, "")


def test_next_to_nothing_is_imported_before_signals_are_handled():
    program = """
import sys
import time
from embedstudy.cli import StopSignals
assert not {"typing", "contextlib", "signal", "enum", "embedstudy.errors"} & set(sys.modules)
"""
    environment = {"PYTHONPATH": str(Path(embedstudy.__file__).parents[1])}
    command = [sys.executable, "-S", "-c", program]  # without what others do at the start
    assert subprocess.run(command, check=False, env=environment).returncode == 0


def test_a_mistake_of_ours_is_a_traceback_and_status_1():
    program = """
from embedstudy.cli import app, main
def run(words): 1 / 0
app.run = run
main()
"""
    status, stderr = run(program)
    assert (status, stderr.splitlines()[-1]) == (1, "ZeroDivisionError: division by zero")
