"""Colours on stdout."""

import re

import pytest

from tests.cli.runner import call

DATA = ["rotten-tomatoes", "--vectors", "glove-6b-50d"]
QUICK = ["--seeds", "2", "--epochs", "1", "--lr", "0.1", "--quiet"]


@pytest.mark.parametrize(("no_color", "colored"), [("", True), ("1", False)])
def test_no_color_is_heeded(quick, no_color, colored):
    environment = {"FORCE_COLOR": "1", "NO_COLOR": no_color, "TERM": "xterm-256color"}
    result = call("compare", *DATA, *QUICK, "--resume", "--out", quick, env=environment)
    assert not re.search(r"\x1b\[[0-9;]*(3|4|9)[0-7]", result.stdout)  # only bold, dim, italic
    assert ("\x1b[1m" in result.stdout) is True
    assert result.exit_code == 0
