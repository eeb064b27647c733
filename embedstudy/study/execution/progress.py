"""Progress of a study while it runs: how much is done, and what is being trained."""

import logging
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic

from embedstudy.memory_errors import name_work
from embedstudy.metrics import METRICS
from embedstudy.nn.training import Epoch
from embedstudy.progress import Standing, format_duration, show_board
from embedstudy.results.rows import RunRow, TuningRow
from embedstudy.study.execution.eta import TimeLeft, is_trial
from embedstudy.study.execution.log import SILENT, Log
from embedstudy.study.plan.grid import Cell, RunSpec
from embedstudy.tuning.values import TunedValues
from embedstudy.wording import counted

# Between two plain lines, where there is no terminal.
RUN_LINES, TRIAL_LINES = 1.0, 5.0  # seconds


@dataclass
class _Running:
    label: str
    since: float
    epochs: int | None
    metric: str = "accuracy"
    last: Epoch | None = None

    @property
    def cells(self) -> tuple[str, str, str, str]:
        """Its line on the board: the label, and the epoch, loss and dev score so far."""
        last = self.last
        if last is None:
            return self.label, "" if self.epochs is None else f"epoch 0/{self.epochs}", "", ""
        by_accuracy = self.metric == "accuracy"
        score = _format_dev(last.dev_accuracy if by_accuracy else last.dev_score, self.metric)
        loss = f"loss {last.train_loss:.3g}"
        return self.label, f"epoch {last.epoch}/{self.epochs}", loss, score


class Watcher:
    """Follows how much is done and what is running; shows it, and writes it to the log.

    Any thread may call it. Epochs may take milliseconds, so only the last one of a run is stored,
    and the drawing thread reads it when it draws.

    Parameters
    ----------
    planned : sequence of RunSpec
        All trials and runs of the study.
    to_do : sequence of RunSpec
        Those that are not on disk yet.
    log : Log
    clock : callable
    shows_scale : bool
        Whether the labels name a scale of 1 too, which stands for no change elsewhere.
    """

    def __init__(
        self,
        planned: Sequence[RunSpec],
        to_do: Sequence[RunSpec],
        *,
        log: Log = SILENT,
        clock: Callable[[], float] = monotonic,
        shows_scale: bool = False,
    ) -> None:
        self._planned, self._log, self._clock = planned, log, clock
        self._total, self._done = len(planned), len(planned) - len(to_do)
        self._n_resumed, self._varying = self._done, find_varying(planned)
        if shows_scale:
            self._varying |= {"scale"}
        self._time_left, self._lock = TimeLeft(to_do), threading.Lock()
        self._running = dict[RunSpec, _Running]()
        self._measured = dict[RunSpec, tuple[float, int]]()
        self._began: float | None = None
        self._last_line_at = -TRIAL_LINES
        self._before = ""
        self._say: Callable[[str], object] = lambda _: None

    @contextmanager
    def show(self, show: bool) -> Iterator[None]:
        """Show progress on stderr while a block runs: a bar, or now and then a plain line."""
        with show_board("training", self.find_standing, show=show) as say:
            self._say = say
            say(f"training: {self._format_total()}")
            yield

    @contextmanager
    def announce(self, doing: str) -> Iterator[None]:
        """Show what is done before the first run."""
        self._before = doing
        try:
            yield
        finally:
            self._before = ""

    def skip(self, count: int) -> None:
        """Count some as done that nobody watched."""
        with self._lock:
            self._done += count

    def expect(self, specs: Sequence[RunSpec]) -> None:
        """Count trials that nobody planned, since their search goes on."""
        with self._lock:
            self._total += len(specs)
            self._time_left.expect(specs)

    def end_tuning(self, n_left_out: int) -> None:
        """Count the planned trials that nobody needs as done, and expect no more."""
        self.skip(n_left_out)
        with self._lock:
            self._time_left.drop_trials()

    @contextmanager
    def watch(self, spec: RunSpec) -> Iterator[Callable[[Epoch], None]]:
        """Show a run while it runs; yields a function that takes each of its epochs."""
        now = self._clock()
        run = _Running(format_label(spec, self._varying), now, spec.epochs, spec.metric)

        def on_epoch(epoch: Epoch) -> None:
            run.last = epoch  # one assignment, which needs no lock

        with self._lock:
            self._began = now if self._began is None else self._began
            self._running[spec] = run
        self._log.info("begun: %s", _format_in_full(spec, run.label))
        is_whole = False
        try:
            with name_work(f"training {run.label}"):
                yield on_epoch
            is_whole = True
        finally:
            with self._lock:
                self._running.pop(spec, None)
                if is_whole:
                    seconds = self._clock() - run.since
                    self._measured[spec] = seconds, run.last.epoch if run.last else 0
                    self._time_left.add(spec, seconds)
                    self._done += 1

    def log_finished(self, spec: RunSpec, row: TuningRow | RunRow) -> None:
        """Log the result of a trial or run, once its row is on disk."""
        with self._lock:
            seconds, trained = self._measured.pop(spec, (None, 0))
            now, done = self._clock(), self._done
            wait = TRIAL_LINES if is_trial(spec) else RUN_LINES
            speak = done >= self._total or now - self._last_line_at >= wait
            if speak:
                self._last_line_at = now
        result = _format_result(row, spec.metric, trained, seconds)
        label = format_label(spec, self._varying)
        level = logging.INFO if row.status == "ok" else logging.WARNING
        self._log.log(level, "finished: %s: %s", _format_in_full(spec, label), result)
        if speak:
            left = self.find_standing().seconds_left
            more = "" if left is None or done >= self._total else f"; {format_duration(left)} left"
            self._say(f"{min(done, self._total)}/{self._total}  {label}: {result}{more}")

    def log_chosen(self, choices: Mapping[Cell, TunedValues]) -> None:
        """Log the tuned values of each cell."""
        for cell, choice in choices.items():
            if str(choice):
                what = _format_without_seed(cell.make_spec(0, choice), self._varying)
                self._log.info("trained with: %s", what)

    def find_standing(self) -> Standing:
        """Return how much is done, what runs and the time left."""
        with self._lock:
            now, left = self._clock(), None
            if self._began is not None:
                # A run without an epoch may only be waiting in the queue of a cluster.
                known = {
                    spec: (now - run.since, run.last.epoch / (run.epochs or run.last.epoch))
                    for spec, run in self._running.items()
                    if run.last
                }
                left = self._time_left.estimate(now - self._began, known)
            running = tuple(run.cells for run in self._running.values())
            return Standing(
                done=min(self._done, self._total),
                total=self._total,
                seconds_left=left,
                running=running or (((self._before,),) if self._before else ()),
            )

    def _format_total(self) -> str:
        n_trials = sum(map(is_trial, self._planned))
        parts = [counted(n_trials, "trial")] if n_trials else []
        words = " and ".join([*parts, counted(self._total - n_trials, "run")])
        return f"{words}, {self._n_resumed:,} of them done before" if self._n_resumed else words


