import io
import re
import sys
import threading
import time
from dataclasses import replace

import pytest
from rich.console import Console

from embedstudy.nn.model_config import recommended
from embedstudy.nn.training import Epoch
from embedstudy.progress import Standing, show_board
from embedstudy.results.rows import RunRow, TuningRow
from embedstudy.study.execution.progress import Watcher, find_varying, format_label
from embedstudy.study.plan.config import TUNING_SEEDS
from embedstudy.study.plan.grid import RunSpec
from embedstudy.tuning.values import TunedValues


def spec(strategy="random", seed=0, **changes):
    run_spec = RunSpec("d", "", strategy, recommended("mean"), 100, None, seed, TunedValues(0.1))
    return replace(run_spec, **changes)


SPECS = [spec(seed=seed) for seed in range(4)]
TRIALS = [spec(seed=seed) for seed in TUNING_SEEDS]
EPOCH = Epoch(3, 0.41234, 0.7409)


def run_row(run_spec, accuracy=0.75, status="ok", note=""):
    return RunRow(
        run_spec.name, run_spec.dataset, run_spec.vectors, run_spec.strategy, run_spec.encoder,
        run_spec.train_size, run_spec.fold, run_spec.seed,
        0.1, 3, None, None, 1.0, accuracy, None, None, None, 1.0, None, status, note,
    )  # fmt: skip


def tuning_row(run_spec, accuracy=0.75, status="ok"):
    return TuningRow(
        run_spec.dataset, run_spec.vectors, run_spec.strategy, run_spec.encoder,
        run_spec.train_size, run_spec.fold, 0.1, None, None, None, 1.0, 1,
        run_spec.seed, accuracy, status,
    )  # fmt: skip


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def terminal(monkeypatch):
    """A console that takes itself for a terminal, and what was written to it."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    return lambda: Console(file=io.StringIO(), force_terminal=True, width=100)


def drawn(console):
    """What was drawn, without what moves the cursor."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", console.file.getvalue())


def test_each_running_model_has_a_line_with_what_its_last_epoch_came_to():
    watcher = Watcher(SPECS, SPECS)
    with watcher.watch(SPECS[0]) as on_epoch, watcher.watch(SPECS[1]):
        on_epoch(EPOCH)
        assert watcher.find_standing().running == (
            ("random, rate 0.1, seed 0", "epoch 3/10", "loss 0.412", "dev 74.1 %"),
            ("random, rate 0.1, seed 1", "epoch 0/10", "", ""),
        )
    assert (watcher.find_standing().done, watcher.find_standing().running) == (2, ())


def test_the_score_of_another_metric_has_its_name(capsys):
    losing = spec(metric="log-loss")
    watcher = Watcher([losing], [losing])
    with watcher.show(show=True), watcher.watch(losing) as on_epoch:
        on_epoch(Epoch(3, 0.41234, 0.7409, 0.51234))
        assert watcher.find_standing().running[0][-1] == "dev log loss 0.512"
    watcher.log_finished(losing, replace(run_row(losing), dev_score=0.51234))
    assert "dev log loss 0.512, epoch 3" in capsys.readouterr().err


def test_the_epochs_that_were_chosen_are_those_to_come():
    watcher = Watcher(SPECS, SPECS)
    with watcher.watch(spec(choice=TunedValues(0.1, epochs=40))):
        [cells] = watcher.find_standing().running
    assert cells[1] == "epoch 0/40"
    with watcher.watch(spec("majority", model_config=None, choice=TunedValues())):
        [cells] = watcher.find_standing().running
    assert cells == ("majority, seed 0", "", "", "")


