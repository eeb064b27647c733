"""Everything on a page has a look, and no two things have the same."""

import pytest
from matplotlib.markers import MarkerStyle

from embedstudy.baselines import BASELINES, Baseline
from embedstudy.report.palette import COLOURS
from embedstudy.report.styles import find_look, find_space_look
from embedstudy.strategies import STRATEGIES, list_space_kinds


@pytest.mark.parametrize("name", [*STRATEGIES, *BASELINES])
def test_strategies_and_baselines_look_as_their_tables_say(name):
    entry = STRATEGIES[name] if name in STRATEGIES else BASELINES[name]
    look = find_look(name)
    assert (look.marker, look.sign, look.title) == (entry.marker, entry.sign, entry.title)
    assert look.colour in COLOURS
    assert look.is_baseline == (look.colour == Baseline.colour) == (name in BASELINES)
    assert MarkerStyle(look.marker).get_path() is not None


def test_no_two_look_the_same():
    looks = [find_look(name) for name in (*STRATEGIES, *BASELINES)]
    assert len({(look.colour, look.sign) for look in looks}) == len(looks)


def test_spaces_look_like_their_strategies_and_hollow_before_training():
    before, random = find_space_look("random-before"), find_space_look("random")
    assert (before.colour, before.marker) == (random.colour, random.marker)
    assert (before.sign, before.is_hollow) == ("○", True)
    assert (random.sign, random.is_hollow) == ("●", False)
    pretrained, frozen = find_space_look("pretrained"), find_look("frozen")
    assert (pretrained.colour, pretrained.sign, pretrained.is_hollow) == ("orange", "■", False)
    assert frozen.sign == pretrained.sign


def test_every_kind_of_space_can_be_told_from_the_others():
    kinds = [kind for kind in list_space_kinds() if kind != "frozen"]  # it stays as pretrained
    assert len({(find_space_look(k).colour, find_space_look(k).sign) for k in kinds}) == len(kinds)


def test_a_name_of_another_version_is_drawn_all_the_same():
    for look in (find_look("unheard-of"), find_space_look("unheard-of")):
        assert look.colour in COLOURS
        assert look.sign
        assert not look.is_baseline
