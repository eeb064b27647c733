"""What a verdict says, in every case."""

import json
import re
from dataclasses import replace

import pytest

from embedstudy.results.rows import CrossoverRow
from embedstudy.verdict.question import list_questions
from embedstudy.verdict.sentences import write_answer
from tests.verdict.made_up_tables import cell, make_meta, make_tables, pair, run

RANDOM, FROZEN, TUNED = cell("random", 0.769), cell("frozen", 0.703), cell("finetuned", 0.782)
MAJORITY, SVM = cell("majority", 0.5), cell("tfidf-linear-svm", 0.781)
CELLS = [RANDOM, FROZEN, TUNED, MAJORITY, SVM]
WORSE = pair("frozen", "random", -0.066, 0.0001)
BETTER, UNSURE = (pair("finetuned", "random", 0.013, p, reach=0.01) for p in (0.012, 0.215))
EQUAL = pair("finetuned", "random", 0.0, 0.95, reach=0.006)


def answer(cells, pairs, **tables):
    (question,) = list_questions(make_tables(cells, pairs, **tables))
    written = write_answer(question)
    assert 1 <= len(written.sentences) <= 3
    numbers = json.dumps(written.evidence, allow_nan=False)
    assert not re.search(r"[-−]0(\.0+)?\b(?!\.)", f"{numbers} {written.sentences}")
    return written


def sentences_of(cells, pairs, **tables):
    return answer(cells, pairs, **tables).sentences


def test_yes():
    written = answer(CELLS, [BETTER, WORSE, pair("finetuned", "tfidf-linear-svm", 0.001, 0.9)])
    assert (written.answer, written.headline) == ("yes", "YES")
    assert written.sentences == (
        "Fine-tuned glove 78.2 %, random 76.9 %: +1.3 points [+0.3, +2.3], p = 0.012.",
        "Frozen glove is worse than random (70.3 %). TF-IDF + linear SVM, without embeddings, was "
        "not told apart from fine-tuned glove (78.1 %).",
        "Use fine-tuned glove; TF-IDF + linear SVM may do as well without vectors.",
    )


def test_a_choice_that_another_one_leaves_behind_is_the_best_on_dev():
    ahead = pair("frozen", "random", 0.03, 0.004)
    written = answer(CELLS, [BETTER, ahead])
    assert written.evidence["pretrained"]["strategy"] == "finetuned"
    assert written.sentences[-1].startswith("Use fine-tuned glove (the best on dev)")


def test_no():
    svm = pair("random", "tfidf-linear-svm", -0.012, 0.004)
    written = answer(CELLS, [EQUAL, WORSE, svm])
    assert written.headline == "NO"
    assert written.sentences == (
        "Fine-tuned glove 78.2 %, random 76.9 %: a tie [−0.6, +0.6]; a gain of 1 point by either "
        "choice is ruled out (p < 0.001).",
        "Frozen glove is worse than random (70.3 %). TF-IDF + linear SVM, without embeddings, is "
        "better than random (78.1 %).",
        "Use TF-IDF + linear SVM: it does better than random.",
    )
    assert written.evidence["p_equivalence"] < 0.05
    alone = answer([RANDOM, FROZEN], [WORSE])
    assert alone.sentences[0].endswith("a gain of 1 point is ruled out (p < 0.001).")
    assert alone.sentences[1:] == ("Use random: it needs no vectors.",)


def test_the_margin_is_that_of_the_study():
    meta = make_meta() | {"margin": 3.0}
    rows = [replace(row, p_below=0.01) for row in (UNSURE, WORSE)]
    assert (
        "a gain of 3 points by either choice is ruled out"
        in sentences_of(CELLS, rows, meta=meta)[0]
    )
    rows = [replace(row, metric="log-loss", p_above=0.01) for row in rows]
    cells = [replace(c, metric="log-loss") for c in CELLS]
    first = sentences_of(cells, rows, meta=meta)[0]
    assert first.startswith("By log loss (less is better), ")
    assert "a gain of 0.03 by either choice is ruled out (p = 0.010)" in first


@pytest.mark.parametrize(
    ("n_seeds", "ending"),
    [
        (1, "; p is too small, as one seed does not show how far seeds spread."),
        (2, "; 2 seeds show little of how far seeds spread."),
        (3, "; 3 seeds show little of how far seeds spread."),
        (4, "p = 0.012."),
    ],
)
def test_few_seeds(n_seeds, ending):
    pairs = [replace(row, n_seeds=n_seeds) for row in (BETTER, WORSE)]
    written = answer(CELLS, pairs)
    assert written.sentences[0].endswith(ending)
    assert written.answer == ("not shown" if n_seeds == 1 else "yes")