def test_a_label_says_what_differs_and_no_more():
    assert find_varying(SPECS) == frozenset()
    baseline = spec("majority", model_config=None)
    assert (
        find_varying([spec(vectors="glove"), baseline]) == frozenset()
    )  # it has none to tell apart
    others = [
        spec(dataset="e", train_size=50), spec(vectors="glove"), spec(vectors="w2v"),
        spec(train_size=30), spec(model_config=recommended("cnn")),
    ]  # fmt: skip
    assert find_varying([*SPECS, *others]) == {"dataset", "train_size", "vectors", "encoder"}
    one = spec(vectors="glove", fold=2, train_size=1000)
    assert format_label(one) == "random, fold 3, rate 0.1, seed 0"
    everything = "d, 1,000 texts, glove, mean, random, fold 3, rate 0.1"
    assert format_label(one, find_varying([*SPECS, *others])) == f"{everything}, seed 0"
    trial = replace(one, seed=TUNING_SEEDS[1])
    assert format_label(trial, find_varying([*SPECS, *others])) == f"tuning {everything}"
    # Two data sets of different sizes have one size each.
    assert find_varying([spec(), spec(dataset="e", train_size=7)]) == {"dataset"}


def test_what_was_there_before_says_nothing_of_the_speed(clock):
    many = [spec(seed=seed) for seed in range(100)]
    watcher = Watcher(many, many[90:], clock=clock)
    clock.now += 50  # of compiling
    assert watcher.find_standing() == Standing(90, 100)
    with watcher.watch(many[90]):
        clock.now += 3
    assert watcher.find_standing().seconds_left == pytest.approx(9 * 3)


def test_waiting_in_the_queue_of_a_cluster_is_no_progress(clock):
    """All begin at once, two are done at a time, and no epoch is told of."""
    many = [spec(seed=seed) for seed in range(100)]
    watcher = Watcher(many, many, clock=clock)
    begun = [watcher.watch(context) for context in many]
    for context in begun:
        context.__enter__()
    for place, context in enumerate(begun[:20]):
        clock.now += 3 * (place % 2)
        context.__exit__(None, None, None)
    assert watcher.find_standing().seconds_left == pytest.approx(80 * 3 / 2)


def test_a_run_that_is_stopped_is_not_done():
    watcher = Watcher(SPECS, SPECS)
    with pytest.raises(KeyboardInterrupt), watcher.watch(SPECS[0]):
        raise KeyboardInterrupt
    assert watcher.find_standing() == Standing(0, 4)


def test_it_counts_right_from_many_threads():
    many = [spec(seed=seed) for seed in range(200)]
    watcher, stop = Watcher(many, many), threading.Event()

    def work(specs):
        for run_spec in specs:
            with watcher.watch(run_spec) as on_epoch:
                for epoch in range(1, 11):
                    on_epoch(Epoch(epoch, 0.5, 0.5))

    def look():
        while not stop.is_set():
            standing = watcher.find_standing()
            assert len(standing.running) <= 4
            assert 0 <= standing.done <= 200

    threads = [threading.Thread(target=work, args=(many[i::4],)) for i in range(4)]
    looking = threading.Thread(target=look)
    for thread in (looking, *threads):
        thread.start()
    for thread in threads:
        thread.join()
    stop.set()
    looking.join()
    assert watcher.find_standing() == Standing(200, 200, 0.0)


def test_an_epoch_costs_next_to_nothing():
    events: list[str] = []
    watcher = Watcher(SPECS, SPECS)
    with watcher.watch(SPECS[0]) as on_epoch:
        sys.setprofile(lambda frame, event, argument: events.append(event))
        on_epoch(EPOCH)
        sys.setprofile(None)
    assert events == ["call", "return", "c_call"]  # nothing is called by it: no lock, no clock


def test_the_board_on_a_terminal(terminal):
    console = terminal()
    at = Standing(3, 8, 75.0, [("random, seed 0", "epoch 3/10", "loss 0.412", "dev 74.1 %")])
    with show_board("training", lambda: at, show=True, console=console) as say:
        say("a plain line")
    shown = drawn(console)
    assert re.search(r"training ━.* 3/8 1 min 15 s left", shown)
    assert re.search(r"random, seed 0 +epoch 3/10 +loss 0.412 +dev 74.1 %", shown)
    assert "a plain line" not in shown
    assert "\x1b[?25h" in console.file.getvalue()  # the cursor is back


