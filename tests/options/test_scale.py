import pytest

from embedstudy.errors import InputError
from embedstudy.nn.model_config import recommended
from embedstudy.options.scale import Scale, format_factor, read_scale


def test_what_it_may_be():
    assert read_scale("auto") == Scale(is_tuned=True)
    assert read_scale("unit") == Scale(unit=True)
    assert read_scale("x0.3") == Scale(0.3)
    assert read_scale("norm:.5") == Scale(length=0.5)
    for factor in (1.0, 0.3, 1e-05, 12.0):
        assert read_scale(format_factor(factor)) == Scale(factor)


BAD = ("", "0.3", "x", "x0", "x-1", "xinf", "xnan", "norm", "norm:0", "norm:x", "Unit", "x1e999")


@pytest.mark.parametrize("text", BAD)
def test_what_it_may_not_be(text):
    with pytest.raises(InputError, match=r"it must be auto, xF such as x0\.3, norm:F"):
        recommended("mean", scale=text)