def test_a_tie_is_called_a_tie():
    tie = pair("finetuned", "random", -0.0001, 1.0)
    assert ": a tie [−2.0, +2.0], p = 1.000." in sentences_of([RANDOM, TUNED], [tie])[0]


def test_in_a_cross_validation_seeds_may_be_few_and_no_test_part_is_named():
    cells = [*CELLS[:3], replace(MAJORITY, n=1), replace(SVM, n=1)]
    pairs = [replace(row, n_seeds=2) for row in (UNSURE, WORSE)]
    pairs.append(pair("finetuned", "tfidf-linear-svm", 0.001, 0.9, n_seeds=2))
    runs = [run(c, fold=k) for c in cells for k in range(10)]
    sentences = sentences_of(cells, pairs, runs=runs)
    assert sentences[0].endswith("p = 0.215.")
    assert "TF-IDF + linear SVM, without embeddings, was not told apart" in sentences[1]
    assert "test part" not in " ".join(sentences)
    assert sentences[2].endswith("take more texts.")


def test_several_vectors_and_encoders():
    cells, pairs = [replace(RANDOM, vectors="")], []
    leads = {"a": (0.03, 0.001), "b": (0.02, 0.3), "c": (0.0, 0.9), "d": (-0.1, 0.01)}
    for table, (delta, p) in leads.items():
        cells.append(cell("finetuned", 0.769 + delta, vectors=table))
        pairs.append(pair("finetuned", "random", delta, p, vectors=table))
    cnn = [cell("random", 0.6, vectors="", encoder="cnn"), cell("frozen", 0.6, encoder="cnn")]
    pairs.append(pair("frozen", "random", 0.0, 0.9, encoder="cnn"))
    first, second, _ = sentences_of([*cells, *cnn], pairs)
    assert first == (
        "With the encoder mean (the best on dev), fine-tuned a 79.9 %, random 76.9 %: +3.0 points "
        "[+1.0, +5.0], p = 0.004 (adjusted for 5 choices)."
    )
    assert second == (
        "Fine-tuned b and fine-tuned c were not told apart from random. Fine-tuned d is worse than "
        "random (66.9 %)."
    )
    many = [cell("finetuned", 0.77, vectors=f"v{k}") for k in range(5)]
    rows = [pair("finetuned", "random", 0.001, 0.9, vectors=f"v{k}") for k in range(5)]
    assert (
        "4 other pretrained choices were not told apart" in sentences_of([cells[0], *many], rows)[1]
    )


SIZES = (100, 1000, 8000)


def by_size(*leads):
    """Return a study with a difference of frozen to random, and its p, for each train size."""
    cells = [
        c
        for size, (delta, _) in zip(SIZES, leads, strict=True)
        for c in (cell("random", 0.7, size=size), cell("frozen", 0.7 + delta, size=size))
    ]
    pairs = [pair("frozen", "random", delta, p, size=size)
             for size, (delta, p) in zip(SIZES, leads, strict=True)]  # fmt: skip
    return cells, pairs


def test_only_with_few_texts():
    tables = by_size((0.08, 0.0001), (0.05, 0.001), (-0.06, 0.001))
    crossing = CrossoverRow("reviews", "glove", "mean", "random", "frozen", 2373, 1036, 3846, 5,
                            853, "crossing", "")  # fmt: skip
    written = answer(*tables, crossovers=[crossing])
    assert written.answer == "only with few texts"
    assert written.headline == "ONLY WITH FEW TEXTS (below about 2,400)"
    assert written.sentences == (
        "With 1,000 training texts, frozen glove 75.0 %, random 70.0 %: +5.0 points [+3.0, +7.0], "
        "p = 0.001.",
        "With 8,000 training texts, frozen glove 64.0 %, random 70.0 %: −6.0 points [−8.0, −4.0]; "
        "a gain of 1 point is ruled out (p < 0.001).",
        "Use frozen glove below about 2,400 training texts, and random above.",
    )
    assert written.evidence["crossing"] == 2373
    assert answer(*tables).headline == "ONLY WITH FEW TEXTS (below about 1,000)"


def test_a_lead_with_few_texts_alone_is_no_answer_for_many():
    written = answer(*by_size((0.08, 0.0001), (0.05, 0.001), (0.01, 0.4)))
    assert written.headline == "NOT SHOWN"
    assert (
        "With 1,000 texts frozen glove is better than random (+5.0 points)."
        in (written.sentences[1])
    )
    assert written.evidence["better_up_to"] == 1000
    assert answer(*by_size((0.0, 0.9), (0.0, 0.9), (0.05, 0.001))).headline == "YES"


def nothing(**facts):
    meta = make_meta(**facts)
    leads = {"random": (0.01, 0.6), "finetuned": (0.01, 0.6), "frozen": (-0.1, 0.01)}
    against = [pair(name, "majority", *lead) for name, lead in leads.items()]
    return CELLS, [BETTER, WORSE, *against], {"meta": meta}


