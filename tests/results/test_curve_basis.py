"""What the points of a learning curve rest on."""

from embedstudy.results.curve_basis import describe_curve_basis
from embedstudy.results.rows import CurveRow, RunRow


def curve_row(vectors, seen_words=None):
    return CurveRow(
        "d", vectors, "mean", "frozen", 100, 5, 0.7, 0.6, 0.8, test_seen_words=seen_words
    )


def run_row(train_size, dev_size):
    name = f"d-{train_size}"
    return RunRow(name, "d", "v", "frozen", "mean", train_size, None, 0, dev_size=dev_size)


def test_the_dev_texts_of_each_sample_are_told():
    runs = [run_row(1000, 125), run_row(100, 12), run_row(6824, None)]
    (sentence,) = describe_curve_basis(runs, [curve_row("v")])
    assert "choose the epoch: 12 with 100 and 125 with 1,000 training texts. Val" in sentence
    assert sentence.endswith("come from further samples of that size, with labels of their own.")


def test_vectors_that_saw_all_texts_are_told():
    curve = [curve_row("train:word2vec"), curve_row("v")]
    (sentence,) = describe_curve_basis([run_row(6824, None)], curve)
    assert sentence.startswith("train:word2vec was trained on all training texts, without labels")
    (sentence,) = describe_curve_basis([], [*curve, curve_row("train:fasttext")])
    assert sentence.startswith("train:word2vec and train:fasttext were trained on all")


def test_unseen_words_are_explained_where_there_are_some():
    (sentence,) = describe_curve_basis([], [curve_row("v", 0.65)])
    assert sentence.startswith("Without unseen words: ")
    assert describe_curve_basis([run_row(6824, None)], [curve_row("v")]) == []
