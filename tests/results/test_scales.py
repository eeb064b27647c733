import csv
import json

import pytest

from embedstudy.errors import InputError
from embedstudy.results.scales import FOLDER, read_scales, write_scales
from tests.report.made_up_scales import make_bad_row, make_results, make_row


def test_what_is_written_is_read_again(tmp_path):
    results = make_results(
        make_row(0.1, 0), make_bad_row(1.0, 0), dataset='a"b,\udc80\n', notes=("at an edge",)
    )
    assert read_scales(write_scales(results, tmp_path / "a" / "b")) == results


def test_the_table_has_a_row_a_network_and_blanks_where_nothing_was_measured(tmp_path):
    write_scales(make_results(make_row(0.1, 0), make_bad_row(1.0, 1)), tmp_path)
    with (tmp_path / "scales.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["scale"] for row in rows] == ["0.1", "1.0"]
    assert rows[0]["change_norm"] == "1.25"
    assert rows[1]["change_norm"] == rows[1]["dev_accuracy"] == ""
    assert rows[1]["status"] == "diverged"


def test_damage_is_one_line(tmp_path):
    with pytest.raises(InputError, match=r"no scales\.json there; `embedstudy initializers --sc"):
        read_scales(tmp_path)
    write_scales(make_results(), tmp_path)
    file = tmp_path / "scales.json"
    document = json.loads(file.read_text())
    del document["checksum"]
    for broken in ({**document, "rows": [{"seed": 1}]}, {**document, "conditions": {}}, []):
        file.write_text(json.dumps(broken))
        with pytest.raises(InputError, match="damaged") as caught:
            read_scales(tmp_path)
        assert "\n" not in str(caught.value)


def test_a_report_of_initializers_is_not_replaced(tmp_path):
    (tmp_path / "report.html").write_text("of the other command")
    with pytest.raises(InputError, match=r"holds a report\.html that is not of this command"):
        FOLDER.check(tmp_path)
