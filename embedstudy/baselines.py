"""Baselines by name: classifiers of scikit-learn without any embedding."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from embedstudy.entries import Entries
from embedstudy.plot_style import PlotStyle


@dataclass(frozen=True, kw_only=True)
class Baseline(PlotStyle):
    """A classifier of scikit-learn on TF-IDF features, and its look.

    All baselines have one colour, and their markers tell them apart.

    Attributes
    ----------
    make : callable
        From C and a seed to an estimator that is not fitted yet. It has `predict_proba` or
        `decision_function`, and `fit` takes `sample_weight`.
    cs : tuple of float
        The values of C, the inverse strength of regularization, to choose from on dev.
    is_chance : bool
        Whether it never looks at a text. Figures leave it out if it lies far below.
    spoken : str
        The baseline in the middle of a sentence; its title by default.
    """

    colour: str = "vermillion"
    is_baseline: bool = True
    make: Callable[[float, int], Any]
    cs: tuple[float, ...] = ()
    is_chance: bool = False
    spoken: str = ""


def _make_majority(_: float, __: int) -> Any:
    from sklearn.dummy import DummyClassifier

    return DummyClassifier(strategy="prior")  # the most frequent, with the shares of all classes


def _make_logistic_regression(c: float, seed: int) -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=c, max_iter=1000, random_state=seed)


def _make_linear_svm(c: float, seed: int) -> Any:
    from sklearn.svm import LinearSVC

    return LinearSVC(C=c, max_iter=10_000, random_state=seed)


BASELINES: Entries[Baseline] = Entries(
    "baseline",
    {
        "majority": Baseline(
            title="the most frequent class", marker="_", sign="–",
            make=_make_majority, is_chance=True,
        ),
        "tfidf-logistic-regression": Baseline(
            title="logistic regression on TF-IDF", marker="*", sign="★",
            spoken="TF-IDF + logistic regression",
            make=_make_logistic_regression, cs=(0.1, 1.0, 10.0, 100.0),
        ),
        "tfidf-linear-svm": Baseline(
            title="linear SVM on TF-IDF", marker="P", sign="✚", spoken="TF-IDF + linear SVM",
            make=_make_linear_svm, cs=(0.01, 0.1, 1.0, 10.0),
        ),
    },
)  # fmt: skip


def is_chance(name: str) -> bool:
    """Tell whether a name is that of a baseline which never looks at a text.

    Examples
    --------
    >>> is_chance("majority"), is_chance("random")
    (True, False)
    """
    return name in BASELINES and BASELINES[name].is_chance


def speak_baseline(name: str) -> str:
    """Name a baseline as people speak, in the middle of a sentence.

    Examples
    --------
    >>> speak_baseline("tfidf-linear-svm"), speak_baseline("majority")
    ('TF-IDF + linear SVM', 'the most frequent class')
    """
    baseline = BASELINES.get(name)
    return name if baseline is None else baseline.spoken or baseline.title or name
