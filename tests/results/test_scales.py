import csv
import json

import pytest

from embedstudy.errors import InputError
from embedstudy.results.scales import FOLDER
from tests.report.made_up_scales import make_bad_row, make_results, make_row


def test_what_is_written_is_read_again(tmp_path):
    results = make_results(
        make_row(0.1, 0), make_bad_row(1.0, 0), dataset='a"b,\udc80\n', notes=("at an edge",)
    )
    assert FOLDER.write(tmp_path / "a", results, b"page") == tmp_path / "a" / "report.html"
    assert FOLDER.read(tmp_path / "a") == results


def test_the_table_has_a_row_a_network_and_blanks_where_nothing_was_measured(tmp_path):
    FOLDER.write(tmp_path, make_results(make_row(0.1, 0), make_bad_row(1.0, 1)), b"page")
    with (tmp_path / "scales.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["scale"] for row in rows] == ["0.1", "1.0"]
    assert rows[0]["change_norm"] == "1.25"
    assert rows[1]["change_norm"] == rows[1]["dev_accuracy"] == ""
    assert rows[1]["status"] == "diverged"


def test_a_study_has_a_result_if_one_network_has():
    assert make_results(make_bad_row(1.0, 0), make_row(0.1, 0)).has_result
    assert make_results(make_bad_row(1.0, 0, "unstable")).has_result
    assert not make_results(make_bad_row(1.0, 0), make_bad_row(1.0, 1)).has_result


def test_damage_is_one_line(tmp_path):
    with pytest.raises(InputError, match=r"no scales\.json there; `embedstudy initializers --sc"):
        FOLDER.read(tmp_path)
    FOLDER.write(tmp_path, make_results(), b"page")
    file = tmp_path / "scales.json"
    document = json.loads(file.read_text())
    del document["checksum"]
    for broken in ({**document, "rows": [{"seed": 1}]}, {**document, "conditions": {}}, []):
        file.write_text(json.dumps(broken))
        with pytest.raises(InputError, match="damaged") as caught:
            FOLDER.read(tmp_path)
        assert "\n" not in str(caught.value)


def test_a_report_of_initializers_is_not_replaced(tmp_path):
    (tmp_path / "report.html").write_text("of the other command")
    with pytest.raises(InputError, match=r"holds a report\.html that is not of this command"):
        FOLDER.check(tmp_path)
