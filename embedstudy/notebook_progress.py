"""Progress in a notebook, by tqdm."""

import contextlib
import sys
from collections.abc import Callable, Iterator
from typing import Any


def find_tqdm() -> Callable[..., Any] | None:
    """Return tqdm's bar for notebooks; None elsewhere, and where tqdm is not installed."""
    shell = sys.modules.get("IPython")
    if shell is None or getattr(shell.get_ipython(), "kernel", None) is None:
        return None
    with contextlib.suppress(ImportError):
        from tqdm.auto import tqdm

        return tqdm  # type: ignore[no-any-return]
    return None


@contextlib.contextmanager
def show_tqdm_bar(
    tqdm: Callable[..., Any], title: str, total: float | None, *, in_bytes: bool, done: float
) -> Iterator[Callable[..., None]]:
    """Show a bar; yields the function that moves it."""
    unit = {"unit": "B", "unit_scale": True} if in_bytes else {"unit": ""}
    with tqdm(total=total, desc=title, initial=done, leave=False, **unit) as bar:

        def advance(done: float, doing: str = "") -> None:
            bar.n = done
            bar.set_postfix_str(doing, refresh=False)
            bar.refresh()

        yield advance
