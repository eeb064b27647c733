"""``embedstudy vectors download``."""

import gzip
import os
from pathlib import Path

import pytest

from tests.cli.runner import call
from tests.fetch.server import Answer, Server

CONTENT = gzip.compress(b"good 1 2\nbad 3 4\n")


def test_vectors_download_prints_where_they_are():
    result = call("vectors", "download", "glove-6b-50d")
    name, folder = result.stdout.strip().split("\t")
    assert name == "glove-6b-50d"
    assert (Path(folder) / "glove_6B_50d_emb.npy").stat().st_size == 80_000_128


@pytest.fixture
def server():
    server = Server()
    yield server
    server.close()


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
