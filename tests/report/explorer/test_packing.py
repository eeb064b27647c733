"""Numbers become text of few bytes, and text that is safe in a script element."""

import base64
import json

import numpy as np
import pytest

from embedstudy.report.explorer.packing import (
    NOTHING_8,
    NOTHING_16,
    pack,
    pack_fixed,
    pack_hundredths,
    to_json,
)


def unpack(text, dtype):
    return np.frombuffer(base64.b64decode(text), dtype=dtype).tolist()


def test_numbers_are_little_endian_row_after_row():
    assert unpack(pack(np.array([[1, 2], [3, 256]]), "<u2"), "<u2") == [1, 2, 3, 256]
    assert pack(np.array([256]), "<u2") == base64.b64encode(b"\x00\x01").decode()


def test_cosines_have_two_digits():
    values = np.array([0.126, -1.5, np.nan])
    assert unpack(pack_hundredths(values), "i1") == [13, -100, 0]
    shown = np.array([False, True, True])
    assert unpack(pack_hundredths(values, shown), "i1") == [NOTHING_8, -100, 0]


def test_multiples_of_a_unit_are_clipped_and_gaps_marked():
    values, shown = np.array([0.5, 1e9, np.inf, 1.0]), np.array([True, True, True, False])
    assert unpack(pack_fixed(values, 0.1, shown), "<i2") == [5, 32767, NOTHING_16, NOTHING_16]


@pytest.mark.parametrize("text", ["</script>", "<!--", "&lt;", "\u2028\u2029", "é 🎬"])
def test_json_comes_back_and_begins_no_tag(text):
    packed = to_json({"word": text})
    assert json.loads(packed) == {"word": text}
    assert not set("<>&\u2028\u2029") & set(packed)
