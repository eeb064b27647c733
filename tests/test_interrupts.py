import contextlib
import signal
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from embedstudy.interrupts import CtrlC, describe_if_stopped, describe_stopped_work


def press():
    signal.raise_signal(signal.SIGINT)


def test_it_is_heeded_between_two_steps():
    steps = []

    def work():
        with CtrlC() as ctrl_c:
            for i in range(3):
                if i == 1:
                    press()
                steps.append(i)
                ctrl_c.raise_if_pressed()

    with pytest.raises(KeyboardInterrupt):
        work()
    assert steps == [0, 1]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_it_is_never_lost():
    with pytest.raises(KeyboardInterrupt), CtrlC():
        press()


def test_an_error_of_the_block_is_the_one_that_is_seen():
    def work():
        with CtrlC():
            press()
            raise ValueError("mine")

    with pytest.raises(ValueError, match="mine"):
        work()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_the_second_time_it_is_raised_at_once():
    steps = []

    def work():
        with CtrlC():
            press()
            steps.append("first")
            press()
            steps.append("second")

    with pytest.raises(KeyboardInterrupt):
        work()
    assert steps == ["first"]


def test_within_a_block_that_shares_nothing_it_is_raised_at_once():
    steps = []

    def work():
        with CtrlC() as ctrl_c, ctrl_c.raise_at_once():
            steps.append("compiling")
            press()
            steps.append("compiled")

    def work_after_it():
        with CtrlC() as ctrl_c:
            with ctrl_c.raise_at_once():
                pass
            press()
            steps.append("held")

    for function in (work, work_after_it):
        with pytest.raises(KeyboardInterrupt):
            function()
    assert steps == ["compiling", "held"]


def test_it_ends_a_wait_for_threads():
    stop = threading.Event()
    with ThreadPoolExecutor(1) as workers:
        future = workers.submit(stop.wait, 300)
        threading.Timer(0.2, press).start()
        try:
            with pytest.raises(KeyboardInterrupt), CtrlC() as ctrl_c:
                ctrl_c.wait_for_first([future])
            assert not future.done()
        finally:
            stop.set()


def test_the_first_that_is_finished_is_given():
    stop = threading.Event()
    with ThreadPoolExecutor(2) as workers, CtrlC() as ctrl_c:
        quick, slow = workers.submit(int), workers.submit(stop.wait, 300)
        assert ctrl_c.wait_for_first([quick, slow]) == {quick}
        stop.set()
        assert ctrl_c.wait_for_first([slow]) == {slow}
        assert ctrl_c.wait_for_first([]) == set()


def test_other_threads_and_other_handlers_are_left_alone():
    def look():
        with CtrlC() as ctrl_c, ctrl_c.raise_at_once():
            return signal.getsignal(signal.SIGINT)

    with ThreadPoolExecutor(1) as workers:
        assert workers.submit(look).result() is signal.default_int_handler
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        assert look() is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


class Raiser:
    """A handler like that of the command line."""

    may_be_held_back = True

    def __init__(self):
        self.numbers = []

    def __call__(self, number, frame):
        self.numbers.append(number)
        raise KeyboardInterrupt


def test_signals_of_the_command_line_are_held_back_and_handed_on_once():
    raiser, steps = Raiser(), []
    before = signal.signal(signal.SIGTERM, raiser)

    def work():
        with CtrlC() as ctrl_c:
            signal.raise_signal(signal.SIGTERM)
            steps.append("done")
            with contextlib.suppress(KeyboardInterrupt):
                ctrl_c.raise_if_pressed()
            steps.append("lost")
            ctrl_c.raise_if_pressed()

    try:
        with pytest.raises(KeyboardInterrupt):
            work()
        assert signal.getsignal(signal.SIGTERM) is raiser
    finally:
        signal.signal(signal.SIGTERM, before)
    assert (steps, raiser.numbers) == (["done", "lost"], [signal.SIGTERM])


def test_the_innermost_work_is_described():
    assert describe_stopped_work() == ""
    with describe_if_stopped(lambda: "a study"):
        with describe_if_stopped(lambda: "a study within it"):
            assert describe_stopped_work() == "a study within it"
        assert describe_stopped_work() == "a study"
    assert describe_stopped_work() == ""


def test_the_message_of_an_interrupt_names_what_is_left():
    inner, outer = (lambda: "3 of 7 runs"), (lambda: "a")
    with (
        pytest.raises(KeyboardInterrupt, match=r"^3 of 7 runs$"),
        describe_if_stopped(outer),
        describe_if_stopped(inner),
    ):
        raise KeyboardInterrupt
