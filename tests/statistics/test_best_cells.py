"""The best cell of each strategy."""

from embedstudy.results.rows import SummaryRow
from embedstudy.statistics.best_cells import find_best_cells
from tests.statistics.made_up import run_row


def summary_row(strategy, mean, *, vectors="glove", encoder="mean", size=1000, metric="accuracy"):
    return SummaryRow(
        "reviews", vectors, strategy, encoder, size, lr=0.1, n=1, mean=mean, metric=metric
    )


def test_the_best_mean_at_the_largest_size_is_taken():
    summary = [
        summary_row("finetuned", 0.7),
        summary_row("finetuned", 0.8, vectors="fasttext"),
        summary_row("finetuned", 0.9, size=100),
        summary_row("random", None),
    ]
    runs = [
        run_row("finetuned", seed, vectors=vectors, size=size)
        for vectors in ("glove", "fasttext")
        for size in (100, 1000)
        for seed in (0, 1)
    ]
    cells = find_best_cells("reviews", summary, [*runs, run_row("random", 0)])
    assert list(cells) == ["finetuned"]
    assert cells["finetuned"].place == ("reviews", "fasttext", "mean")
    assert cells["finetuned"].train_size == 1000
    assert list(cells["finetuned"].finished) == [0, 1]


def test_where_less_is_better_the_lowest_is_best():
    summary = [
        summary_row("random", 0.7, encoder=encoder, metric="log-loss")
        for encoder in ("mean", "max")
    ]
    summary[1] = summary_row("random", 0.4, encoder="max", metric="log-loss")
    runs = [run_row("random", 0, encoder=encoder) for encoder in ("mean", "max")]
    assert find_best_cells("reviews", summary, runs)["random"].place[2] == "max"


def test_a_data_set_without_a_finished_run_has_none():
    assert find_best_cells("reviews", [summary_row("random", None)], [run_row("random", 0)]) == {}
    assert find_best_cells("other", [summary_row("random", 0.5)], [run_row("random", 0)]) == {}
