import csv
import dataclasses
import json

import pytest

from embedstudy.errors import InputError
from embedstudy.results.initializers import FOLDER, read_starts, write_starts
from tests.report.made_up import made_up


def test_what_is_written_is_read_again(tmp_path):
    starts = made_up(dataset='a"b,\udc80\n', command="x")
    assert read_starts(write_starts(starts, tmp_path / "a" / "b")) == starts


def test_files_of_format_1_are_read_too(tmp_path):
    starts = made_up()
    file = write_starts(starts, tmp_path) / "starts.json"
    document = json.loads(file.read_text())
    del document["checksum"]
    for row in document["rows"]:
        del row["classes_predicted"]
    file.write_text(json.dumps({**document, "format": 1}))
    rows = [dataclasses.replace(row, classes_predicted=None) for row in starts.rows]
    assert read_starts(tmp_path) == dataclasses.replace(starts, rows=rows)


def test_the_table_has_a_row_a_network(tmp_path):
    write_starts(made_up(), tmp_path)
    with (tmp_path / "starts.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 8
    assert rows[2]["initializer"] == "Ones()"
    assert rows[3]["initializer"] == "Ones()"
    assert [rows[3][f"loss_{i}"] for i in (1, 2, 3)] == ["1.5", "0.8", "0.6"]
    assert rows[7]["initializer"] == "RandomUniform(minval=-0.05, maxval=0.05)"


def test_an_earlier_call_is_replaced_and_other_files_stay(tmp_path):
    write_starts(made_up(), tmp_path)
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "report.html").write_text("of the earlier call")
    write_starts(made_up("Ones()"), tmp_path)
    assert (tmp_path / ".replaced" / "report.html").read_text() == "of the earlier call"
    FOLDER.drop_earlier(tmp_path)
    assert len(read_starts(tmp_path).rows) == 2
    names = {path.name for path in tmp_path.iterdir()}
    # The page was that of other numbers.
    assert names == {"notes.txt", "starts.csv", "starts.json"}


def test_an_earlier_call_stays_until_the_new_one_is_whole(tmp_path, monkeypatch):
    write_starts(made_up(), tmp_path)

    def stop(*_):
        raise KeyboardInterrupt

    for place in ("seal_document", "publish_csv"):
        monkeypatch.setattr(f"embedstudy.results.report_folder.{place}", stop)
        with pytest.raises(KeyboardInterrupt):
            write_starts(made_up("Ones()"), tmp_path)
        monkeypatch.undo()
        expected = made_up("Ones()") if place == "publish_csv" else made_up()
        assert read_starts(tmp_path) == expected
        assert (tmp_path / ".replaced" / "starts.csv").exists()
    write_starts(made_up("Ones()"), tmp_path)
    FOLDER.drop_earlier(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"starts.csv", "starts.json"}


def test_a_flipped_bit_is_damage(tmp_path):
    file = write_starts(made_up(), tmp_path) / "starts.json"
    whole = file.read_bytes()
    file.write_bytes(whole.replace(b'"seed": 1', b'"seed": 3', 1))
    with pytest.raises(InputError, match="its checksum is not that of its content"):
        read_starts(tmp_path)


@pytest.mark.parametrize("name", ["report.html", "starts.csv", "starts.json"])
def test_a_file_of_somebody_else_is_not_replaced(tmp_path, name):
    (tmp_path / name).write_text("[]")
    with pytest.raises(InputError, match=f"holds a {name} that is not of this command"):
        write_starts(made_up(), tmp_path)
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
        read_starts(tmp_path)
    write_starts(made_up(), tmp_path)
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
            read_starts(tmp_path)
        assert "\n" not in str(caught.value)
    file.write_text(json.dumps({**document, "format": 99}))
    with pytest.raises(InputError, match="another version"):
        read_starts(tmp_path)
