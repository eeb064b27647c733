"""What is said of made-up tables."""

from dataclasses import replace

import pytest

from embedstudy.results.rows import ComparisonRow, CrossoverRow, RunRow, SummaryRow
from embedstudy.statistics.verdict import verdict


def cell(
    strategy, mean, *, vectors="glove", encoder="mean", size=8530, dataset="reviews", **columns
):
    values = dict.fromkeys(SummaryRow.__dataclass_fields__)
    low, high = (None, None) if mean is None else (mean - 0.02, mean + 0.02)
    values |= {
        "dataset": dataset, "vectors": vectors, "strategy": strategy, "encoder": encoder,
        "train_size": size, "n": 5, "mean": mean, "ci_low": low, "ci_high": high,
        "status": "complete", "metric": "accuracy",
    }  # fmt: skip
    return SummaryRow(**{**values, **columns})


def pair(a, b, delta, p_holm, *, vectors="glove", encoder="mean", dataset="reviews", **columns):
    return replace(
        ComparisonRow(
            dataset, vectors, encoder, 8530, a, b, 5, 853, delta, delta - 0.01, delta + 0.01,
            p_holm, p_holm, p_holm, 5, 0, 0, 0.015,
        ),
        **columns,
    )  # fmt: skip


def run(strategy, seconds, *, vectors="glove", encoder="mean", seed=0, status="ok", note=""):
    return RunRow(
        f"{strategy}{seed}", "reviews", vectors, strategy, encoder, 8530, None, seed, 0.1, 3,
        *[None] * 7, seconds, None, status, note,
    )  # fmt: skip


def crossover(a, b, size, low, high, note=""):
    status = "none" if size is None else "crossing"
    return CrossoverRow("reviews", "glove", "mean", a, b, size, low, high, 5, 853, status, note)


CELLS = [cell("random", 0.76), cell("frozen", 0.775), cell("finetuned", 0.79)]
WON = [
    pair("frozen", "random", 0.015, 0.03),
    pair("finetuned", "random", 0.03, 0.0004),
    pair("finetuned", "frozen", 0.015, 0.021),
]
TIED = [WON[0], WON[1], pair("finetuned", "frozen", 0.015, 0.2)]
RUNS = [run("random", 1.0), run("frozen", 0.5), run("finetuned", 1.25)]


def test_a_clear_winner():
    assert verdict(CELLS, WON, runs=RUNS, peak_memory=512e6) == [
        "On reviews, finetuned does best: 79.0 % of the test texts right, 1.5 points more than "
        "frozen, the next best (95 % interval 0.5 to 2.5, p = 0.021 by Holm; 5 seeds and 853 "
        "texts).",
        "Use finetuned; a run of finetuned takes 1.2 s, of frozen 0.5 s; at its peak the study "
        "held 512 MB in memory.",
    ]


def test_frozen_best_is_seen_from_its_own_side():
    cells = [cell("random", 0.76), cell("frozen", 0.8), cell("finetuned", 0.77)]
    pairs = [pair("frozen", "random", 0.04, 0.0001), pair("finetuned", "frozen", -0.03, 0.01)]
    assert verdict(cells, pairs)[0] == (
        "On reviews, frozen does best: 80.0 % of the test texts right, 3.0 points more than "
        "finetuned, the next best (95 % interval 2.0 to 4.0, p = 0.010 by Holm; 5 seeds and 853 "
        "texts)."
    )
    assert verdict(cells, pairs)[1:] == ["Use frozen."]


def test_no_difference_could_be_shown():
    assert verdict(CELLS, TIED, runs=RUNS) == [
        "On reviews, no difference could be shown between finetuned (79.0 %) and frozen (77.5 %): "
        "the one found is 1.5 points (95 % interval 0.5 to 2.5, p = 0.200 by Holm; 5 seeds and 853 "
        "texts); this study would detect a difference of 1.5 or more (80 % power); shown to be "
        "worse: random (76.0 %).",
        "Use frozen, the quickest of these; a run of frozen takes 0.5 s, of finetuned 1.2 s.",
    ]


def test_what_takes_no_time_is_not_chosen_by_it():
    runs = [run("frozen", 0.02), run("finetuned", 0.3)]
    assert verdict(CELLS, TIED, runs=runs)[1].startswith("Use finetuned, the best of these on")


def test_times_that_hardly_differ_decide_nothing():
    runs = [run("frozen", 1.1), run("finetuned", 1.25)]
    assert verdict(CELLS, TIED, runs=runs)[1] == (
        "Use finetuned, the best of these on this test part, or any other of them; a run of "
        "finetuned takes 1.2 s, of frozen 1.1 s."
    )


