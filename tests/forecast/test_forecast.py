"""The forecast of a study, from rows whose truth is known."""

import dataclasses

import pytest

from embedstudy.errors import InputError
from embedstudy.forecast.forecast import check_sizes, make_forecast, round_size
from embedstudy.forecast.prior import ReferencePriors
from embedstudy.results.row_format import format_row
from embedstudy.results.rows import FORECAST, MEASURED, NO_FORECAST
from tests.forecast.made_up_curves import META, make_prior, make_summary

# Random is behind, and climbs faster.
CURVES = {
    "random": (0.56, 0.64, 0.74),
    "frozen": (0.68, 0.71, 0.73),
    "finetuned": (0.69, 0.73, 0.77),
}


def test_every_curve_has_a_row_for_each_size():
    forecast = make_forecast(make_summary(CURVES), META)
    sizes = [1500, 2000, 3000, 5000, 7000, 10_000]
    for strategy in CURVES:
        rows = [row for row in forecast.rows if row.strategy == strategy]
        assert [row.train_size for row in rows] == sizes
        for row in rows:
            assert row.method == FORECAST
            assert row.low_95 < row.low_80 < row.expected < row.high_80 < row.high_95
        assert [row.expected for row in rows] == sorted(row.expected for row in rows)


def test_equal_studies_have_equal_forecasts():
    summary = make_summary(CURVES)
    assert make_forecast(summary, META) == make_forecast(list(summary), META)


def test_random_overtakes_frozen_at_once_and_is_never_told_to_be_sure():
    crossovers = {row.b: row for row in make_forecast(make_summary(CURVES), META).crossovers}
    assert crossovers.keys() == {"frozen", "finetuned"}
    frozen = crossovers["frozen"]
    assert (frozen.a, frozen.farthest) == ("random", 100_000)
    assert frozen.share_never < 0.1
    assert frozen.share_now + frozen.share_never <= 1


def test_a_baseline_is_overtaken_in_every_place():
    curves = {**CURVES, "tfidf-linear-svm": (0.6, 0.68, 0.745)}
    rows = make_forecast(make_summary(curves), META).crossovers
    assert [row.b for row in rows] == ["frozen", "finetuned", "tfidf-linear-svm"]
    assert {(row.vectors, row.encoder) for row in rows} == {("glove", "mean")}


def test_gains_are_of_twice_and_ten_times_as_many_texts():
    gains = make_forecast(make_summary(CURVES), META).gains
    by_key = {(row.strategy, row.times): row for row in gains}
    assert len(by_key) == 2 * len(CURVES)
    for strategy in CURVES:
        twice, tenfold = by_key[strategy, 2], by_key[strategy, 10]
        assert twice.train_size == tenfold.train_size == 1000
        assert twice.gain < tenfold.gain
        assert twice.low_95 <= twice.low_80 <= twice.gain <= twice.high_80 <= twice.high_95
    assert by_key["random", 10].gain > by_key["frozen", 10].gain


def test_sizes_of_the_study_are_no_forecast():
    rows = make_forecast(make_summary({"random": (0.6, 0.7, 0.8)}), META, [300, 500, 3000]).rows
    measured, between, beyond = rows
    assert (measured.method, measured.expected) == (MEASURED, pytest.approx(0.7))
    assert (between.method, between.expected) == (NO_FORECAST, None)
    assert "read its curve" in between.note
    assert beyond.method == FORECAST


def test_what_has_no_forecast_has_a_reason_and_no_number():
    (row,) = make_forecast(make_summary({"random": (0.8, 0.75, 0.7)}), META).rows
    numbers = [row.expected, row.low_80, row.high_80, row.low_95, row.high_95]
    assert (row.method, numbers) == (NO_FORECAST, [None] * 5)
    assert row.note.startswith("the curve falls")


def test_a_control_takes_the_prior_of_all_strategies():
    rows = make_forecast(make_summary({"random-frozen": (0.55, 0.6, 0.65)}), META).rows
    assert "prior of all strategies" in rows[0].note


@pytest.mark.parametrize(
    ("sizes", "at", "message"),
    [
        ((100,), (), "runs/d: has 1 train size, and a forecast needs 3"),
        ((100, 300), (), "runs/d: has 2 train sizes, and a forecast needs 3"),
        ((), (), "runs/d: has no results yet; finish it with compare --resume"),
        ((100, 300, 1000), (200_000,), "at 200000: more than 100 times the 1,000 texts"),
        ((100, 300, 1000), (0,), "train size is 0; it must be at least 1"),
        ((100, 300, 1000), ("x",), "train size is 'x'; it must be a whole number"),
        ((100, 300, 1000), ([3000],), "it must be a whole number"),
    ],
)
def test_a_study_that_allows_no_forecast_is_refused(sizes, at, message):
    summary = make_summary({"random": [0.6] * len(sizes)}, sizes=sizes) if sizes else []
    with pytest.raises(InputError, match=message):
        check_sizes(summary, "runs/d", at)


