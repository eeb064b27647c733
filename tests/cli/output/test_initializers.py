"""The table of a study of initializers."""

from embedstudy.cli.output.initializers import print_starts
from tests.report.made_up import made_up


def test_a_row_for_each_initializer(capsys):
    study = made_up()
    print_starts(study)
    lines = capsys.readouterr().out.splitlines()
    for name in study.agreement:
        assert any(line.strip().startswith(name.partition("(")[0]) for line in lines)
    assert "two seeds agree" in "\n".join(lines)
    assert any("(nothing moves)" in line for line in lines)
