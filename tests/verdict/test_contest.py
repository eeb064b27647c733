"""The cells that a verdict weighs, and their leads over each other."""

from dataclasses import replace

import pytest

from embedstudy.verdict.contest import Lead, make_contest
from tests.verdict.made_up_tables import cell, pair, run

CELLS = [cell("random", 0.76), cell("frozen", 0.70), cell("finetuned", 0.79),
         cell("zeros", 0.5), cell("majority", 0.5), cell("tfidf-linear-svm", 0.78)]  # fmt: skip
PAIRS = [pair("frozen", "random", -0.06, 0.001), pair("finetuned", "random", 0.03, 0.2)]


def contest_of(cells, pairs=(), dev=None):
    runs = [run(c, dev=(dev or {}).get(c.strategy)) for c in cells]
    return make_contest(cells, pairs, runs)


def test_choices_are_ranked_on_dev():
    contest = contest_of(CELLS, PAIRS, dev={"frozen": 0.9, "finetuned": 0.8})
    assert [choice.cell.strategy for choice in contest.choices] == ["frozen", "finetuned"]
    assert [choice.lead.advantage for choice in contest.choices] == [-0.06, 0.03]
    assert contest.n_hypotheses == 2
    assert [c.strategy for c in contest.baselines] == ["tfidf-linear-svm"]
    assert contest.majority.strategy == "majority"
    assert "zeros" not in [c.strategy for c in contest.embeddings]


def test_without_scores_on_dev_those_on_test_rank():
    contest = make_contest(CELLS, PAIRS, [])
    assert contest.cells[0].strategy == "finetuned"


def test_the_encoder_is_the_best_on_dev_with_either_start():
    cnn = [cell("random", 0.80, encoder="cnn"), cell("finetuned", 0.75, encoder="cnn")]
    pairs = [*PAIRS, pair("finetuned", "random", -0.05, 0.1, encoder="cnn")]
    contest = make_contest([*CELLS, *cnn], pairs, [])
    assert contest.encoders == ["cnn", "mean"]
    assert [choice.lead.advantage for choice in contest.choices] == [-0.05]
    assert contest.n_hypotheses == 3


def test_random_without_vectors_stands_against_every_table():
    cells = [cell("random", 0.8, vectors=""), cell("frozen", 0.7), cell("frozen", 0.75,
             vectors="w2v")]  # fmt: skip
    pairs = [pair("frozen", "random", -0.1, 0.001), pair("frozen", "random", -0.05, 0.2,
             vectors="w2v")]  # fmt: skip
    contest = make_contest(cells, pairs, [])
    leads = {choice.cell.vectors: choice.lead.advantage for choice in contest.choices}
    assert leads == {"w2v": -0.05, "glove": -0.1}


def test_a_pair_is_seen_from_either_side():
    contest = contest_of(CELLS, PAIRS)
    random = next(c for c in contest.cells if c.strategy == "random")
    frozen = next(c for c in contest.cells if c.strategy == "frozen")
    lead = contest.find_lead(random, frozen)
    assert (lead.advantage, lead.delta) == (0.06, 0.06)
    assert lead.interval == pytest.approx((0.04, 0.08))
    assert (lead.is_better, lead.is_worse) == (True, False)
    assert contest.find_lead(frozen, random).is_worse
    baseline = next(c for c in contest.cells if c.strategy == "tfidf-linear-svm")
    assert contest.find_lead(frozen, baseline) is None


def test_of_a_loss_less_is_better():
    row = replace(pair("frozen", "random", -0.03, 0.01, reach=0.005), metric="log-loss")
    lead = Lead(row, is_first=True)
    assert (lead.advantage, lead.delta, lead.is_better) == (0.03, -0.03, True)
    assert not lead.rules_out_gain(0.01)
    assert Lead(row, is_first=False).rules_out_gain(0.01)


def test_zero_has_no_sign():
    lead = Lead(pair("frozen", "random", 0.0, 1.0, ci_low=0.0, ci_high=0.0), is_first=False)
    assert str(lead.delta) == "0.0"
    assert str(lead.interval) == "(0.0, 0.0)"


@pytest.mark.parametrize(
    ("delta", "reach", "rules_out", "equal"),
    [(0.0, 0.005, True, True), (-0.03, 0.01, True, False), (0.008, 0.01, False, False)],
)
def test_a_margin_is_tested_by_p_or_by_the_interval_of_older_studies(
    delta, reach, rules_out, equal
):
    row = pair("frozen", "random", delta, 0.5, reach=reach)
    older = replace(row, margin=None, p_below=None, p_above=None)
    for lead in (Lead(row, is_first=True), Lead(older, is_first=True)):
        assert lead.rules_out_gain(0.01) == rules_out
        assert lead.is_equal(0.01) == equal


def test_without_a_finished_run_there_is_no_contest():
    assert make_contest([cell("random", None, n=0)], [], []) is None
