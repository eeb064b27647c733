"""The libraries that tests compare with, of the extra `peers`; without them tests are skipped."""

from tempfile import TemporaryDirectory
from types import ModuleType

import pytest


def peer(name: str) -> ModuleType:
    """Import a library, whatever warnings that gives, or skip the tests of the module that asks."""
    __tracebackhide__ = True  # the report names the module that is skipped
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as folder:
        patch.setenv("KERAS_BACKEND", "numpy")
        patch.setenv("KERAS_HOME", folder)  # it writes a file of settings when it is imported
        return pytest.importorskip(
            name, reason=f"compares with {name}, which `make peers` installs"
        )
