"""Likely causes of a study that learned nothing."""

import pytest

from embedstudy.verdict.causes import find_causes, read_fixed_rate
from tests.verdict.made_up_tables import cell, make_meta, run

RUNS = [run(cell("random", 0.5), seed) for seed in range(4)]


def test_of_sound_data_no_cause_is_named():
    assert find_causes(make_meta(), "reviews", RUNS) == {}
    assert find_causes({}, "reviews", []) == {}


@pytest.mark.parametrize(
    ("cause", "facts", "text"),
    [
        ("tokens", {"tokens": 8800}, "a text has 1.1 tokens on average, as in a script without"),
        ("labels", {"classes": ["a", "b", "c"],
                    "class_counts": {"train": [40, 40, 0], "test": [5, 5, 90]}},
         "90 tested texts have a class that no training text has"),
        ("unread", {"unknown": {"test": 300}, "wordless": {"test": 100}},
         "400 of 853 tested texts have no word that was learned"),
        ("alike", {"distinct": 12}, "of 8,000 training texts only 12 differ"),
        ("few texts", {"train": 60, "distinct": 60, "tokens": 900},
         "60 training texts for 2 classes are few"),
    ],
)  # fmt: skip
def test_facts_of_the_data(cause, facts, text):
    causes = find_causes(make_meta(**facts), "reviews", RUNS)
    assert list(causes) == [cause]
    assert causes[cause].startswith(text)


def test_vectors_whose_words_have_a_prefix():
    meta = make_meta()
    meta["coverage"]["reviews"] = {"a": {"tokens": 0.06}}
    meta["warnings"] = [
        "b knows only 6% of the training texts' words: no matter",
        "a knows only 6% of the training texts' words: its words begin with '_'",
    ]
    assert find_causes(meta, "reviews", RUNS) == {
        "language": "a knows only 6 % of the running words: its words begin with '_'"
    }


def test_vectors_of_another_language():
    meta = make_meta()
    meta["coverage"]["reviews"] = {"a": {"tokens": 0.42}, "b": {"tokens": 0.9}}
    assert find_causes(meta, "reviews", RUNS) == {
        "language": "a knows only 42 % of the running words, as vectors of another language do"
    }


def test_runs_that_failed_and_a_rate_at_the_edge():
    runs = [*RUNS[:3], run(cell("random", 0.5), 3, status="diverged")]
    meta = make_meta()
    edge = "random: the best learning rate, 3, is the highest that was tried"
    meta["warnings"] = ["a class is rare", edge]
    assert find_causes(meta, "reviews", runs) == {
        "unstable": "1 of 4 runs diverged or exploded", "edge": edge,
    }  # fmt: skip
    meta["data"]["news"] = {}
    assert "edge" not in find_causes(meta, "reviews", RUNS)
    meta["warnings"] = [f"reviews, {edge}"]
    assert find_causes(meta, "reviews", RUNS)["edge"] == f"reviews, {edge}"


def test_the_learning_rate_is_named_where_it_was_given():
    runs = [run(cell("random", 0.5), seed, status="unstable") for seed in range(2)]
    text = "2 of 2 runs diverged or exploded"
    assert find_causes(make_meta(), "reviews", runs) == {"unstable": text}
    meta = make_meta({"learning_rate": 1000.0})
    assert read_fixed_rate(meta) == 1000
    assert find_causes(meta, "reviews", runs) == {
        "unstable": f"{text} at the given learning rate, 1000"
    }
    assert read_fixed_rate({"options": None}) is None


def test_a_sample_has_few_texts():
    runs = [run(cell("random", 0.5, size=size)) for size in (20, 60)]
    assert find_causes(make_meta(), "reviews", runs) == {
        "few texts": "60 training texts for 2 classes are few"
    }