def test_nothing_learned():
    cells, pairs, tables = nothing()
    written = answer(cells, pairs, **tables)
    assert (written.answer, written.headline) == ("nothing learned", "NOTHING LEARNED")
    assert written.sentences == (
        "No strategy is shown to do better than the most frequent class (50.0 %). Fine-tuned "
        "glove, the best on dev, has 78.2 %: +1.0 points [−1.0, +3.0], p = 0.600.",
        "TF-IDF + linear SVM, without embeddings, does better (78.1 %).",
        "No embedding is recommended; TF-IDF + linear SVM does learn. No cause is known: look "
        "whether the labels belong to the texts.",
    )
    pairs.append(pair("tfidf-linear-svm", "majority", 0.0, 0.9, vectors="", encoder=""))
    _, second, last = sentences_of(cells, pairs, **tables)
    assert second == "TF-IDF + linear SVM, without embeddings, is not shown to do better (78.1 %)."
    assert last.startswith("Nothing is recommended. ")


def test_likely_causes_are_named():
    cells, pairs, tables = nothing(tokens=8800, distinct=12)
    written = answer(cells, pairs, **tables)
    assert list(written.evidence["causes"]) == ["tokens", "alike"]
    assert "Likely causes: a text has 1.1 tokens on average" in written.sentences[-1]
    cells, pairs, tables = nothing(test=60)
    assert sentences_of(cells, pairs, **tables)[-1].endswith(
        "Likely causes: 60 tested texts are few. To test on all texts: embedstudy compare "
        "reviews.csv --vectors glove --cv 10 --out runs/reviews-cv10"
    )


def test_where_a_given_rate_makes_runs_explode_dev_is_to_choose_it():
    cells, pairs, tables = nothing(test=60)
    tables["meta"] = make_meta({"learning_rate": 1000.0}, test=60)
    tables["runs"] = [run(c, status="unstable") for c in cells]
    last = sentences_of(cells, pairs, **tables)[-1]
    assert "diverged or exploded at the given learning rate, 1000. " in last
    assert last.endswith(
        " To choose the rate on dev: embedstudy compare reviews.csv --vectors glove "
        "--out runs/reviews-tuned"
    )


def test_nothing_learned_without_a_majority_class():
    cells = [replace(c, p_guessing=0.4) for c in (RANDOM, TUNED)]
    (question,) = list_questions(
        replace_pairs(make_tables(cells, [UNSURE]), lambda row: row.b != "majority")
    )
    assert write_answer(question).sentences[0] == (
        "No strategy is shown to do better than a guess. Fine-tuned glove, the best on dev, has "
        "78.2 % accuracy (p = 0.800)."
    )


def replace_pairs(tables, keeps):
    return replace(tables, comparisons=[row for row in tables.comparisons if keeps(row)])


def test_strong_imbalance():
    meta = make_meta(class_counts={"train": [950, 50], "test": [95, 5]})
    cells = [replace(c, p_guessing=0.001 if c.encoder else None) for c in CELLS]
    for pairs, headline in (([EQUAL, WORSE], "NOT SHOWN"), ([BETTER, WORSE], "YES")):
        written = answer(cells, pairs, meta=meta)
        assert written.headline == headline
        assert written.sentences[-1].startswith("One class holds 95 % of the texts, so accuracy")
        assert "--metric macro-f1" in written.evidence["command"]
    macro = {"macro_f1": 0.61, "macro_f1_ci_low": 0.5, "macro_f1_ci_high": 0.7}
    written = answer([replace(c, **macro) for c in cells], [EQUAL, WORSE], meta=meta)
    assert written.sentences[1].startswith(
        "By macro F1, fine-tuned glove has 61.0 % [50.0, 70.0] and random has 61.0 % [50.0, 70.0]. "
    )
    assert written.evidence["macro_f1"] == {"pretrained": 0.61, "random": 0.61}
    guessing = [replace(c, p_guessing=0.4 if c.encoder else None) for c in CELLS]
    written = answer(guessing, [BETTER, WORSE], meta=meta)
    assert written.headline == "NOTHING LEARNED"
    assert written.sentences[0].startswith("No strategy is shown to do better than a guess. Fine-")
    assert "--metric macro-f1" in written.sentences[-1]
    by_f1 = [replace(c, metric="macro-f1") for c in cells]
    rows = [replace(row, metric="macro-f1") for row in (EQUAL, WORSE)]
    written = answer(by_f1, rows, meta=meta)
    assert written.headline == "NO"
    assert written.sentences[0].startswith("By macro F1, fine-tuned glove 78.2 %, random")


