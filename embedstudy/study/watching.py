"""What is said of a study while it runs: how much is done, and what is being trained."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from embedstudy.nn.training import Epoch
from embedstudy.progress import Advance
from embedstudy.study.plan import TUNING_SEEDS, RunSpec


class Watcher:
    """Tells a progress bar how much is done and what is running.

    Parameters
    ----------
    advance : callable
    """

    def __init__(self, advance: Advance) -> None:
        self._advance, self._lock = advance, threading.Lock()
        self._done, self._running = 0, dict[RunSpec, str]()

    def skip(self, count: int) -> None:
        """Count some as done."""
        with self._lock:
            self._done += count
            self._show()

    @contextmanager
    def running(self, spec: RunSpec) -> Iterator[Callable[[Epoch], None]]:
        """Show a run while it runs; gives what is to be told of each of its epochs."""
        label = label_of(spec)

        def on_epoch(epoch: Epoch) -> None:
            with self._lock:
                self._running[spec] = f"{label}, epoch {epoch.epoch}"
                self._show()

        with self._lock:
            self._running[spec] = label
            self._show()
        try:
            yield on_epoch
        finally:
            with self._lock:
                del self._running[spec]
            self.skip(1)

    def _show(self) -> None:
        self._advance(self._done, " | ".join(self._running.values()))


def label_of(spec: RunSpec) -> str:
    """Say in a few words which run it is."""
    fold = "" if spec.fold is None else f", fold {spec.fold + 1}"
    choice = f", {spec.choice}" if str(spec.choice) else ""
    what = f"{spec.strategy}{fold}{choice}"
    return f"tuning {what}" if spec.seed in TUNING_SEEDS else f"{what}, seed {spec.seed}"
