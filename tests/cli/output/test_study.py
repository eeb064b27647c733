"""Tables of a study."""

from embedstudy.results.study import Study
from tests.cli.runner import call

DATA = ["rotten-tomatoes", "--vectors", "glove-6b-50d"]
QUICK = ["--seeds", "2", "--epochs", "1", "--lr", "0.1", "--quiet"]


def test_numbers_are_whole_on_a_narrow_terminal(quick):
    narrow = {"COLUMNS": "40"}
    result = call("compare", *DATA, *QUICK, "--resume", "--out", quick, env=narrow)
    assert "…" not in result.stdout
    for row in Study(quick).summary:
        assert f"[{100 * row.ci_low:.1f}, {100 * row.ci_high:.1f}]" in result.stdout
