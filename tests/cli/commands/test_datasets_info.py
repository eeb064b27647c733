"""``embedstudy datasets info``."""

import json

from tests.cli.runner import call as run


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
