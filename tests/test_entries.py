"""A table of things by name imports an entry when it is first used."""

import sys

import pytest

from embedstudy.entries import Entries
from embedstudy.errors import InputError


@pytest.fixture
def module(tmp_path, monkeypatch) -> str:
    """The name of a module that nothing has imported."""
    (tmp_path / "module_of_entries.py").write_text("THING = ['a thing']\n")
    monkeypatch.syspath_prepend(tmp_path)
    yield "module_of_entries"
    sys.modules.pop("module_of_entries", None)


def test_names_import_nothing(module):
    entries = Entries("thing", {"lazy": f"{module}:THING", "ready": 3})
    assert list(entries) == ["lazy", "ready"]
    assert "lazy" in entries
    assert len(entries) == 2
    assert module not in sys.modules


def test_an_entry_is_imported_once(module):
    entries = Entries("thing", {"lazy": f"{module}:THING"})
    assert entries["lazy"] == ["a thing"]
    assert entries["lazy"] is entries["lazy"] is sys.modules[module].THING


def test_an_entry_may_be_the_thing_itself():
    thing = object()
    assert Entries("thing", {"ready": thing}).find("ready") is thing


def test_values_are_the_things_and_not_their_places(module):
    entries = Entries("thing", {"lazy": f"{module}:THING", "ready": 3})
    assert dict(entries) == {"lazy": ["a thing"], "ready": 3}


def test_a_newcomer_is_found(module, monkeypatch):
    entries = Entries("thing", {"ready": 3})
    monkeypatch.setitem(entries, "new", f"{module}:THING")
    assert entries.find("new") == ["a thing"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("lasy", "no thing 'lasy'; there are: lazy, ready"),
        (7, "thing: a name is a string, not 7"),
        (["lazy"], "thing: a name is a string, not ['lazy']"),
    ],
)
def test_an_unknown_name_lists_the_others(module, name, message):
    entries = Entries("thing", {"ready": 3, "lazy": f"{module}:THING"})
    with pytest.raises(InputError) as caught:
        entries.find(name)
    assert str(caught.value) == message
    assert module not in sys.modules
