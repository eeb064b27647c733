"""What a person asks to compare, as given."""

import json

import numpy as np
import pytest

from embedstudy.errors import InputError
from embedstudy.study.plan.request import StudyRequest


def request(dataset, vectors=None, tokenizer="basic", **options) -> StudyRequest:
    return StudyRequest.from_call(dataset, vectors, tokenizer, options)


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("a.csv", "b.csv", "v.txt"):
        (tmp_path / name).write_text("text,label\n")
    return tmp_path


def test_one_thing_is_a_sequence_of_one(files):
    study_request = request("imdb", "v.txt")
    assert (study_request.datasets, study_request.vectors) == (("imdb",), ("v.txt",))
    assert request(files / "a.csv").datasets == (files / "a.csv",)
    assert study_request.dataset_names == ("imdb",)
    assert study_request.options.study.vectors == ("v.txt",)


def test_folds_have_no_learned_tokenizer(files):
    pytest.importorskip("tokenizers")
    assert request("a.csv", tokenizer="subwords:50").objects == []
    with pytest.raises(InputError, match="subwords:50: is learned from the training part, and wit"):
        request("a.csv", tokenizer="subwords:50", cv=3)
    assert request("a.csv", tokenizer=str.split).objects == [("tokenizer", "builtins.str.split")]


def test_places_hold_in_any_working_directory(files, monkeypatch):
    study_request = request(
        ["imdb", "a.csv", ["a.csv", "b.csv"]],
        ["v.txt", "glove-6b-50d", "train:word2vec"],
        dev_file="d.csv",
        seeds=3,
    )
    plain = json.loads(json.dumps(study_request.to_json()))
    assert plain["datasets"] == [
        "imdb", f"{files}/a.csv", [f"{files}/a.csv", f"{files}/b.csv"]
    ]  # fmt: skip
    assert plain["study"]["vectors"] == [f"{files}/v.txt", "glove-6b-50d", "train:word2vec"]
    assert (plain["data"]["dev_file"], plain["data"]["test_file"]) == (f"{files}/d.csv", None)
    assert plain["study"]["seeds"] == 3


def test_objects_of_python_cannot_be_written(corpus, vectors):
    study_request = request(corpus, [vectors], str.split)
    assert study_request.objects == [
        ("data set", "made-up"), ("vectors", "made-up-8d"), ("tokenizer", "builtins.str.split")
    ]  # fmt: skip
    assert study_request.to_json() is None


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([],), "name at least one data set"),
        (("rotten-tomatos",), "no data set 'rotten-tomatos'"),
        (("imdb", "glove-50"), "no vectors 'glove-50'"),
        (("imdb", np.array(["a", "b"])), r"vectors is a ndarray; .*one argument: \(texts, labels"),
        (("imdb", None, "basik"), "no tokenizer 'basik'; there are: basic"),
    ],
)
def test_a_misspelt_name_fails_at_once(arguments, message):
    with pytest.raises(InputError, match=message):
        request(*arguments)


@pytest.mark.parametrize(
    ("asked_for", "begun", "is_kept", "expected"),
    [
        (None, True, True, True),
        (None, False, False, False),
        (None, None, True, None),
        (True, None, True, None),  # it asks for what is so
        (False, None, True, False),
        (True, False, False, True),
        (False, True, False, False),
    ],
)
def test_a_study_that_goes_on_keeps_its_wish_for_snapshots(
    asked_for, begun, is_kept, expected, files
):
    wanted = request("a.csv", strategies=["random"], snapshots=asked_for)
    meta = {"options": {"study": {"snapshots": begun}}, "snapshots": {"kept": is_kept}}
    assert wanted.with_begun(meta).options.study.snapshots is expected


@pytest.mark.parametrize("options", [None, [], {"study": 1}, {"study": {}}])
def test_a_study_without_options_leaves_a_wish_for_snapshots_as_it_is(options, files):
    wanted = request("a.csv", strategies=["random"], snapshots=True)
    assert wanted.with_begun({"options": options}).options.study.snapshots is True
