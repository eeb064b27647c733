"""``embedstudy vectors info``."""

import json

import numpy as np
import pytest

from embedstudy import registry
from embedstudy.storage import data_home
from embedstudy.vectors import catalog
from embedstudy.vectors.sources import list_source_files, locate
from tests.cli.runner import call


def test_info_of_a_name_on_disk_shows_what_was_tolerated(tmp_path, monkeypatch):
    matrix, words = list_source_files(registry.vectors("glove-6b-50d").sources[0])
    home = data_home()
    monkeypatch.setenv("EMBEDSTUDY_HOME", str(tmp_path))
    monkeypatch.setattr(catalog, "read_vectors", lambda name, vocabulary, options: Noted())
    assert "notes" not in json.loads(call("vectors", "info", "glove-6b-50d", "--json").stdout)
    for path in (matrix, words):
        link = tmp_path / path.relative_to(home)
        link.parent.mkdir(parents=True, exist_ok=True)
        link.touch()
    shown = json.loads(call("vectors", "info", "glove-6b-50d", "--json").stdout)
    assert shown["notes"] == ["2 words occur again"]
    assert "note      2 words occur again" in call("vectors", "info", "glove-6b-50d").stdout


class Noted:
    notes = ("2 words occur again",)
    dim = 50
    mean_norm = 5.0
    matrix = np.eye(3, 50)
    reading = ""

    def __len__(self):
        return 400_000


def test_info_says_where_it_is_and_what_its_hash_is():
    locate("glove-6b-50d", progress=False)
    result = call("vectors", "info", "glove-6b-50d")
    assert result.exit_code == 0
    entry = registry.vectors("glove-6b-50d")
    for part in (
        entry.title, entry.citation, entry.licence, "400,000 x 50", entry.sources[0].matrix.sha256,
        str(data_home()), "on disk, 80 MB", "not on disk", "glove.6B.zip",
    ):  # fmt: skip
        assert part in result.stdout
    document = json.loads(call("vectors", "info", "glove-6b-50d", "--json").stdout)
    assert document["on_disk"] is True
    assert document["sources"][0]["on_disk"][0]["size"] == 80_000_128
    assert [source["type"] for source in document["sources"]] == ["wheel", "web", "web"]


@pytest.mark.parametrize("name", registry.vectors_names())
def test_info_of_every_name(name, tmp_path):
    result = call("vectors", "info", name, "--home", tmp_path)
    assert result.exit_code == 0
    assert result.stdout.startswith(f"{name}: ")
    assert str(tmp_path) in result.stdout


def test_info_of_what_there_is_not():
    result = call("vectors", "info", "glove-6b-50")
    assert result.exit_code == 2
    assert result.stderr.startswith("error: no vectors 'glove-6b-50'; nearest: glove-6b-50d, ")
