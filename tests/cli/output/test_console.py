"""What stdout gets: colours, and characters that would act on a terminal."""

import re

import pytest
from rich.text import Text

from embedstudy.cli.output.console import (
    print_document,
    print_fields,
    print_json,
    print_lines,
    print_text,
)
from tests.cli.runner import call


@pytest.mark.parametrize(("no_color", "colored"), [("", True), ("1", False)])
def test_no_color_is_heeded(quick, no_color, colored):
    environment = {"FORCE_COLOR": "1", "NO_COLOR": no_color, "TERM": "xterm-256color"}
    result = call("show", quick, env=environment)
    assert not re.search(r"\x1b\[[0-9;]*(3|4|9)[0-7]", result.stdout)  # only bold, dim, italic
    assert ("\x1b[1m" in result.stdout) is True
    assert result.exit_code == 0


HOSTILE = "a\x1b]0;b\x07\x9b1m\u202ec"
SHOWN = r"a\x1b]0;b\x07\x9b1m\u202ec"


def test_no_printing_function_passes_an_escape_on(capsys):
    for print_it, shown in (
        (lambda: print_text(HOSTILE), SHOWN),
        (lambda: print_lines([Text("a\x1b[0m", "bold")]), r"a\x1b[0m"),
        (lambda: print_fields(HOSTILE, "x\ty"), SHOWN + "\t" + r"x\ty"),
        (lambda: print_document(f"{HOSTILE}\n\tnext"), SHOWN + "\n\tnext"),
    ):
        print_it()
        assert capsys.readouterr().out == f"{shown}\n"
    print_json({"name": HOSTILE})
    assert capsys.readouterr().out.isascii()
