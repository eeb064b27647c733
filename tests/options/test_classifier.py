import numpy as np
import pytest

from embedstudy.errors import InputError
from embedstudy.options.classifier import ClassifierOptions


def test_numbers_of_numpy_and_paths_count(tmp_path):
    options = ClassifierOptions(random_state=np.int64(3), vectors=tmp_path / "table.txt")
    assert options.random_state == 3
    assert type(options.random_state) is int
    assert options.vectors == str(tmp_path / "table.txt")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"strategy": "fozen"}, "no strategy 'fozen'; there are: frozen"),
        ({"encoder": "men"}, "no encoder 'men'; there are: mean"),
        ({"random_state": -1}, "random_state is -1; it must be a whole number, at least 0"),
        ({"random_state": True}, "random_state is true; it must be a whole number"),
        ({"class_weight": "equal"}, "no class_weight 'equal'; there are: balanced"),
        ({"validation_fraction": 0.0}, "validation_fraction is 0.0; .* above 0 and below 1"),
        ({"validation_fraction": 1.0}, "validation_fraction is 1.0; .* above 0 and below 1"),
        ({"verbose": -1}, "verbose is -1; it must be a whole number, at least 0"),
        ({"verbos": 1}, "no option 'verbos'; nearest: verbose"),
    ],
)
def test_bad_values_are_one_line(values, message):
    with pytest.raises(InputError, match=message) as error:
        ClassifierOptions(**values)
    assert "\n" not in str(error.value)
