"""The table of the formats of an animation."""

import pytest

from embedstudy.errors import InputError
from embedstudy.report.animation.formats import ANIMATION_FORMATS, AnimationFormat


def test_every_format_is_a_file_or_a_folder_of_named_files():
    assert list(ANIMATION_FORMATS) == ["gif", "mp4", "svg-frames"]
    for entry in ANIMATION_FORMATS.values():
        assert isinstance(entry, AnimationFormat)
    assert [entry.ending for entry in ANIMATION_FORMATS.values()] == [".gif", ".mp4", ""]


def test_an_unknown_format_offers_the_nearest():
    with pytest.raises(InputError, match="no format 'giff'; there are: gif"):
        ANIMATION_FORMATS.find("giff")
