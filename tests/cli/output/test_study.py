"""Tables of a study."""

from embedstudy.results.study import Study
from tests.cli.runner import call


def test_numbers_are_whole_on_a_narrow_terminal(quick):
    narrow = {"COLUMNS": "40"}
    result = call("show", quick, env=narrow)
    assert "…" not in result.stdout
    for row in Study(quick).summary:
        assert f"[{100 * row.ci_low:.1f}, {100 * row.ci_high:.1f}]" in result.stdout