def find_varying(specs: Sequence[RunSpec]) -> frozenset[str]:
    """Return the names of the parts of specs that differ within the study."""
    sizes: dict[str, set[int]] = {}
    for spec in specs:
        sizes.setdefault(spec.dataset, set()).add(spec.train_size)
    names = {
        name
        for name in ("dataset", "vectors", "encoder")
        if len({getattr(spec, name) for spec in specs} - {""}) > 1  # empty of baselines
    }
    return frozenset(names | {"train_size" for values in sizes.values() if len(values) > 1})


def format_label(spec: RunSpec, varying: Collection[str] = ()) -> str:
    """Return a label of a run in a few words.

    Parameters
    ----------
    spec : RunSpec
    varying : collection of str
        The parts that the label names in addition to the strategy; see `find_varying`.
    """
    what = _format_without_seed(spec, varying)
    return f"tuning {what}" if is_trial(spec) else f"{what}, seed {spec.seed}"


def _format_without_seed(spec: RunSpec, varying: Collection[str]) -> str:
    parts = [
        spec.dataset if "dataset" in varying else "",
        f"{spec.train_size:,} texts" if "train_size" in varying else "",
        spec.vectors if "vectors" in varying else "",
        spec.encoder if "encoder" in varying else "",
        spec.strategy,
        "" if spec.fold is None else f"fold {spec.fold + 1}",
        str(spec.choice),
        "scale 1" if "scale" in varying and spec.choice.scale == 1 else "",
    ]
    return ", ".join(part for part in parts if part)


def _format_in_full(spec: RunSpec, label: str) -> str:
    """Return a label with the seed, also of a trial, where the screen shows none."""
    return f"{label}, seed {spec.seed}" if is_trial(spec) else label


def _format_dev(score: float | None, metric: str) -> str:
    """Return a dev score with the name of its metric, unless that is accuracy."""
    if score is None:
        return ""
    known = METRICS[metric]
    name = "dev" if metric == "accuracy" else f"dev {known.title}"
    return f"{name} {known.format(score)}{known.unit}"


def _format_result(
    row: TuningRow | RunRow, metric: str, trained: int, seconds: float | None
) -> str:
    """Return the result of a row: dev score, epochs and seconds, or why there is none."""
    if row.status != "ok":
        note = row.note if isinstance(row, RunRow) else ""
        return f"{row.status}: {note}" if note else row.status
    dev = _format_dev(row.dev_metric, metric)
    parts = [dev] if dev else []
    if isinstance(row, RunRow) and row.epochs:
        parts.append(f"epoch {row.epochs} of {trained}" if trained else f"epoch {row.epochs}")
    elif trained:
        parts.append(counted(trained, "epoch"))
    return ", ".join(parts if seconds is None else [*parts, f"{seconds:.2f} s"])
