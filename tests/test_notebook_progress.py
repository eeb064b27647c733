"""Bars in a notebook; IPython and its kernel are made up."""

import sys
from types import ModuleType, SimpleNamespace
from typing import ClassVar

import pytest

from embedstudy.notebook_progress import find_tqdm
from embedstudy.progress import Standing, progress_bar, show_board


class Bar:
    """What tqdm is to its callers."""

    bars: ClassVar[list["Bar"]] = []

    def __init__(self, **options):
        self.options, self.n, self.states, self.doing = options, options["initial"], [], ""
        self.bars.append(self)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.is_closed = True

    def set_postfix_str(self, text, refresh):
        self.doing = text

    def refresh(self):
        self.states.append((self.n, self.doing))


@pytest.fixture
def notebook(monkeypatch):
    ipython = ModuleType("IPython")
    ipython.get_ipython = lambda: SimpleNamespace(kernel=object())
    auto = ModuleType("tqdm.auto")
    auto.tqdm = Bar
    monkeypatch.setitem(sys.modules, "IPython", ipython)
    monkeypatch.setitem(sys.modules, "tqdm", ModuleType("tqdm"))
    monkeypatch.setitem(sys.modules, "tqdm.auto", auto)
    monkeypatch.setattr(Bar, "bars", [])


@pytest.mark.usefixtures("notebook")
def test_a_bar_moves_and_says_what_is_done():
    with progress_bar("reading words", 10, show=True, done=2) as advance:
        advance(5, "dev")
    (bar,) = Bar.bars
    assert bar.options["desc"] == "reading words"
    assert (bar.options["total"], bar.options["initial"]) == (10, 2)
    assert bar.states == [(5, "dev")]
    assert bar.is_closed


@pytest.mark.usefixtures("notebook")
def test_bytes_have_a_unit():
    with progress_bar("fetching", 10, show=True, in_bytes=True):
        pass
    assert Bar.bars[0].options["unit"] == "B"


@pytest.mark.usefixtures("notebook")
def test_a_study_is_one_bar():
    with show_board("training", lambda: Standing(3, 8), show=True) as say:
        say("a line that a bar replaces")
    (bar,) = Bar.bars
    assert (bar.options["total"], bar.options["initial"]) == (8, 3)
    assert bar.is_closed


@pytest.mark.usefixtures("notebook")
def test_it_is_quiet_where_asked():
    with progress_bar("x", 1, show=False), show_board("x", lambda: Standing(0, 1), show=False):
        pass
    assert Bar.bars == []


def test_a_terminal_of_ipython_has_no_kernel(notebook, monkeypatch):
    assert find_tqdm() is Bar
    monkeypatch.setattr(sys.modules["IPython"], "get_ipython", SimpleNamespace)
    assert find_tqdm() is None


def test_without_tqdm_there_are_plain_lines(notebook, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    with progress_bar("reading words", 10, show=True):
        pass
    assert capsys.readouterr().err == "reading words ...\n"
