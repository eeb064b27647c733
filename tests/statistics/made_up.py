"""Rows of runs.csv."""

from embedstudy.results.rows import RunRow


def run_row(strategy, seed, *, vectors="glove", encoder="mean", size=1000, status="ok"):
    name = f"{strategy}-{encoder}-{vectors}-{size}-seed{seed}"
    return RunRow(
        run=name, dataset="reviews", vectors=vectors, strategy=strategy, encoder=encoder,
        train_size=size, fold=None, seed=seed, lr=0.1, epochs=3, dropout=None, c=None,
        dev_accuracy=0.7, test_accuracy=0.7, test_macro_f1=0.7, train_loss=0.1, seconds=1.0,
        tokens_per_second=1e6, status=status, note="",
    )  # fmt: skip
