"""A format of an export is added by one entry of one table."""

import json
import sys
from types import ModuleType

import pytest

from embedstudy.structure.export.formats import FORMATS, ExportFormat
from tests.cli.runner import call
from tests.structure.export.made_up import export, made_up, row


@pytest.fixture
def word_list(monkeypatch):
    def write(table, path):
        columns = [column.name for column in table.columns]
        path.write_text(json.dumps({"words": table.vectors.words, "columns": columns}))

    module = ModuleType("word_list_format")
    module.WORD_LIST = ExportFormat(ending=".json", write=write)
    monkeypatch.setitem(sys.modules, "word_list_format", module)
    monkeypatch.setitem(FORMATS, "word-list", "word_list_format:WORD_LIST")


def test_a_space_is_written_in_it(word_list, tmp_path, monkeypatch):
    study = made_up(tmp_path / "s", [row("random")])
    monkeypatch.chdir(tmp_path)
    exported = export(study, "word-list", "random")
    (path,) = exported.files
    assert path.suffix == ".json"
    written = json.loads(path.read_text())
    assert written["words"] == study.space(row("random").run).words
    assert {"count", "class", "drift"} <= set(written["columns"])


def test_it_is_a_choice_of_the_command(word_list, tmp_path):
    printed = call("export", "--help", env={"COLUMNS": "100"}).stdout
    assert "word-list" in printed
    study = made_up(tmp_path / "s", [row("random")])
    result = call("export", study.path, "--format", "word-list", "--out", tmp_path / "w.json")
    assert result.exit_code == 0
    assert (tmp_path / "w.json").is_file()
