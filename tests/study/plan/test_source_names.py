"""Names that a study calls its data by, and places that hold in any working directory."""

from pathlib import Path

import pytest

from embedstudy.errors import InputError
from embedstudy.study.plan.source_names import name_datasets, name_vectors


def test_files_are_called_by_their_names_wherever_they_are(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for path in ("a.csv", "./a.csv", "x/../a.csv", tmp_path / "a.csv", Path("a.csv")):
        assert name_datasets([path]) == ["a.csv"]
        assert name_vectors([str(path)]) == ["a.csv"]
    assert name_datasets(["folder/"]) == ["folder"]
    assert name_datasets([["x/a.csv", "x/b.csv"]]) == ["a.csv, b.csv"]


def test_other_names_are_as_they_are(corpus, vectors):
    assert name_datasets(["imdb", "hf:owner/name:config", corpus]) == [
        "imdb", "hf:owner/name:config", "made-up"
    ]  # fmt: skip
    names = ["glove-6b-50d", "https://host/v.txt", "hf:me/v#en.vec", "train:word2vec"]
    assert name_vectors([*names, vectors]) == [*names, "made-up-8d"]


def test_a_name_that_is_taken_is_told_apart_and_the_first_keep_theirs():
    assert name_datasets(["x/a.csv", "y/a.csv", "z/y/a.csv"]) == ["a.csv", "y/a.csv", "z/y/a.csv"]
    assert name_vectors(["x/v.txt", "y/v.txt"]) == ["v.txt", "y/v.txt"]
    assert name_datasets(["imdb", "x/imdb"]) == ["imdb", "x/imdb"]
    assert name_datasets(["x/imdb"]) == ["x/imdb"]  # not the one of the registry


@pytest.mark.parametrize("twice", [["imdb", "imdb"], ["a.csv", "./a.csv"]])
def test_one_thing_twice_is_refused(twice):
    with pytest.raises(InputError, match="every data set needs a name of its own"):
        name_datasets(twice)
