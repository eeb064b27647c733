"""Access to the Hugging Face hub: one question with a time limit, then a fetch by `datasets`."""

import contextlib
import inspect
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Thread
from typing import Any

from embedstudy import registry
from embedstudy.datasets.hf_dataset import Table
from embedstudy.errors import EmbedstudyError, FetchError, InputError
from embedstudy.progress import poll_progress, progress_bar
from embedstudy.storage import count_bytes, data_home

# The time limit for the hub's first answer. With the start of Python that makes ten at most.
SECONDS = 6.0

# Most configurations that a message lists.
SHOWN = 20

Splits = dict[str, Table]


@dataclass(frozen=True)
class Pin:
    """A data set at a revision, so that it stays the same; unknown fields are empty."""

    repo: str
    config: str = ""
    revision: str = ""


def hub_home() -> Path:
    """Return the folder where the hub's libraries keep files."""
    return data_home() / "hub"


def open_fetched(pin: Pin) -> Splits | None:
    """Open a data set that was fetched before, without a network; None if it is not there."""
    with contextlib.suppress(Exception), _apply_settings(offline=True):
        builder = _make_builder(pin)
        if builder.hash == pin.revision:
            return _read_splits(builder)
    return None


def open_saved(path: Path) -> Splits:
    """Open a folder that ``save_to_disk`` made; a data set without splits is one split, "train".

    Raises
    ------
    InputError
        If it is damaged, or the extra `hub` is not installed.
    """
    _require_library(str(path))
    from datasets import DatasetDict, load_from_disk

    try:
        opened = load_from_disk(str(path))
        splits = dict(opened) if isinstance(opened, DatasetDict) else {"train": opened}
        _validate(splits)
    except Exception as error:
        raise InputError(
            f"{path}: cannot be opened ({type(error).__name__}: {_take_first_line(error)}; "
            "save it again with save_to_disk)"
        ) from error
    return splits


def fetch(name: str, wanted: Pin, *, progress: bool) -> tuple[Pin, Splits]:
    """Fetch a data set, at a given revision or the newest.

    Parameters
    ----------
    name : str
        Name that a person gave.
    wanted : Pin
        Unknown fields are empty.
    progress : bool
        Whether to show progress on stderr.

    Returns
    -------
    pin : Pin
        The revision that was fetched.
    splits : dict
        From each split's name to the `datasets.Dataset`, memory-mapped.

    Raises
    ------
    InputError
        If there is no such data set, it has code of its own, or several configurations; or the
        extra `hub` is not installed.
    FetchError
        If the hub cannot be reached, or does not give access.
    """
    _require_library(name)
    from huggingface_hub import HfApi

    if Path(wanted.repo).exists():  # `datasets` would read that
        raise InputError(f"{name}: there is a folder {wanted.repo} here (run this in another one)")
    with _apply_settings():
        revision = wanted.revision or None
        info = _within_limit(
            name, lambda: HfApi().dataset_info(wanted.repo, revision=revision, timeout=SECONDS)
        )
        _refuse_code(name, info)
        pin = Pin(info.id, wanted.config, info.sha)
        before = count_bytes(hub_home())
        with (
            progress_bar(f"fetching {name}", None, show=progress, in_bytes=True) as advance,
            poll_progress(lambda: count_bytes(hub_home()) - before, advance),
        ):
            try:
                builder = _make_builder(pin)
                return replace(pin, config=builder.config.name), _read_splits(builder)
            except ValueError as error:
                raise _explain_config(name, pin) or _explain_failure(name, error) from error
            except Exception as error:
                raise _explain_failure(name, error) from error


def _require_library(name: str) -> None:
    try:
        from datasets import load_dataset_builder  # noqa: F401 - a folder may be called that too
    except ImportError:
        raise InputError(
            f"{name}: needs the library of the Hugging Face hub: pip install 'embedstudy[hub]'"
        ) from None


def _make_builder(pin: Pin) -> Any:
    from datasets import load_dataset_builder

    options: dict[str, Any] = {"cache_dir": str(hub_home() / "arrow")}
    if "trust_remote_code" in inspect.signature(load_dataset_builder).parameters:
        options["trust_remote_code"] = False  # from version 4 on there is no such thing
    return load_dataset_builder(pin.repo, pin.config or None, revision=pin.revision, **options)


def _read_splits(builder: Any) -> Splits:
    builder.download_and_prepare()
    splits = dict(builder.as_dataset())
    _validate(splits)
    return splits


def _validate(splits: Splits) -> None:
    """Raise an exception for Arrow's arrays that point outside of their bytes.

    Arrow does not look at them when it opens a file, and ends the process where it uses them.
    """
    for table in splits.values():
        table.data.table.validate(full=True)


