"""All cells by score, each with its difference to random."""

from embedstudy.verdict.contest import make_contest
from embedstudy.verdict.ranked_cells import rank_cells
from tests.verdict.made_up_tables import cell, pair

CELLS = [cell("random", 0.76), cell("frozen", 0.70), cell("finetuned", 0.79),
         cell("majority", 0.5), cell("tfidf-linear-svm", 0.78)]  # fmt: skip
PAIRS = [pair("frozen", "random", -0.06, 0.001), pair("finetuned", "random", 0.03, 0.02),
         pair("random", "tfidf-linear-svm", -0.02, 0.2)]  # fmt: skip


def rank(cells, pairs, **options):
    return {
        (entry.cell.strategy, entry.cell.vectors, entry.cell.encoder): entry
        for entry in rank_cells(make_contest(cells, pairs, []), **options)
    }


def test_the_best_stands_first_and_each_has_a_word():
    ranked = rank(CELLS, PAIRS)
    words = [(name, entry.word) for (name, *_), entry in ranked.items()]
    assert words == [
        ("finetuned", "better"), ("tfidf-linear-svm", "not shown"), ("random", "reference"),
        ("frozen", "worse"), ("majority", ""),
    ]  # fmt: skip
    assert ranked["tfidf-linear-svm", "", ""].lead.delta == 0.02


def test_random_stands_there_once_where_vectors_make_no_difference():
    cells = [*CELLS, cell("random", 0.76, vectors="other"), cell("frozen", 0.71, vectors="other")]
    pairs = [*PAIRS, pair("frozen", "random", -0.05, 0.001, vectors="other")]
    assert len(rank(cells, pairs)) == len(CELLS) + 1
    longer = [*CELLS, cell("random", 0.77, vectors="300d"), cell("frozen", 0.71, vectors="300d")]
    assert {name[1] for name in rank(longer, pairs) if name[0] == "random"} == {"glove", "300d"}


def test_a_word_is_that_of_the_verdict_and_not_of_a_larger_family():
    pairs = [PAIRS[0], pair("finetuned", "random", 0.03, 0.02, p_holm=0.3), PAIRS[2]]
    assert rank(CELLS, pairs)["finetuned", "glove", "mean"].word == "better"
    pairs[1] = pair("finetuned", "random", -0.03, 0.02, p_holm=0.3)
    assert rank(CELLS, pairs)["finetuned", "glove", "mean"].word == "not shown"


def test_a_strategy_is_held_against_random_with_its_own_encoder():
    cnn = [cell("random", 0.80, encoder="cnn"), cell("finetuned", 0.75, encoder="cnn")]
    ranked = rank(
        [*CELLS, *cnn], [*PAIRS, pair("finetuned", "random", -0.05, 0.001, encoder="cnn")]
    )
    assert ranked["finetuned", "glove", "cnn"].lead.delta == -0.05
    assert ranked["finetuned", "glove", "mean"].lead.delta == 0.03
    assert [s.word for s in ranked.values()].count("reference") == 2


def test_less_is_better_for_a_loss():
    cells = [cell(c.strategy, c.mean, metric="log-loss") for c in CELLS]
    pairs = [pair("finetuned", "random", 0.03, 0.001, metric="log-loss")]
    ranked = rank(cells, pairs)
    assert next(iter(ranked))[0] == "majority"
    assert ranked["finetuned", "glove", "mean"].word == "worse"


def test_with_few_seeds_a_gain_is_shown_where_the_verdict_shows_it():
    def find_word(**options):
        folds = {"has_folds": options.pop("has_folds", False)}
        pairs = [pair("finetuned", "random", 0.03, 0.001, **options)]
        return rank(CELLS, pairs, **folds)["finetuned", "glove", "mean"].word

    assert find_word(n_seeds=1) == "not shown"
    assert find_word(n_seeds=1, has_folds=True) == "better"
    assert find_word(n_seeds=2, p_seeds=None) == "not shown"
    assert find_word(n_seeds=3, p_seeds=0.2) == "not shown"
    assert find_word(n_seeds=3, p_seeds=0.04) == "better"
