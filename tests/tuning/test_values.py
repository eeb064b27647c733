from embedstudy.nn.model_config import recommended
from embedstudy.tuning.values import UNTUNED, TunedValues


def test_tuned_values_take_the_place_of_those_of_a_model():
    config = recommended("mean", dropout=0.1, epochs=7)
    assert UNTUNED.apply_to(config) == config
    tuned = TunedValues(0.3, dropout=0.0, epochs=3, scale=0.3).apply_to(config).options
    assert (tuned.dropout, tuned.epochs, tuned.scale) == (0.0, 3, "x0.3")


def test_what_they_are_in_words():
    assert str(TunedValues(0.3, 0.5, 4, scale=0.1)) == "rate 0.3, dropout 0.5, epochs 4, scale 0.1"
    assert str(TunedValues(0.3, scale=1.0)) == "rate 0.3"
    assert str(TunedValues(c=10.0)) == "C 10"


def test_a_key_has_the_digits_that_a_table_keeps():
    assert TunedValues(0.123456789).key == TunedValues(0.123457).key != TunedValues(0.12345).key
    assert TunedValues(0.1).key != TunedValues(scale=0.1).key
