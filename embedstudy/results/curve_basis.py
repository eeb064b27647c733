"""What the points of a learning curve rest on, in sentences."""

from collections.abc import Iterable, Sequence

from embedstudy.results.rows import CurveRow, RunRow
from embedstudy.wording import join_names

# Vectors that a study trains itself are called so.
_TRAINED = "train:"


def describe_curve_basis(runs: Iterable[RunRow], curve: Sequence[CurveRow]) -> list[str]:
    """Say how many dev texts choose, and what vectors know that the training sample does not.

    Parameters
    ----------
    runs : iterable of RunRow
        Those of one data set.
    curve : sequence of CurveRow
        Its curves.
    """
    sentences = []
    dev_sizes = dict(sorted({run.train_size: run.dev_size for run in runs if run.dev_size}.items()))
    if dev_sizes:
        sizes = [f"{dev_size:,} with {size:,}" for size, dev_size in dev_sizes.items()]
        sentences.append(
            "A sample of the training texts has as large a share of the dev texts to tune on and "
            f"to choose the epoch: {join_names(sizes, 'and')} training texts. Values that are "
            "tuned come from further samples of that size, with labels of their own."
        )
    trained = dict.fromkeys(row.vectors for row in curve if row.vectors.startswith(_TRAINED))
    if trained:
        verb = "was" if len(trained) == 1 else "were"
        sentences.append(
            f"{join_names(list(trained), 'and')} {verb} trained on all training texts, without "
            "labels, for the small samples too."
        )
    if any(row.test_seen_words is not None for row in curve):
        sentences.append(
            "Without unseen words: the same models, tested on texts without the words that the "
            "training sample lacks. Only pretrained vectors know such words."
        )
    return sentences
