"""The best dev score of each strategy with each optimizer."""

from embedstudy.metrics import METRICS
from embedstudy.results.optimizer_scores import describe_trials, list_optimizer_scores
from embedstudy.results.rows import RunRow, TuningRow

ACCURACY = METRICS["accuracy"]


def tried(optimizer, rate, seed, score, fold=None, *, strategy="random", rung=2, epochs=10):
    return TuningRow(
        "d", "", strategy, "mean", 100, fold, rate, None, epochs, None, 1.0, rung, seed, score,
        "ok" if score is not None else "diverged", optimizer=optimizer,
    )  # fmt: skip


def ran(optimizer, fold=None):
    return RunRow("r", "d", "", "random", "mean", 100, fold, 0, optimizer=optimizer)


def test_the_best_of_the_last_round_is_that_of_all_seeds():
    rows = [
        tried("sgd", 0.1, 0, 0.9, rung=1, epochs=4),  # shorter, and one seed
        *(tried("sgd", 0.1, seed, score) for seed, score in enumerate((0.6, 0.8))),
        *(tried("sgd", 0.3, seed, score) for seed, score in enumerate((0.5, 0.6))),
        *(tried("adam", 0.01, seed, score) for seed, score in enumerate((0.8, 0.9))),
        *(tried("adam", 0.1, seed, score) for seed, score in enumerate((0.99, None))),
        tried("", 1.0, 0, 0.99, strategy="frozen"),
    ]
    (scores,) = list_optimizer_scores(rows, [ran("adam")], ACCURACY)
    assert (scores.strategy, scores.train_size) == ("random", 100)
    assert {name: round(best, 6) for name, best in scores.best.items()} == {
        "sgd": 0.7, "adam": 0.85,
    }  # fmt: skip
    assert (scores.chosen, scores.describe_chosen()) == ({"adam": 1}, "adam")
    assert describe_trials([scores]).startswith(
        "Trials of each strategy: 5 with sgd and 4 with adam. "
    )


def test_less_loss_is_better():
    rows = [tried("sgd", 0.1, 0, 0.6), tried("sgd", 0.3, 0, 0.5), tried("adam", 0.01, 0, None)]
    (scores,) = list_optimizer_scores(rows, [], METRICS["log-loss"])
    assert scores.best == {"sgd": 0.5}
    assert scores.describe_chosen() == ""


def test_folds_may_choose_differently():
    rows = [
        tried(name, 0.1, 0, score, fold)
        for name, by_fold in (("sgd", (0.6, 0.9)), ("adam", (0.7, 0.7)))
        for fold, score in enumerate(by_fold)
    ]
    runs = [ran("adam", 0), ran("sgd", 1)]
    (scores,) = list_optimizer_scores(rows, runs, ACCURACY)
    assert {name: round(best, 6) for name, best in scores.best.items()} == {
        "sgd": 0.75, "adam": 0.7,
    }  # fmt: skip
    assert scores.describe_chosen() == "adam (1), sgd (1)"


def test_a_study_of_one_optimizer_has_none():
    assert list_optimizer_scores([tried("", 0.1, 0, 0.6)], [ran("")], ACCURACY) == []
