"""All options of a study in one value."""

import json

import numpy as np
import pytest

from embedstudy.errors import InputError
from embedstudy.options.compare import CompareOptions, find_groups, list_names
from embedstudy.options.data import DataOptions
from embedstudy.options.vectors import VectorOptions

VALUES = {
    "seeds": np.int64(3), "train_sizes": [100, "all"], "tune_dropout": 0.1, "min_count": 2,
    "skip_bad_lines": True, "epochs": 4, "optimizer": "adam", "limit": 50, "jobs": 2,
}  # fmt: skip


def test_options_go_to_their_groups():
    options = CompareOptions.from_values(VALUES)
    assert options.study.seeds == 3
    assert options.study.train_sizes == (100, "all")
    assert options.tuning.tune_dropout == (0.1,)
    assert options.text.min_count == 2
    assert options.model == {"epochs": 4, "optimizer": "adam"}
    assert (options.reading.limit, options.running.jobs) == (50, 2)


def test_a_shared_option_goes_to_every_group_that_has_it():
    options = CompareOptions.from_values(VALUES)
    assert find_groups("skip_bad_lines") == ["data", "reading"]
    assert options.data.skip_bad_lines
    assert options.reading.skip_bad_lines


def test_a_group_may_be_given_as_a_whole():
    one = CompareOptions.from_values(
        {"data": {"encoding": "latin-1"}, "reading": VectorOptions(limit=5), "model": {"dim": 9}}
    )
    flat = CompareOptions.from_values({"encoding": "latin-1", "limit": 5, "dim": 9})
    assert one == flat
    assert one == CompareOptions.from_values(
        {"data": DataOptions(encoding="latin-1"), "reading": {"limit": 5}, "model": {"dim": 9}}
    )


def test_none_is_the_default():
    assert (
        CompareOptions.from_values(
            {"epochs": None, "probes": None, "limit": None, "data": None, "model": {"dim": None}}
        )
        == CompareOptions()
    )


def test_through_json_they_stay_the_same():
    options = CompareOptions.from_values({k: v for k, v in VALUES.items() if k != "jobs"})
    assert CompareOptions.from_json(json.loads(json.dumps(options.to_json()))) == options
    assert CompareOptions.from_values(options.to_values()) == options
    assert "running" not in options.to_json()


@pytest.mark.parametrize(
    ("flag", "value"), [("resume", "resume"), ("extend", "extend"), ("force", "replace")]
)
def test_shorthands_of_if_exists(flag, value):
    assert CompareOptions.from_values({flag: True}).running.if_exists == value
    assert CompareOptions.from_values({flag: False}).running.if_exists == "fail"
    with pytest.raises(InputError, match=f"{flag} and if_exists exclude each other"):
        CompareOptions.from_values({flag: True, "if_exists": "fail"})


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"sedes": 5}, "no option 'sedes'; nearest: seeds,"),
        ({"data": {"encodng": "x"}}, "no option 'encodng'; nearest: encoding,"),
        ({"model": {"drop_out": 0.1}}, "no option 'drop_out'; nearest: dropout,"),
        ({"model": 3}, "model is 3; it must be ModelOptions or a mapping"),
        ({"resume": True, "force": True}, "resume and force exclude each other: give one of"),
        ({"seeds": "5"}, "seeds is '5'; it must be a whole number"),
        ({"seeds": True}, "seeds is true; it must be a whole number"),
        ({"seeds": 0}, "seeds is 0; it must be a whole number, at least 1"),
        ({"vectors": ["imdb", 7]}, "vectors holds 7; each value must be a string"),
        ({"train_sizes": [10, "most"]}, "train size 'most' is neither a number of texts nor 'all'"),
        ({"train_sizes": ["1_0"]}, "train size '1_0' is neither a number of texts nor 'all'"),
        (
            {"train_sizes": [0]},
            'train_sizes holds 0; each value must be a whole number, at least 1, or "all"',
        ),
        ({"learning_rate": "fast"}, "learning_rate is 'fast'; it must be a number, above 0, or"),
        ({"learning_rate": None}, "learning_rate is None; it must be a number, above 0"),
        ({"learning_rate": float("inf")}, "learning_rate is inf; it must be"),
        ({"tune_dropout": [0, 2]}, "tune_dropout holds 2; each value must be a number, at least 0"),
        ({"if_exists": "reusme"}, "no if_exists 'reusme'; there are: resume,"),
        ({"strategies": "frozn"}, "no strategy 'frozn'; there are: frozen,"),
        ({"oov": "zero"}, "no policy for words without a vector 'zero'; there are: zeros,"),
    ],
)
def test_bad_values(values, message):
    with pytest.raises(InputError) as raised:
        CompareOptions.from_values(values)
    assert str(raised.value).startswith(message)
    assert "\n" not in str(raised.value)


def test_a_group_that_there_is_not():
    with pytest.raises(InputError, match="no group of options 'studdy'; there are: study,"):
        CompareOptions.from_json({"studdy": {}})


def test_every_name_is_known_once():
    names = list(list_names())
    assert len(names) == len(set(names))
    assert {"vectors", "skip_bad_lines", "model", "if_exists"} <= set(names)
