"""The verdict as the page shows it."""

from embedstudy.report.study.verdicts import list_verdicts
from tests.report.study.made_up import comparison, run_row, summaries


def test_each_data_set_has_its_own_sentences():
    rows = [
        run_row(name, seed, 0.5, dataset=dataset)
        for name in ("random", "x\u202e")
        for seed in (0, 1)
        for dataset in "de"
    ]
    pairs = [comparison("random", "x\u202e", dataset=dataset) for dataset in "de"]
    verdicts = list_verdicts(summaries(rows), pairs, [], rows)
    assert list(verdicts) == ["d", "e"]
    for dataset, verdict in verdicts.items():
        text = " ".join(verdict.sentences)
        assert f"On {dataset}" in text
        assert r"x\u202e" in text
        assert "\u202e" not in text
        assert " %" not in text  # no line ends there
