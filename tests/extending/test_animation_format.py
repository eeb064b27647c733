"""A format of an animation is added by one entry of one table."""

import sys
from types import ModuleType

import pytest

from embedstudy.report.animation.formats import ANIMATION_FORMATS, AnimationFormat
from tests.cli.runner import call
from tests.report.explorer.made_up import made_up


@pytest.fixture
def places(monkeypatch):
    def write(film, advance):
        advance(1)
        return [repr(film.places[:, word].tolist()).encode() for word, _ in film.labels[:1]]

    module = ModuleType("places_format")
    module.PLACES = AnimationFormat(ending=".txt", write=write)
    monkeypatch.setitem(sys.modules, "places_format", module)
    monkeypatch.setitem(ANIMATION_FORMATS, "places", "places_format:PLACES")


def test_it_is_a_choice_of_the_command_and_writes(places, tmp_path):
    printed = call("export", "--help", env={"COLUMNS": "100"}).stdout
    assert "places" in printed
    study = made_up(tmp_path / "study", epochs=(0, 1))
    out = tmp_path / "places.txt"
    options = ["--format", "places", "--run", "random", "--out", out]
    result = call("export", study.path, *options)
    assert result.exit_code == 0
    assert out.read_text().startswith("[[")