def test_the_board_asks_anew_each_time_it_draws(terminal):
    console, calls, several = terminal(), [], threading.Event()

    def read():
        calls.append(len(calls))
        if len(calls) == 5:
            several.set()
        return Standing(len(calls), 1000)

    started = time.monotonic()
    with show_board("training", read, show=True, console=console):
        assert several.wait(300)
    # Eight times a second, not as often as something changes; a busy machine draws less often.
    assert len(calls) <= 5 + 8 * (time.monotonic() - started)
    assert f" {len(calls)}/1000" in drawn(console)


def test_hostile_names_do_not_get_at_the_terminal(terminal):
    console = terminal()
    at = Standing(1, 2, None, [("\x1b]0;title\x07\n[bold]x[/bold]", "", "", "")])
    with show_board("[red]t", lambda: at, show=True, console=console):
        pass
    shown = console.file.getvalue()
    assert "\x1b]0;" not in shown
    assert r"\x1b]0;title\x07\n[bold]x[/bold]" in drawn(console)
    assert "[red]t" in drawn(console)


def test_a_long_name_leaves_room_for_the_numbers(terminal):
    console = terminal()
    at = Standing(1, 2, None, [("n" * 300, "epoch 3/10", "loss 0.412", "dev 74.1 %")])
    with show_board("training", lambda: at, show=True, console=console):
        pass
    assert re.search(r"nn… +epoch 3/10 +loss 0.412 +dev 74.1 %", drawn(console))


def test_more_lines_than_the_terminal_has_are_cut(terminal):
    console = terminal()
    console.height = 10
    at = Standing(1, 200, None, [(f"run {i}", "", "", "") for i in range(100)])
    with show_board("training", lambda: at, show=True, console=console):
        pass
    assert "run 5" in drawn(console)
    assert "run 50" not in drawn(console)
    assert "and 93 more" in drawn(console)


@pytest.mark.parametrize(("no_color", "colored"), [("", True), ("1", False)])
def test_no_color_is_heeded(terminal, monkeypatch, no_color, colored):
    monkeypatch.setenv("NO_COLOR", no_color)
    monkeypatch.setenv("COLORTERM", "truecolor")
    console = terminal()
    with show_board("training", lambda: Standing(3, 8, 75.0), show=True, console=console):
        pass
    assert bool(re.search(r"\x1b\[[0-9;]*[34]8;", console.file.getvalue())) == colored
    assert "3/8" in drawn(console)


@pytest.mark.parametrize("term", ["dumb", "unknown"])
def test_a_terminal_that_cannot_move_its_cursor_gets_plain_lines(monkeypatch, term):
    monkeypatch.setenv("TERM", term)
    console = Console(file=io.StringIO(), force_terminal=True)
    with show_board("training", lambda: Standing(0, 1), show=True, console=console) as say:
        say("one\nline")
    assert console.file.getvalue() == "one\\nline\n"


def stream_lines(capsys):
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "\x1b" not in captured.err
    return captured.err.splitlines()


def test_plain_lines_where_there_is_no_terminal(clock, capsys):
    watcher = Watcher([*TRIALS, *SPECS], [*TRIALS[1:], *SPECS], clock=clock)
    with watcher.show(True):
        for trial in TRIALS[1:]:
            with watcher.watch(trial) as on_epoch:
                on_epoch(EPOCH)
                clock.now += 6
            watcher.log_finished(trial, tuning_row(trial))
        for run_spec in SPECS:
            with watcher.watch(run_spec) as on_epoch:
                on_epoch(EPOCH)
                clock.now += 2
            diverged = run_spec.seed == 2
            row = (
                run_row(run_spec, None, "diverged", "loss\nnot finite")
                if diverged
                else run_row(run_spec)
            )
            watcher.log_finished(run_spec, row)
    assert stream_lines(capsys) == [
        "training: 3 trials and 4 runs, 1 of them done before",
        "2/7  tuning random, rate 0.1: dev 75.0 %, 3 epochs, 6.00 s; 30 s left",
        "3/7  tuning random, rate 0.1: dev 75.0 %, 3 epochs, 6.00 s; 24 s left",
        "4/7  random, rate 0.1, seed 0: dev 75.0 %, epoch 3 of 3, 2.00 s; 6 s left",
        "5/7  random, rate 0.1, seed 1: dev 75.0 %, epoch 3 of 3, 2.00 s; 4 s left",
        r"6/7  random, rate 0.1, seed 2: diverged: loss\nnot finite; 2 s left",
        "7/7  random, rate 0.1, seed 3: dev 75.0 %, epoch 3 of 3, 2.00 s",
    ]