def test_what_few_test_texts_cannot_tell_from_the_most_frequent_class_has_no_forecast():
    summary = make_summary({"random": (0.99, 0.99, 0.991)}, majority=0.99, std=0.0005)
    (row,) = make_forecast(summary, META).rows
    assert "hardly better (99.1 %) than the most frequent class (99.0 %)" in row.note
    assert "as far as 1,000 test texts can tell" in row.note
    many = {"data": {"d": {"class_counts": {"train": [990, 10], "test": [990_000, 10_000]}}}}
    summary = make_summary({"random": (0.99, 0.991, 0.993)}, majority=0.99, std=0.0005)
    rows = make_forecast(summary, many).rows
    assert all(0.97 < row.low_95 <= row.high_95 <= 1 for row in rows)


def test_a_curve_that_no_family_fits_has_no_forecast():
    # That of a linear SVM on a data set of short lines: flat for long, then nearly straight.
    sizes = (100, 200, 300, 600, 1000, 2000, 3000, 6000, 10_000, 20_000, 40_868)
    late = (0.192, 0.192, 0.194, 0.197, 0.188, 0.225, 0.232, 0.247, 0.262, 0.276, 0.299)
    summary = make_summary({"tfidf-linear-svm": late}, sizes=sizes, majority=0.182, std=0.004)
    summary[10] = dataclasses.replace(summary[10], n=1, std=None)
    data = {"data": {"d": {"class_counts": {"train": [182, 818], "test": [930, 4179]}}}}
    (row,) = make_forecast(summary, data).rows
    assert row.method == NO_FORECAST
    assert row.note.startswith("no curve fits: with 40,868 texts it has 29.9 %, and the curves")


def test_a_curve_has_one_forecast_whatever_else_the_study_has():
    alone = make_forecast(make_summary({"random": CURVES["random"]}), META, [2000])
    among = make_forecast(make_summary(dict(reversed(CURVES.items()))), META, [5000, 2000, 5000])
    (row,) = alone.rows
    (same,) = [r for r in among.rows if (r.strategy, r.train_size) == ("random", 2000)]
    assert format_row(row) == format_row(same)
    assert len(among.rows) == 2 * len(CURVES)


def test_random_is_the_same_with_every_table_of_vectors():
    rows = make_summary({"random": CURVES["random"]})
    others = [dataclasses.replace(row, vectors="word2vec") for row in rows if row.vectors]
    forecast = make_forecast([*rows, *others], META, [3000])
    numbers = {row.vectors: row.expected for row in forecast.rows}
    assert numbers["glove"] == numbers["word2vec"]


def test_a_strategy_whose_last_runs_failed_is_forecast_at_the_sizes_of_the_others():
    sizes = (100, 300, 1000, 3000)
    summary = make_summary(
        {"random": (0.56, 0.64, 0.74, None), "frozen": (0.68, 0.71, 0.73, 0.74)}, sizes=sizes
    )
    rows = make_forecast(summary, META).rows
    by_strategy = {name: [r for r in rows if r.strategy == name] for name in ("random", "frozen")}
    assert len({tuple(r.train_size for r in group) for group in by_strategy.values()}) == 1
    assert by_strategy["random"][0].note == "left out, as runs failed: 3,000 texts"


def test_each_data_set_has_sizes_of_its_own():
    small = [
        dataclasses.replace(row, dataset="small", train_size=row.train_size // 10)
        for row in make_summary(CURVES)
    ]
    forecast = make_forecast([*make_summary(CURVES), *small], META | {"data": {
        "d": META["data"]["d"], "small": META["data"]["d"]}}, [50_000])  # fmt: skip
    notes = {row.dataset: row.note for row in forecast.rows}
    assert notes == {"d": "", "small": "more than 100 times the 100 texts of the data set"}


def test_gains_are_counted_from_what_is_measured():
    forecast = make_forecast(make_summary(CURVES), META)
    expected = {(row.strategy, row.train_size): row.expected for row in forecast.rows}
    for gain in forecast.gains:
        now = CURVES[gain.strategy][-1]
        size = gain.times * gain.train_size
        assert now + gain.gain == pytest.approx(expected[gain.strategy, size])


def test_sizes_that_tell_too_little_have_no_forecast():
    priors = ReferencePriors({}, make_prior(misfit=2.0), 0.1, ())
    (row,) = make_forecast(make_summary({"random": (0.6, 0.7, 0.8)}), META, priors=priors).rows
    assert row.method == NO_FORECAST
    assert row.note.startswith("its sizes tell too little: with 2,000 texts it may have anything")


def test_rows_are_plain_data():
    row = make_forecast(make_summary(CURVES), META).rows[0]
    assert {type(v) for v in dataclasses.asdict(row).values()} <= {int, float, str}


def test_sizes_are_rounded_to_three_digits():
    assert [round_size(size) for size in (150.0, 13_648.0, 68_240.0)] == [150, 13_600, 68_200]
