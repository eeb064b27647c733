import csv
import dataclasses
import json

import pytest

from embedstudy.errors import InputError
from embedstudy.results.initializers import FOLDER
from tests.report.made_up import made_up


def test_what_is_written_is_read_again(tmp_path):
    starts = made_up(dataset='a"b,\udc80\n', command="x")
    FOLDER.write(tmp_path / "a" / "b", starts, b"page")
    assert FOLDER.read(tmp_path / "a" / "b") == starts


def test_files_of_format_1_are_read_too(tmp_path):
    starts = made_up()
    file = FOLDER.write(tmp_path, starts, b"page").with_name("starts.json")
    document = json.loads(file.read_text())
    del document["checksum"]
    for row in document["rows"]:
        del row["classes_predicted"]
    file.write_text(json.dumps({**document, "format": 1}))
    rows = tuple(dataclasses.replace(row, classes_predicted=None) for row in starts.rows)
    assert FOLDER.read(tmp_path) == dataclasses.replace(starts, rows=rows)


def test_the_table_has_a_row_a_network(tmp_path):
    FOLDER.write(tmp_path, made_up(), b"page")
    with (tmp_path / "starts.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 8
    assert rows[2]["initializer"] == "Ones()"
    assert rows[3]["initializer"] == "Ones()"
    assert [rows[3][f"loss_{i}"] for i in (1, 2, 3)] == ["1.5", "0.8", "0.6"]
    assert rows[7]["initializer"] == "RandomUniform(minval=-0.05, maxval=0.05)"


def test_a_flipped_bit_is_damage(tmp_path):
    file = FOLDER.write(tmp_path, made_up(), b"page").with_name("starts.json")
    whole = file.read_bytes()
    file.write_bytes(whole.replace(b'"seed": 1', b'"seed": 3', 1))
    with pytest.raises(InputError, match="its checksum is not that of its content"):
        FOLDER.read(tmp_path)


@pytest.mark.parametrize("name", ["report.html", "starts.csv", "starts.json"])
def test_a_file_of_somebody_else_is_not_replaced(tmp_path, name):
    (tmp_path / name).write_text("[]")
    with pytest.raises(InputError, match=f"holds a {name} that is not of this command"):
        FOLDER.write(tmp_path, made_up(), b"page")
    assert (tmp_path / name).read_text() == "[]"


def test_places_where_no_directory_can_be(tmp_path):
    file = tmp_path / "file"
    file.write_text("x")
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    for path in (file, file / "below" / "it", tmp_path / "dangling"):
        with pytest.raises(InputError, match="not a directory; choose another --out"):
            FOLDER.check(path)
    FOLDER.check(tmp_path / "new" / "one")
    assert not (tmp_path / "new").exists()


def test_damage_is_one_line(tmp_path):
    with pytest.raises(InputError, match=r"no starts\.json there"):
        FOLDER.read(tmp_path)
    FOLDER.write(tmp_path, made_up(), b"page")
    file = tmp_path / "starts.json"
    whole = file.read_text()
    document = json.loads(whole)
    del document["checksum"]
    for broken in (
        whole[:500],
        "[]",
        json.dumps({**document, "made_by": "another"}),
        json.dumps({**document, "rows": [{"seed": 1}]}),
        json.dumps({k: v for k, v in document.items() if k != "conditions"}),
    ):
        file.write_text(broken)
        with pytest.raises(InputError, match="damaged") as caught:
            FOLDER.read(tmp_path)
        assert "\n" not in str(caught.value)
    file.write_text(json.dumps({**document, "format": 99}))
    with pytest.raises(InputError, match="another version"):
        FOLDER.read(tmp_path)