def _within_limit(name: str, ask: Callable[[], Any]) -> Any:
    """Ask in a thread: look-ups of names and slow answers have no time limit of their own."""
    answers: list[Any] = []

    def run() -> None:
        try:
            answers.append(ask())
        except Exception as error:
            answers.append(error)

    asking = Thread(target=run, daemon=True)
    asking.start()
    asking.join(SECONDS)
    if not answers:
        raise _make_unreachable_error(name, f"no answer within {SECONDS:.0f} s")
    if isinstance(answers[0], Exception):
        raise _explain_refusal(name, answers[0]) from answers[0]
    return answers[0]


def _explain_refusal(name: str, error: Exception) -> EmbedstudyError:
    """Return an error that explains why the hub did not answer."""
    from huggingface_hub import errors

    if (gated := _find_gate(name, error)) is not None:
        return gated
    if isinstance(error, errors.OfflineModeIsEnabled):
        return _make_unreachable_error(name, "HF_HUB_OFFLINE is set")
    status = getattr(getattr(error, "response", None), "status_code", None)
    if status in (401, 404):  # what the hub says of those that it does not show
        return InputError(
            f"{name}: no such data set on the hub, or a private one (HF_TOKEN gives access); "
            f"built in: {', '.join(registry.dataset_names())}"
        )
    if status is not None:
        return FetchError(f"{name}: the hub answered with status {status}")
    return _make_unreachable_error(name, _take_first_line(error))


def _make_unreachable_error(name: str, cause: str) -> FetchError:
    from huggingface_hub import constants

    return FetchError(
        f"{name}: {constants.ENDPOINT} cannot be reached ({cause}); "
        f"built in, from the package index: {', '.join(registry.dataset_names())}"
    )


def _find_gate(name: str, error: BaseException | None) -> FetchError | None:
    from huggingface_hub import constants, errors

    while error is not None:
        if isinstance(error, errors.GatedRepoError) or "gated dataset" in str(error):
            page = f"{constants.ENDPOINT}/datasets/{name.removeprefix('hf:').partition(':')[0]}"
            return FetchError(
                f"{name}: access has to be asked for at {page} (HF_TOKEN says who you are)"
            )
        error = error.__cause__ or error.__context__
    return None


def _explain_failure(name: str, error: Exception) -> EmbedstudyError:
    """Return a one-line error for a failure after the hub answered."""
    cause = f"{name}: {type(error).__name__}: {_take_first_line(error)}"
    return _find_gate(name, error) or FetchError(cause)


def _refuse_code(name: str, info: Any) -> None:
    script = f"{info.id.rpartition('/')[2]}.py"
    if any(file.rfilename == script for file in info.siblings or ()):
        raise InputError(
            f"{name}: it is read by code of its own ({script}), which is never run "
            "(is there a copy of it in Parquet?)"
        )


def _explain_config(name: str, pin: Pin) -> InputError | None:
    """Return the error that lists the configurations, if one must be named."""
    from datasets import get_dataset_config_names

    with contextlib.suppress(Exception):
        names = get_dataset_config_names(pin.repo, revision=pin.revision)
        some = ", ".join(names[:SHOWN]) + f" and {len(names) - SHOWN} more" * (len(names) > SHOWN)
        if pin.config and pin.config not in names:
            return InputError(f"{name}: no configuration {pin.config!r}; there are: {some}")
        if not pin.config and len(names) > 1 and "default" not in names:
            return InputError(f"{name}: which configuration, {name}:...? There are: {some}")
    return None


def _take_first_line(error: BaseException) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0][:300] if lines else type(error).__name__


@contextlib.contextmanager
def _apply_settings(*, offline: bool = False) -> Iterator[None]:
    """Make the hub's libraries keep all files in the data home, and print nothing.

    They read these settings from the environment on import, which may be long ago.
    """
    import datasets
    from huggingface_hub import constants

    with contextlib.ExitStack() as undo:

        def put(target: Any, name: str, value: Any) -> None:
            undo.callback(setattr, target, name, getattr(target, name))
            setattr(target, name, value)

        put(constants, "HF_HUB_CACHE", str(hub_home() / "files"))
        if offline:
            put(constants, "HF_HUB_OFFLINE", True)
            put(datasets.config, "HF_HUB_OFFLINE", True)
        for library in ("datasets", "huggingface_hub"):
            logger = logging.getLogger(library)
            undo.callback(logger.setLevel, logger.level)
            logger.setLevel(logging.ERROR)
        if not datasets.are_progress_bars_disabled():
            datasets.disable_progress_bars()
            undo.callback(datasets.enable_progress_bars)
        yield
