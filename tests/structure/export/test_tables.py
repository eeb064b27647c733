import csv

from tests.structure.export.made_up import RANDOM, export, made_up
from tests.studies import record_changes


def test_the_tables(study, tmp_path):
    table = tmp_path / "s"
    evil = made_up(table, [RANDOM])
    (table / "neighbors.csv").write_text(
        'word,space,rank,neighbor,cosine\n=1+1,random,1,"a,\n-b",-0.5\n'
        '"\t=2","x ""y""",2,@c,+1e-3\n'
    )
    record_changes(evil)
    plain = export(evil, "csv", out=tmp_path / "plain")
    safe = export(evil, "csv", out=tmp_path / "safe", spreadsheet_safe=True)
    assert [path.name for path in safe.files] == ["neighbors.csv", "runs.csv"]
    for path in plain.files:
        assert path.read_bytes() == (table / path.name).read_bytes()
    with (tmp_path / "safe" / "neighbors.csv").open(newline="") as file:
        assert list(csv.reader(file))[1:] == [
            ["'=1+1", "random", "1", "a,\n-b", "-0.5"],
            ["'\t=2", 'x "y"', "2", "'@c", "+1e-3"],
        ]
    assert (tmp_path / "safe" / "runs.csv").read_bytes() == (table / "runs.csv").read_bytes()
