"""What more texts are expected to change about an advice."""

import pytest

from embedstudy.results.rows import ForecastCrossoverRow, ForecastGainRow
from embedstudy.verdict.outlook import FORECAST, advise_until, describe_outlook
from embedstudy.verdict.question import list_questions
from embedstudy.verdict.sentences import write_answer
from tests.verdict.made_up_tables import cell, make_tables, pair

RANDOM, FROZEN = cell("random", 0.7), cell("frozen", 0.75)
BETTER = pair("frozen", "random", 0.05, 0.0001)


def overtaking(size, low, high, *, now=0.0, never=0.0):
    return ForecastCrossoverRow(
        "reviews", "glove", "mean", "random", "frozen", size, low, high, low, high, now, never,
        800_000,
    )  # fmt: skip


def gain(strategy, value, reach=0.02, *, vectors="glove", encoder="mean", times=10):
    return ForecastGainRow(
        "reviews", vectors, strategy, encoder, 8000, times, value, value - reach, value + reach,
        value - 2 * reach, value + 2 * reach,
    )  # fmt: skip


def ask(pairs=(BETTER,), cells=(RANDOM, FROZEN), **tables):
    (question,) = list_questions(make_tables(cells, pairs, **tables))
    return question


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (
            overtaking(20_000, 9000, 50_000),
            "From about 20,000 texts (80 % interval 9,000 to 50,000) random will do as well as "
            "frozen glove.",
        ),
        (
            overtaking(20_000, 9000, None, never=0.3),
            "From about 20,000 texts (80 % interval from 9,000) random may do as well as frozen "
            "glove.",
        ),
        (
            overtaking(None, 30_000, None, never=0.7),
            "Random may never overtake frozen glove: 70 % that it does not within 800,000 texts "
            "(80 % interval from 30,000).",
        ),
        (
            overtaking(None, None, None, never=0.97),
            "Up to 800,000 texts random is not expected to do as well as frozen glove.",
        ),
    ],
)
def test_where_random_catches_up(row, sentence):
    evidence = {}
    question = ask(forecast_crossovers=[row], forecast_gains=[gain("frozen", 0.05)])
    assert describe_outlook(question, FROZEN, evidence) == sentence
    assert evidence[FORECAST]["overtaking"]["train_size"] == row.train_size


@pytest.mark.parametrize(
    "row",
    [
        overtaking(20_000, None, None, now=0.2, never=0.2),
        overtaking(None, None, None, now=1),
        overtaking(None, None, None, now=0.2, never=0.7),
    ],
)
def test_a_size_without_interval_is_left_out(row):
    evidence = {}
    question = ask(forecast_crossovers=[row], forecast_gains=[gain("frozen", 0.05)])
    assert describe_outlook(question, FROZEN, evidence) == (
        "With ten times as many texts, frozen glove is expected to gain 5.0 points (80 % interval "
        "3.0 to 7.0)."
    )
    assert evidence[FORECAST]["gain"]["gain"] == 0.05


def test_a_gain_below_the_margin_is_told_as_such():
    question = ask(forecast_gains=[gain("random", 0.003, 0.004)])
    assert describe_outlook(question, RANDOM, {}) == (
        "Ten times as many texts are expected to give random less than 1 point more (80 % interval "
        "−0.1 to 0.7)."
    )


@pytest.mark.parametrize(
    "gains", [[], [gain("random", 0.01, 0.02)], [gain("random", 0.05, times=2)]]
)
def test_nothing_is_told_where_the_forecast_shows_nothing(gains):
    evidence = {}
    assert describe_outlook(ask(forecast_gains=gains), RANDOM, evidence) == ""
    assert evidence == {}


def test_an_advice_that_random_will_overtake_is_for_now():
    row = overtaking(20_000, 9000, 50_000)
    written = write_answer(ask(forecast_crossovers=[row]))
    assert written.headline == "YES"
    assert written.sentences[-1] == (
        "Now use frozen glove. From about 20,000 texts (80 % interval 9,000 to 50,000) random will "
        "do as well as frozen glove."
    )


def test_a_baseline_that_does_better_is_what_the_outlook_is_of():
    pairs = [BETTER, pair("frozen", "tfidf-linear-svm", -0.05, 0.0001)]
    cells = [RANDOM, FROZEN, cell("tfidf-linear-svm", 0.8)]
    rows = [overtaking(20_000, 9000, 50_000)]
    gains = [gain("tfidf-linear-svm", 0.04, vectors="", encoder="")]
    question = ask(pairs, cells, forecast_crossovers=rows, forecast_gains=gains)
    assert write_answer(question).sentences[-1] == (
        "Use TF-IDF + linear SVM: it needs no vectors and does better. With ten times as many "
        "texts, TF-IDF + linear SVM is expected to gain 4.0 points (80 % interval 2.0 to 6.0)."
    )


def test_the_gain_is_of_random_too_where_it_is_ahead_now():
    evidence, ahead = {}, cell("random", 0.76)
    gains = [gain("frozen", 0.05), gain("random", 0.08)]
    pairs = [pair("frozen", "random", -0.01, 0.3)]
    question = ask(pairs, [ahead, FROZEN], forecast_gains=gains)
    assert describe_outlook(question, FROZEN, evidence) == (
        "With ten times as many texts, frozen glove is expected to gain 5.0 points (80 % interval "
        "3.0 to 7.0), and random 8.0 (6.0 to 10.0)."
    )
    assert set(evidence[FORECAST]) == {"gain", "best_gain"}
    gains = [gain("frozen", 0.01), gains[1]]
    question = ask(pairs, [ahead, FROZEN], forecast_gains=gains)
    assert describe_outlook(question, FROZEN, {}) == (
        "With ten times as many texts, random is expected to gain 8.0 points (80 % interval 6.0 to "
        "10.0)."
    )


def test_random_that_is_ahead_now_is_not_told_never_to_catch_up():
    row = overtaking(None, 30_000, None, never=0.7)
    pairs = [pair("frozen", "random", -0.02, 0.3)]
    question = ask(pairs, forecast_crossovers=[row])
    assert describe_outlook(question, FROZEN, {}) == ""


def test_a_command_stays_at_the_end():
    unsure = pair("frozen", "random", 0.01, 0.3)
    written = write_answer(ask([unsure], forecast_gains=[gain("frozen", 0.05)]))
    assert written.answer == "not shown"
    assert written.sentences[-1].endswith(written.evidence["command"])
    assert "With ten times as many texts, frozen glove" in written.sentences[-2]


def test_without_outlook_an_advice_stays():
    assert advise_until("Use random.", "", {}) == "Use random."
