"""The data home: where downloads and caches are."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from platformdirs import user_cache_path

from embedstudy.errors import FetchError, InputError

HOME_VARIABLE = "EMBEDSTUDY_HOME"


def data_home() -> Path:
    """Return the folder of downloads: ``EMBEDSTUDY_HOME``, or the user's cache folder.

    Raises
    ------
    InputError
        If it depends on a home folder, and none is known.
    """
    home_setting = os.environ.get(HOME_VARIABLE)
    try:
        folder = Path(home_setting).expanduser() if home_setting else user_cache_path("embedstudy")
    except RuntimeError:
        folder = None
    if folder is None or (not home_setting and not folder.is_absolute()):
        why = f"{HOME_VARIABLE} is {home_setting!r}, and" if home_setting else ""
        raise InputError(f"{why} no home folder is known (set {HOME_VARIABLE} to a folder)".strip())
    return folder


@contextlib.contextmanager
def use_home(folder: Path | None) -> Iterator[None]:
    """Use another data home within a block, if the caller gives one.

    Raises
    ------
    FetchError
        If the data home cannot be looked into.
    """
    before = os.environ.get(HOME_VARIABLE)
    if folder is not None:
        os.environ[HOME_VARIABLE] = str(folder)
    try:
        with explain_home_errors():
            yield
    finally:
        if folder is not None:
            os.environ.pop(HOME_VARIABLE)
            if before is not None:
                os.environ[HOME_VARIABLE] = before


@contextlib.contextmanager
def explain_home_errors() -> Iterator[None]:
    """Say how the data home is set where files in it may not be looked at.

    Raises
    ------
    FetchError
        Instead of a PermissionError for a file of the data home.
    """
    try:
        yield
    except PermissionError as error:
        if error.filename and Path(error.filename).is_relative_to(data_home()):
            raise FetchError(
                f"{error.filename}: {error.strerror} "
                f"(set {HOME_VARIABLE} to a folder that can be read and written)"
            ) from error
        raise
