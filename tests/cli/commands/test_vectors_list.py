"""``embedstudy vectors list``."""

import json
import subprocess
import sys

import pytest

from embedstudy import registry
from tests.cli.runner import call, process


@pytest.mark.parametrize("width", [80, 100])
def test_the_list_fits_the_terminal(width, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(width))
    result = call("vectors", "list")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert max(map(len, lines)) <= width
    assert "…" not in result.stdout
    assert lines[0].split() == ["name", "kind", "dim", "words", "size", "licence", "from", "disk"]
    row = next(line for line in lines if line.startswith(" glove-6b-50d "))
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
        process = subprocess.run(
            command, shell=True, stderr=subprocess.PIPE, text=True, check=False
        )
        assert (process.returncode, process.stderr) == (0, "")


def test_in_a_pipe_every_name_is_whole():
    with process("vectors", "list") as running:
        names = {line.split()[0] for line in running.stdout if line.strip()}
    assert set(registry.vectors_names()) <= names


def test_the_list_as_json_is_one_document(tmp_path):
    document = json.loads(call("vectors", "list", "--json", "--home", tmp_path).stdout)
    rows = {row["name"]: row for row in document["vectors"]}
    assert list(rows) == registry.vectors_names()
    google = rows["gensim:word2vec-google-news-300"]
    assert (google["words_count"], google["dim"], google["size"]) == (3_000_000, 300, 1743563840)
    assert not any(row["on_disk"] for row in rows.values())
    assert {"kind", "licence", "citation", "sources"} <= set(google)