def test_there_are_not_too_many_plain_lines(clock, capsys):
    runs = [spec(seed=seed) for seed in range(1000)]
    watcher = Watcher(runs, runs, clock=clock)
    with watcher.show(True):
        for run_spec in runs:
            with watcher.watch(run_spec):
                clock.now += 0.01
            watcher.log_finished(run_spec, run_row(run_spec))
    lines = stream_lines(capsys)
    assert 9 <= len(lines) <= 13  # of ten seconds
    assert lines[-1].startswith("1000/1000  ")


def test_a_run_that_nobody_watched_counts_too(clock, capsys):
    """As another backend may have it: no epochs, and only a count at the end."""
    watcher = Watcher(SPECS, SPECS, clock=clock)
    with watcher.show(True):
        for run_spec in SPECS:
            watcher.skip(1)
            clock.now += 2
            watcher.log_finished(run_spec, run_row(run_spec))
        watcher.skip(1)  # one that was made twice
        assert watcher.find_standing() == Standing(4, 4)
    assert stream_lines(capsys)[-1] == "4/4  random, rate 0.1, seed 3: dev 75.0 %, epoch 3"


def test_trials_nobody_planned_count_and_those_nobody_needs_take_no_time(clock):
    trials = [spec(seed=TUNING_SEEDS[0], train_size=size) for size in (10, 20, 30)]
    watcher = Watcher([*trials, spec()], [*trials, spec()], clock=clock)
    watcher.expect(trials[:1])
    assert watcher.find_standing().total == 5
    for run_spec in (*trials[:1], spec()):
        with watcher.watch(run_spec):
            clock.now += 2
    assert watcher.find_standing().seconds_left > 0
    watcher.end_tuning(3)
    assert watcher.find_standing() == Standing(5, 5, seconds_left=0.0)


def test_a_scale_of_one_is_named_where_scales_are_compared():
    one = replace(spec(), choice=TunedValues(0.1, scale=1.0))
    assert "scale" not in format_label(one)
    assert format_label(one, {"scale"}) == "random, rate 0.1, scale 1, seed 0"


def test_quiet_is_quiet(clock, capsys):
    watcher = Watcher(SPECS, SPECS, clock=clock)
    with watcher.show(False):
        for run_spec in SPECS:
            with watcher.watch(run_spec):
                clock.now += 100
            watcher.log_finished(run_spec, run_row(run_spec))
    assert capsys.readouterr() == ("", "")
    assert watcher.find_standing().done == 4


def test_nobody_listening_is_no_error(monkeypatch):
    class Gone(io.StringIO):
        def write(self, text):
            raise BrokenPipeError

    monkeypatch.setattr("sys.stderr", Gone())
    watcher = Watcher(SPECS, SPECS)
    with watcher.show(True), watcher.watch(SPECS[0]):
        pass
    monkeypatch.setattr("sys.stderr", None)
    with Watcher(SPECS, SPECS).show(True):
        pass


def test_what_comes_before_the_first_run_is_shown():
    watcher = Watcher(SPECS, SPECS)
    with watcher.announce("compiling"):
        assert watcher.find_standing().running == (("compiling",),)
    assert watcher.find_standing().running == ()


def test_color_that_is_forced_makes_no_terminal_of_a_file(monkeypatch, capsys):
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("FORCE_COLOR", "1")
    with Watcher(SPECS, SPECS).show(True):
        pass
    assert stream_lines(capsys) == ["training: 4 runs"]
