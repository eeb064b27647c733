"""The split that results are of."""

import pytest

from embedstudy.results.protocol import list_protocol


@pytest.mark.parametrize(
    ("repeats", "sentence"),
    [
        ({"test in train": 1, "test in dev": 3}, "1 test text stands in train too, word for word"),
        ({"dev in train": 1200}, "1,200 dev texts stand in train too, word for word"),
        (
            {"dev in train": 2, "test in train": 1},
            "1 test and 2 dev texts stand in train too, word for word",
        ),
    ],
)
def test_held_out_texts_that_stand_in_train_are_told(repeats, sentence):
    assert list_protocol({"protocol": "", "repeats": repeats}) == [sentence]
    assert list_protocol({"protocol": "random", "repeats": repeats}) == ["random", sentence]


def test_nothing_is_told_of_a_clean_data_set_and_of_an_older_study():
    assert list_protocol({"protocol": "", "repeats": {"test in train": 0}}) == []
    assert list_protocol({}) == []
