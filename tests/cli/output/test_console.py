"""Colours on stdout."""

import re

import pytest

from tests.cli.runner import call


@pytest.mark.parametrize(("no_color", "colored"), [("", True), ("1", False)])
def test_no_color_is_heeded(quick, no_color, colored):
    environment = {"FORCE_COLOR": "1", "NO_COLOR": no_color, "TERM": "xterm-256color"}
    result = call("show", quick, env=environment)
    assert not re.search(r"\x1b\[[0-9;]*(3|4|9)[0-7]", result.stdout)  # only bold, dim, italic
    assert ("\x1b[1m" in result.stdout) is True
    assert result.exit_code == 0