def test_no_difference_and_no_times():
    assert verdict(CELLS, TIED)[1] == (
        "Use finetuned, the best of these on this test part, or any other of them."
    )


def test_strategies_with_no_seed_in_common():
    empty = {"delta": None, "ci_low": None, "ci_high": None, "p_holm": None}
    sentence = verdict(CELLS[1:], [replace(TIED[2], **empty, n_seeds=0)])[0]
    assert sentence.endswith("no seed finished both as finetuned and as frozen.")


def test_one_strategy_only():
    assert verdict([cell("random", 0.76, n=1)], runs=RUNS) == [
        "On reviews, random has 76.0 % of the test texts right (95 % interval 74.0 to 78.0; "
        "1 seed); there is nothing to compare it with.",
        "A run takes 1 s.",
    ]


def test_one_seed_is_said_to_be_one():
    sentence = verdict(CELLS, [replace(row, n_seeds=1) for row in WON])[0]
    assert (
        "1 seed and 853 texts, so that chance in seeds is not seen and p is too small" in sentence
    )


def test_few_seeds_are_said_to_be_few():
    sentence = verdict(CELLS, [replace(row, n_seeds=3) for row in WON])[0]
    assert "3 seeds and 853 texts, so few seeds that p may be too small" in sentence


def test_a_majority_that_comes_next_is_worse_by_its_own_p():
    cells = [CELLS[2], cell("majority", 0.5, vectors="", encoder="")]
    against = pair("finetuned", "majority", 0.29, None)
    sentence = verdict(cells, [replace(against, p_value=0.0001)])[0]
    assert "finetuned does best: 79.0 %" in sentence
    assert "(95 % interval 28.0 to 30.0, p < 0.001; 5 seeds" in sentence
    assert "no difference" in verdict(cells, [replace(against, p_value=0.3)])[0]


def test_zero_has_no_sign():
    level = replace(TIED[2], delta=-0.0001, ci_low=-0.01, ci_high=0.0004)
    sentence = verdict(CELLS, [*TIED[:2], level])[0]
    assert "the one found is 0.0 points (95 % interval −1.0 to 0.0" in sentence


def test_failed_runs_are_named():
    cells = [*CELLS[:2], replace(CELLS[2], status="incomplete", n=1)]
    runs = [*RUNS, run("finetuned", None, seed=1, status="diverged", note="loss is inf")]
    assert verdict(cells, WON, runs=runs)[-1] == (
        "Incomplete, as some runs failed: finetuned (glove, mean, 8,530 training texts, 1 of 2 "
        "seeds)."
    )
    nothing = verdict([cell("random", None, n=0, status="incomplete")])
    assert nothing[0] == "On reviews no run finished."
    assert nothing[1].endswith("random (glove, mean, 8,530 training texts, 0 seeds).")


def test_a_baseline_that_is_best_is_said_to_be():
    cells = [*CELLS, cell("tfidf-linear-svm", 0.82, vectors="", encoder="", n=1)]
    pairs = [*WON, *(pair(s, "tfidf-linear-svm", -0.03, 0.001) for s in
                     ("random", "frozen", "finetuned"))]  # fmt: skip
    sentences = verdict(
        cells, pairs, runs=[*RUNS, run("tfidf-linear-svm", 0.1, vectors="", encoder="")]
    )
    assert sentences[0].startswith(
        "On reviews, the baseline tfidf-linear-svm does best: 82.0 % of the test texts right, "
        "3.0 points more than finetuned, the next best (95 % interval 2.0 to 4.0, p = 0.001"
    )
    assert sentences[1] == (
        "Use tfidf-linear-svm: no embedding of this study does as well; a run of "
        "tfidf-linear-svm takes 0.1 s, of finetuned 1.2 s."
    )


def test_a_baseline_that_may_be_as_good_is_named():
    cells = [*CELLS, cell("tfidf-linear-svm", 0.785, vectors="", encoder="", n=1)]
    sentence = verdict(cells, [*WON, pair("finetuned", "tfidf-linear-svm", 0.005, 0.6)])[0]
    assert (
        "finetuned (79.0 %) and the baseline tfidf-linear-svm (78.5 %): the one found is"
        in sentence
    )


def test_of_several_vectors_and_encoders_the_best_stand_against_each_other():
    cells = [*CELLS, *(replace(c, encoder="cnn", mean=c.mean + 0.05) for c in CELLS),
             *(replace(c, vectors="w2v") for c in CELLS),
             cell("majority", 0.5, vectors="", encoder="")]  # fmt: skip
    pairs = [*TIED, *(replace(row, encoder="cnn") for row in WON),
             pair("finetuned", "majority", 0.34, 0.0001, encoder="cnn")]  # fmt: skip
    sentences = verdict(cells, pairs)
    assert sentences[0].startswith(
        "On reviews with glove and cnn (the best of 3 choices of vectors and encoder, untested), "
        "finetuned does best: 84.0 %"
    )


