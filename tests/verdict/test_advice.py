"""What to use, and the exact command that would show more."""

import pytest

from embedstudy.options.command import read_command
from embedstudy.verdict.advice import (
    advise_macro_f1,
    advise_more,
    advise_no,
    advise_reference,
    advise_vectors,
    advise_yes,
)
from embedstudy.verdict.question import list_questions
from tests.verdict.made_up_tables import cell, make_meta, make_tables, pair, run

RANDOM, TUNED = cell("random", 0.76), cell("finetuned", 0.78)
BASELINE = {"strategy": "tfidf-linear-svm"}


def question_of(options=None, *, folds=0, **columns):
    meta = make_meta(options) if options is not None else {"identity": {"strategies": ["frozen"]}}
    row = pair("finetuned", "random", 0.02, 0.3, **columns)
    runs = [run(c, fold=k) for c in (RANDOM, TUNED) for k in range(folds)]
    (question,) = list_questions(
        make_tables([RANDOM, TUNED], [row], meta=meta, **({"runs": runs} if folds else {}))
    )
    return question, question.decision.choice.lead


@pytest.mark.parametrize(
    ("relation", "yes", "no"),
    [
        (None, "Use fine-tuned glove.", "Use random: it needs no vectors."),
        ("worse", "Use fine-tuned glove.", "Use random: it needs no vectors."),
        ("better", "Use TF-IDF + linear SVM: it needs no vectors and does better.",
         "Use TF-IDF + linear SVM: it does better than random."),
        ("equal", "Use fine-tuned glove, or TF-IDF + linear SVM, which needs no vectors.",
         "Use random, or TF-IDF + linear SVM: neither needs vectors."),
        ("not shown", "Use fine-tuned glove; TF-IDF + linear SVM may do as well without vectors.",
         "Use random, or TF-IDF + linear SVM: neither needs vectors."),
    ],
)  # fmt: skip
def test_what_to_use_depends_on_the_best_baseline(relation, yes, no):
    evidence = {"baseline": {**BASELINE, "relation": relation}} if relation else {}
    assert advise_yes(TUNED, evidence) == yes
    behind = yes.replace("fine-tuned glove", "fine-tuned glove (the best on dev)")
    assert advise_yes(TUNED, evidence, is_behind=True) == behind
    assert advise_no(evidence) == no


CV = "embedstudy compare reviews.csv --vectors glove --cv 10 --out runs/reviews-cv10"
MISSED = "A gain under 3.0 points would often be missed: take more texts"
SEEDS = "Run 5 seeds: embedstudy compare --out runs/reviews --add seeds=5"


@pytest.mark.parametrize(
    ("columns", "text"),
    [
        ({}, f"{MISSED}, or {CV}"),
        (
            {"n_seeds": 2},
            f"{MISSED}, or {CV}",
        ),
        ({"n_seeds": 1}, SEEDS),
        ({"n_seeds": 3, "n_examples": 25_000}, SEEDS),
        ({"smallest_detectable": None}, f"More texts would show more, or {CV}"),
        ({"smallest_detectable": 1.9}, f"More texts would show more, or {CV}"),
    ],
)
def test_what_would_show_more(columns, text):
    evidence = {}
    question, lead = question_of({}, **columns)
    assert advise_more(question, lead, evidence) == text
    assert text.endswith(evidence["command"])


def test_in_a_cross_validation_of_ten_folds_only_texts_are_left():
    question, lead = question_of({"cv": 10}, folds=10)
    text = advise_more(question, lead, {})
    assert text == f"{MISSED}."
    question, lead = question_of({"cv": 3}, folds=3)
    assert "--cv 10 --out runs/reviews-cv10" in advise_more(question, lead, {})
    better = {"baseline": {**BASELINE, "relation": "better"}}
    assert advise_more(question, lead, better).startswith(
        "Use TF-IDF + linear SVM, which does better. A gain under"
    )


def test_commands_keep_the_options_of_the_study():
    question, lead = question_of({"seeds": 3, "encoders": ["cnn"], "dim": 20, "margin": 2.0})
    command = "embedstudy compare reviews.csv --vectors glove --encoder cnn --seeds 3"
    assert read_command(question.meta, {"cv": 10}).startswith(command)
    text = advise_more(question, lead, {})
    assert f"{command} --margin 2.0 --cv 10 --dim 20 --out runs/reviews-cv10" in text
    assert advise_vectors(question, {}) == (
        "To answer it: embedstudy compare reviews.csv --vectors glove-6b-50d --encoder cnn "
        "--seeds 3 --margin 2.0 --out runs/reviews-vectors"
    )
    assert advise_reference(question, {}) == (
        "To answer it: embedstudy compare --out runs/reviews --add strategies=random"
    )


def test_of_python_objects_the_call_is_named():
    question, lead = question_of(n_seeds=1)
    assert advise_more(question, lead, {}) == "Run 5 seeds: compare(..., seeds=5, extend=True)"
    assert advise_vectors(question, {}) == "To answer it: compare(..., vectors='glove-6b-50d')"
    assert advise_reference(question, {}).endswith(
        "compare(..., strategies=['frozen', 'random'], extend=True)"
    )


def test_imbalance_says_why_and_which_command():
    meta = make_meta(class_counts={"test": [95, 5]})
    (question,) = list_questions(make_tables([RANDOM, TUNED], [], meta=meta))
    assert advise_macro_f1(question, {}) == (
        "One class holds 95 % of the texts, so accuracy hides the others; macro F1 counts every "
        "class the same: embedstudy compare reviews.csv --vectors glove --metric macro-f1 --out "
        "runs/reviews-macro-f1"
    )


@pytest.mark.parametrize("metric", ["accuracy", "macro-f1"])
def test_a_command_by_another_metric_than_accuracy_asks_for_no_forecast(metric):
    options = {"train_sizes": (100, 300, "all"), "forecast": True, "metric": metric}
    question, lead = question_of(options)
    evidence = {}
    advise_macro_f1(question, evidence)
    assert "--train-sizes 100,300,all --metric macro-f1" in evidence["command"]
    advise_more(question, lead, evidence)
    assert ("--forecast" in evidence["command"]) == (metric == "accuracy")
