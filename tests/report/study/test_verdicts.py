"""The verdict as the page shows it."""

from pathlib import Path

from embedstudy.report.study.verdicts import list_verdicts
from embedstudy.statistics.question import StudyTables
from tests.report.study.made_up import comparison, run_row, summaries


def test_each_data_set_has_its_own_sentences():
    names = ("random", "frozen")
    rows = [
        run_row(name, seed, 0.5, dataset=dataset, vectors="x\u202e")
        for name in names
        for seed in (0, 1)
        for dataset in "de"
    ]
    pairs = [comparison("frozen", "random", dataset=dataset, vectors="x\u202e") for dataset in "de"]
    tables = StudyTables(Path("s"), {}, rows, summaries(rows), pairs, [])
    verdicts = list_verdicts(tables)
    assert list(verdicts) == ["d", "e"]
    for verdict in verdicts.values():
        text = " ".join(verdict.sentences)
        assert verdict.headline == "YES"
        assert r"Frozen x\u202e 50.0" in text
        assert "\u202e" not in text
        assert " %" not in text  # no line ends there
