import pytest

from embedstudy.nn.compile import warm_up
from embedstudy.nn.encoders import ENCODERS
from embedstudy.nn.model_config import recommended


@pytest.mark.parametrize("encoder", ENCODERS)
def test_every_model_can_be_compiled(encoder, capsys):
    warm_up(recommended(encoder), is_solved=encoder == "max")
    assert capsys.readouterr().err == ""


def test_a_model_that_reads_character_ngrams_can_be_compiled(capsys):
    warm_up(recommended("mean", char_ngrams="3-6"))
    assert capsys.readouterr().err == ""
