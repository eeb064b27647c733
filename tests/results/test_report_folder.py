"""The directory of numbers and a page; tests/results/test_initializers.py tries it with numbers."""

import json

import pytest

from embedstudy.errors import InputError
from embedstudy.results.report_folder import ReportFolder, make_tuples

FOLDER = ReportFolder("x.json", "x.csv", "embedstudy x", 2, (1, 2))


def test_a_document_is_read_without_the_marks_of_its_writer(tmp_path):
    folder = FOLDER.write(tmp_path / "a", {"rows": [1, 2]}, ["n"], [[1], [2]])
    assert FOLDER.read(folder, dict) == {"rows": [1, 2]}
    assert (folder / "x.csv").read_text().split() == ["n", "1", "2"]
    assert FOLDER.names == ("x.json", "x.csv", "report.html")


def test_a_document_of_another_command_or_version_is_not_read(tmp_path):
    FOLDER.write(tmp_path, {}, [], [])
    stranger = ReportFolder("x.json", "x.csv", "embedstudy y", 2, (2,))
    with pytest.raises(InputError, match=r"damaged .*made by something else"):
        stranger.read(tmp_path, dict)
    with pytest.raises(InputError, match=r"holds a x\.json that is not of this command"):
        stranger.check(tmp_path)
    later = ReportFolder("x.json", "x.csv", "embedstudy x", 3, (3,))
    with pytest.raises(InputError, match="of another version"):
        later.read(tmp_path, dict)


def test_a_parser_that_fails_is_damage(tmp_path):
    FOLDER.write(tmp_path, {"rows": 1}, [], [])
    with pytest.raises(InputError, match="damaged"):
        FOLDER.read(tmp_path, lambda document: document["columns"])


def test_a_changed_number_is_damage(tmp_path):
    FOLDER.write(tmp_path, {"rows": 1}, [], [])
    file = tmp_path / "x.json"
    document = json.loads(file.read_text())
    file.write_text(json.dumps({**document, "rows": 2}))
    with pytest.raises(InputError, match="its checksum is not that of its content"):
        FOLDER.read(tmp_path, dict)


def test_lists_become_tuples():
    assert make_tuples({"a": [1, 2], "b": "x"}) == {"a": (1, 2), "b": "x"}
