from dataclasses import replace

from embedstudy.statistics.pairs import group_cells, list_pairs
from tests.statistics.made_up import run_row


def test_a_baseline_run_once_in_every_fold_stands_for_all_seeds():
    rows = [replace(run_row("random", k), fold=f) for k in range(3) for f in range(2)]
    rows += [replace(run_row("majority", 0, vectors="", encoder=""), fold=f) for f in range(2)]
    (pair,) = list_pairs(group_cells(rows))
    assert pair.seeds == [0, 1, 2]


def test_strategies_without_vectors_are_compared_with_every_table():
    rows = [
        run_row("random", 0, vectors=""), run_row("frozen", 0), run_row("frozen", 0, vectors="w2v"),
    ]  # fmt: skip
    pairs = list_pairs(group_cells(rows))
    assert [(p.place[1], p.a.strategy, p.b.strategy) for p in pairs] == [
        ("glove", "frozen", "random"), ("w2v", "frozen", "random"),
    ]  # fmt: skip
