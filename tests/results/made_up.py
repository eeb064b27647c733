"""Rows of runs.csv."""

from embedstudy.results.rows import RunRow
from embedstudy.storage import safe_name


def run_row(strategy, seed, dataset="d", dev=0.5, test=0.25, status="ok"):
    name = safe_name(f"{strategy}{seed}")
    return RunRow(
        name, dataset, "", strategy, "mean", 1000, None, seed, 0.1, None, None,
        None, None, dev, test, None, None, None, None, status, "",
    )  # fmt: skip