def test_failed_and_exploded_runs_are_named():
    cells = [RANDOM, replace(FROZEN, unstable=1), replace(TUNED, status="incomplete", n=2)]
    runs = [run(c, k, status="ok" if k < c.n else "diverged") for c in cells for k in range(5)]
    written = answer(cells, [UNSURE, WORSE], runs=runs)
    assert written.sentences[1].endswith(
        "Runs failed: fine-tuned glove (2 of 5 seeds). 1 run exploded and still counts."
    )
    assert written.evidence["incomplete"][0]["strategy"] == "finetuned"
    assert sentences_of([cell("random", None, n=0)], []) == (
        "No run finished.", "The reasons are in runs.csv and study.log.",
    )  # fmt: skip


def test_vectors_that_know_few_words():
    cells = [RANDOM, replace(TUNED, coverage_tokens=0.42)]
    assert sentences_of(cells, [UNSURE])[1] == "glove knows only 42 % of the running words."


@pytest.mark.parametrize(
    ("cells", "reason", "last"),
    [
        ([RANDOM, SVM, MAJORITY], "it has no pretrained vectors", "--vectors glove-6b-50d"),
        ([FROZEN, MAJORITY], "it has no strategy random to compare pretrained vectors with",
         "--add strategies=random"),
        ([RANDOM, cell("frozen", None, n=0)], "no run with vectors finished", "study.log."),
        ([RANDOM, cell("frozen", 0.7, encoder="cnn")], "vectors and random have no encoder in "
         "common", "."),
    ],
)  # fmt: skip
def test_a_study_that_cannot_tell_says_how_to_ask(cells, reason, last):
    written = answer(cells, [])
    assert written.headline == "NOT SHOWN"
    assert written.sentences[0] == f"This study cannot tell: {reason}."
    assert last in written.sentences[-1]
    assert "most frequent class" not in " ".join(written.sentences)


def test_a_baseline_that_nothing_compares_is_left_out():
    written = answer(CELLS, [UNSURE, WORSE])
    assert written.sentences[1] == "Frozen glove is worse than random (70.3 %)."
    assert "baseline" not in written.evidence


def test_no_seed_in_common():
    lost = replace(UNSURE, delta=None, p_value=None)
    assert sentences_of([RANDOM, TUNED], [lost]) == (
        "This study cannot tell: no seed finished both with vectors and as random.",
    )


def test_others_are_better_by_the_test_of_the_answer():
    frozen = pair("frozen", "random", 0.012, 0.02, reach=0.01, p_holm=0.3)
    written = answer(CELLS, [BETTER, frozen])
    assert written.sentences[1].startswith("Frozen glove is better than random too (70.3 %).")
    one = [replace(row, n_seeds=1, p_holm=0.001) for row in (BETTER, frozen)]
    assert answer(CELLS, one).sentences[1].startswith("Frozen glove was not told apart from random")


def test_seeds_with_the_same_difference_have_a_p_that_fits_the_interval():
    row = pair("finetuned", "random", 0.013, 0.001, reach=0.01, n_seeds=2, p_seeds=None)
    written = answer([RANDOM, TUNED], [row])
    assert written.answer == "not shown"
    assert written.sentences[0].endswith(
        "p = 0.001; p is too small, as 2 seeds with the same difference do not show how far seeds "
        "spread."
    )
    assert "--add seeds=5" in written.sentences[-1]
    (first, *_) = answer([RANDOM, TUNED], [replace(row, p_value=0.3)]).sentences
    assert "p = 0.300; 2 seeds with the same difference do not show" in first


def test_where_all_runs_of_random_failed_it_is_not_asked_for_again():
    cells = [cell("random", None, n=0), FROZEN]
    runs = [run(cells[0], seed, status="diverged") for seed in range(5)]
    sentences = sentences_of(cells, [], runs=runs)
    assert sentences[0] == "This study cannot tell: no run of random finished."
    assert sentences[-1] == "The reasons are in runs.csv and study.log."


def test_where_few_texts_hide_rare_classes_all_are_to_be_tested():
    meta = make_meta(class_counts={"train": [144, 16], "test": [18, 2]}, test=20)
    cells = [replace(c, p_guessing=0.13) for c in (RANDOM, TUNED)]
    written = answer([*cells, MAJORITY], [UNSURE], meta=meta)
    assert written.headline == "NOTHING LEARNED"
    assert "The test may miss what was learned: 20 tested texts are few." in written.sentences[-1]
    assert "--metric macro-f1 --cv 10 " in written.sentences[-1]


def test_one_seed_whose_p_is_large_is_not_told_that_it_is_too_small():
    (first, *_) = answer(CELLS, [replace(UNSURE, n_seeds=1)]).sentences
    assert first.endswith("p = 0.215; one seed does not show how far seeds spread.")
