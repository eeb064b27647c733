from embedstudy.errors import DivergedError, InputError
from embedstudy.validation import unknown_name, unknown_word


def test_an_unknown_name_lists_the_valid_ones_nearest_first():
    error = unknown_name("strategy", "frosen", ["random", "finetuned", "frozen"])
    assert isinstance(error, InputError)
    assert isinstance(error, ValueError)
    assert str(error) == "no strategy 'frosen'; there are: frozen, finetuned, random"


def test_an_unknown_word_offers_spellings():
    words = ["wonderful", "wonder", "dull"]
    assert "nearest spellings: wonderful" in str(unknown_word("wonderfull", words))
    assert "no similar spelling" in str(unknown_word("qqqq", words))


def test_divergence_says_where_and_what_to_try():
    assert str(DivergedError(10.0, 2, 35)) == (
        "loss or weights not finite at epoch 2, step 35, learning rate 10 (try 1)"
    )