def test_a_strategy_without_vectors_stands_beside_the_best_table():
    cells = [cell("random", 0.8, vectors=""), cell("frozen", 0.7), cell("frozen", 0.75,
             vectors="w2v")]  # fmt: skip
    pairs = [pair("frozen", "random", -0.1, 0.001), pair("frozen", "random", -0.05, 0.002,
             vectors="w2v")]  # fmt: skip
    assert "w2v and mean (the best of 2" in verdict(cells, pairs)[0]
    assert "5.0 points more than frozen" in verdict(cells, pairs)[0]


def test_each_data_set_has_its_own_sentences():
    cells = [*CELLS, *(replace(c, dataset="news") for c in CELLS)]
    sentences = verdict(cells, [*WON, *(replace(row, dataset="news") for row in TIED)])
    assert [sentence.split(",")[0] for sentence in sentences] == [
        "On reviews", "Use finetuned.", "On news", "Use finetuned",
    ]  # fmt: skip


NOTE = "open below: may lie below 100; open above: that random overtakes by 8,530 is not shown"


@pytest.mark.parametrize(
    ("low", "high", "interval"),
    [
        (1100, 2900, "95 % interval 1,100 to 2,900"),
        (1100, None, "95 % interval from 1,100, open above: not shown by the largest size"),
        (None, 2900, "95 % interval up to 2,900, open below"),
        (None, None, NOTE),
    ],
)
def test_where_curves_cross(low, high, interval):
    cells = [*CELLS, *(replace(c, train_size=100) for c in CELLS)]
    rows = [crossover("random", "frozen", 1700, low, high, NOTE), crossover(
        "finetuned", "frozen", None, None, None)]  # fmt: skip
    sentences = verdict(cells, WON, rows)
    assert sentences[0].startswith("On reviews with 8,530 training texts, finetuned does best")
    verb = "may overtake" if high is None else "overtakes"
    assert sentences[2] == f"With more texts, random {verb} frozen at about 1,700 ({interval})."


def test_curves_that_never_cross():
    cells = [*CELLS, *(replace(c, train_size=100) for c in CELLS)]
    rows = [crossover("finetuned", "frozen", None, None, None)]
    assert verdict(cells, WON, rows)[2] == (
        "Between 100 and 8,530 training texts no strategy overtakes another."
    )


def test_nothing_is_said_of_nothing():
    assert verdict([]) == []


def by(metric, rows):
    return [replace(row, metric=metric) for row in rows]


def test_the_words_are_those_of_the_metric():
    best, advice = verdict(by("macro-f1", CELLS), by("macro-f1", WON), runs=RUNS)
    assert best == (
        "On reviews, finetuned does best: a test macro F1 of 79.0 %, 1.5 points more than frozen, "
        "the next best (95 % interval 0.5 to 2.5, p = 0.021 by Holm; 5 seeds and 853 texts)."
    )
    assert advice.startswith("Use finetuned")
    (alone,) = verdict(by("auroc", CELLS[:1]))
    assert alone == (
        "On reviews, random has a test AUROC of 76.0 % (95 % interval 74.0 to 78.0; 5 seeds); "
        "there is nothing to compare it with."
    )


def test_of_a_loss_less_is_better():
    pairs = by("log-loss", [pair("frozen", "random", 0.0153, 0.03)])
    cells = by("log-loss", [cell("frozen", 0.775), cell("random", 0.76)])
    assert verdict(cells, pairs)[0] == (
        "On reviews, random does best: a test log loss of 0.760 (less is better), 0.015 less than "
        "frozen, the next best (95 % interval 0.005 to 0.025, p = 0.030 by Holm; 5 seeds and 853 "
        "texts)."
    )
    third = by("log-loss", [cell("finetuned", 0.77)])
    tied = [replace(row, p_holm=0.4) for row in pairs]
    tied += by("log-loss", [pair("finetuned", "random", 0.01, 0.5)])
    assert verdict([*cells, *third], tied)[0] == (
        "On reviews, no difference in log loss (less is better) could be shown between random "
        "(0.760), finetuned (0.770) and frozen (0.775): finetuned − random is 0.010 (95 % interval "
        "0.000 to 0.020, p = 0.500 by Holm; 5 seeds and 853 texts); this study would detect a "
        "difference of 0.015 or more "
        "(80 % power)."
    )
