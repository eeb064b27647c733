"""``embedstudy vectors`` as a person meets it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from embedstudy import registry
from embedstudy.storage import data_home
from embedstudy.vectors import catalog
from embedstudy.vectors.sources import source_files
from tests.cli.runner import call, process
from tests.fetch.server import Answer, Server

CONTENT = os.urandom(100_000)


@pytest.fixture
def server():
    server = Server()
    yield server
    server.close()


@pytest.mark.parametrize("width", [80, 100])
def test_the_list_fits_the_terminal(width, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(width))
    result = call("vectors", "list")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert max(map(len, lines)) <= width
    assert "…" not in result.stdout
    assert lines[0].split() == ["name", "kind", "dim", "words", "size", "licence", "from", "disk"]
    row = next(line for line in lines if line.startswith("glove-6b-50d "))
    assert row.split()[1:] == ["GloVe", "50", "400K", "76MB", "PDDL-1.0", "pip,web", "yes"]


@pytest.mark.parametrize("width", [30, 40, 60, 79])
def test_in_a_narrow_terminal_nothing_is_cut(width, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(width))
    result = call("vectors", "list")
    lines = result.stdout.splitlines()
    assert "…" not in result.stdout
    assert set(registry.vectors_names()) <= set(lines)
    assert max(len(line) for line in lines if line.startswith("  ")) <= width
    text = " ".join(result.stdout.split())
    assert "glove-6b-50d GloVe, 50 dimensions, 400K words, 76MB, PDDL-1.0, from pip,web" in text


def test_nobody_reads_what_is_printed():
    """stdout is closed by a shell's ``>&-``."""
    for arguments in ("list", "list --json"):
        command = f"{sys.executable} -m embedstudy vectors {arguments} >&-"
        done = subprocess.run(command, shell=True, stderr=subprocess.PIPE, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")


def test_info_of_a_name_on_disk_shows_what_was_tolerated(tmp_path, monkeypatch):
    matrix, words = source_files(registry.vectors("glove-6b-50d").sources[0])
    home = data_home()
    monkeypatch.setenv("EMBEDSTUDY_HOME", str(tmp_path))
    monkeypatch.setattr(catalog, "load_located", lambda name, vocabulary, options: Noted())
    assert "notes" not in json.loads(call("vectors", "info", "glove-6b-50d", "--json").stdout)
    for path in (matrix, words):
        there = tmp_path / path.relative_to(home)
        there.parent.mkdir(parents=True, exist_ok=True)
        there.touch()
    shown = json.loads(call("vectors", "info", "glove-6b-50d", "--json").stdout)
    assert shown["notes"] == ["2 words occur again"]
    assert "note      2 words occur again" in call("vectors", "info", "glove-6b-50d").stdout


class Noted:
    notes = ("2 words occur again",)


@pytest.mark.parametrize(
    "command", [("list",), ("info", "glove-6b-50d"), ("download", "glove-6b-50d")]
)
def test_a_home_that_may_not_be_looked_at(command, tmp_path, monkeypatch):
    def refuse(path):
        raise PermissionError(13, "Permission denied", str(path))

    home = tmp_path / "home"
    monkeypatch.setattr(Path, "is_file", refuse)
    result = call("vectors", *command, "--home", home)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"error: {home}/vectors/")
    assert "Permission denied (set EMBEDSTUDY_HOME to a folder" in result.stderr
    assert result.stderr.count("\n") == 1


def test_in_a_pipe_every_name_is_whole():
    with process("vectors", "list") as running:
        listed = {line.split()[0] for line in running.stdout if line.strip()}
    assert set(registry.vectors_names()) <= listed


def test_the_list_as_json_is_one_document(tmp_path):
    document = json.loads(call("vectors", "list", "--json", "--home", tmp_path).stdout)
    rows = {row["name"]: row for row in document["vectors"]}
    assert list(rows) == registry.vectors_names()
    google = rows["gensim:word2vec-google-news-300"]
    assert (google["words_count"], google["dim"], google["size"]) == (3_000_000, 300, 1743563840)
    assert not any(row["on_disk"] for row in rows.values())
    assert {"kind", "licence", "citation", "sources"} <= set(google)


def test_info_says_where_it_is_and_what_its_hash_is():
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
    assert result.stderr.startswith("error: no vectors 'glove-6b-50'; there are: glove-6b-50d, ")


def test_an_address_is_downloaded_to_the_home_that_is_named(server, tmp_path):
    url, before = server.put("/data/v.gz", CONTENT), os.environ.get("EMBEDSTUDY_HOME")
    result = call("vectors", "download", "--quiet", url, "--home", tmp_path / "there")
    assert result.exit_code == 0
    assert result.stderr == ""
    name, folder = result.stdout.strip().split("\t")
    assert name == url
    assert (Path(folder) / "v.gz").read_bytes() == CONTENT
    assert Path(folder).is_relative_to(tmp_path / "there")
    assert os.environ.get("EMBEDSTUDY_HOME") == before


def test_what_cannot_be_fetched_is_one_line_and_status_1(server, tmp_path):
    url = server.put("/v.zip", b"", Answer(body=b"<!doctype html>gone"))
    result = call("vectors", "download", "-q", url, "--home", tmp_path)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr == f"error: got an HTML page (404?) from {url}\n"


@pytest.mark.parametrize("name", ["file:///etc/passwd", "http://169.254.169.254/x", "../../etc/x"])
def test_hostile_names_are_bad_input_before_anything_is_written(name, tmp_path):
    result = call("vectors", "download", name, "--home", tmp_path / "home")
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("bad", ["glove-6b-50", "file:///etc/passwd"])
def test_one_bad_name_stops_before_the_first_download(server, tmp_path, bad):
    url = server.put("/v.gz", CONTENT)
    result = call("vectors", "download", url, bad, "--home", tmp_path)
    assert result.exit_code == 2
    assert server.requests == []
