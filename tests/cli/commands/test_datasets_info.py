"""``embedstudy datasets info``."""

import json

from tests.cli.runner import call as run
from tests.cli.runner import process


def call(*arguments, columns=100):
    return run(*arguments, env={"COLUMNS": str(columns)})


def test_info_of_a_saved_data_set(home, saved):
    result = call("datasets", "info", saved, "--quiet", columns=60)
    assert result.exit_code == 0
    assert result.stderr == ""
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert "split its own" in lines
    assert "train 36 4 4 4.0 4 4 0" in lines
    assert "a\\x1b[31m 18 2 5 50.0%" in lines
    assert "[b] 18 2 5 50.0%" in lines
    document = json.loads(call("datasets", "info", saved, "--json", "--quiet").stdout)
    assert document["name"] == str(saved)
    assert document["classes"]["test"] == {"[b]": 5, "a\x1b[31m": 5}
    assert document["repeats"]["across"]["test in train"] > 0
    assert document["coverage"] == []


def test_how_a_file_was_read_is_one_line(home, tmp_path):
    rows = [f"{i},subject {i},text of number {i},{'ab'[i % 2]}" for i in range(40)]
    (tmp_path / "tickets.csv").write_text("\n".join(["id,subject,body,category", *rows]))
    offer = "to join both: --text-column body,subject"
    unused = f"(not used: id, subject; {offer})"
    line = f"read tickets.csv: text from column body {unused}, label from category"
    shown = call("datasets", "info", tmp_path / "tickets.csv", "-q").stdout.splitlines()
    assert f"{line}, 2 classes, smallest 50 %" in shown
    (tmp_path / "tickets.csv").write_text("\n".join(rows))
    arguments = ["datasets", "info", tmp_path / "tickets.csv", "-q", "--json"]
    result = call(*arguments)
    assert result.exit_code == 2
    assert "line 1 looks like data, not a header" in result.stderr
    assert "use --no-header --text-column 3 --label-column 4" in result.stderr
    numbers = ["--no-header", "--text-column", "2", "--text-column", "3", "--label-column", "4"]
    document = json.loads(call(*arguments, *numbers).stdout)
    assert document["reading"] == (
        "read tickets.csv: text from columns 2 and 3 (not used: 1), label from column 4, "
        "no header, 2 classes, smallest 50 %"
    )
    (reading,) = document["readings"]
    assert reading["text_columns"] == ["2", "3"]
    assert reading["guessed"] == []
    assert sum(document["classes"]["train"].values()) == 32


def test_standard_input_has_its_name(home, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("text,label\n" + "a good film,x\na bad one,y\n" * 10)
    with path.open() as stream:
        output, _ = process("datasets", "info", "-", "-q", "--json", stdin=stream).communicate()
    assert json.loads(output)["name"] == "standard input"
