"""The verdict as the page shows it."""

from pathlib import Path

from embedstudy.report.study.verdicts import list_verdicts
from embedstudy.verdict.question import StudyTables
from tests.report.study.made_up import comparison, meta, run_row, summaries


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


def test_the_command_of_the_last_sentence_stands_alone():
    rows = [run_row(name, seed, 0.5) for name in ("random", "frozen") for seed in (0, 1)]
    pairs = [comparison("frozen", "random", p_value=0.5, p_holm=0.5)]
    tables = StudyTables(Path("s"), meta(), rows, summaries(rows), pairs, [])
    verdict = list_verdicts(tables)["d"]
    assert verdict.command.startswith("embedstudy compare ")
    assert "embedstudy compare" not in " ".join(verdict.sentences)


def test_no_line_ends_within_a_number_or_an_interval():
    rows = [run_row(name, seed, 0.5) for name in ("random", "frozen") for seed in (0, 1)]
    pairs = [comparison("frozen", "random")]
    verdicts = list_verdicts(StudyTables(Path("s"), {}, rows, summaries(rows), pairs, []))
    first = verdicts["d"].sentences[0]
    assert "50.0\u00a0%" in first
    assert "[+1.0,\u00a0+11.5]" in first
    assert "p\u00a0=\u00a00.012" in first
