"""A study of data in which one text in a hundred is of the class that matters."""

import numpy as np
import pytest

from embedstudy import compare
from embedstudy.errors import EmbedstudyWarning, InputError
from embedstudy.verdict import read_verdicts
from tests.corpora import make_corpus

OPTIONS = {
    "strategies": ["random", "zeros"], "baselines": ["majority"], "seeds": 2, "epochs": 6,
    "dim": 8, "progress": False,
}  # fmt: skip


@pytest.fixture(scope="module")
def rare():
    rng = np.random.default_rng(0)

    def draw(n_texts):
        labels = ["rare" if i % 100 == 0 else "often" for i in range(n_texts)]
        texts = [
            " ".join([
                *rng.choice([f"w{i}" for i in range(50)], 8),
                *["alarm"] * 6 * (rng.random() < (0.95 if label == "rare" else 0.002)),
            ])
            for label in labels
        ]  # fmt: skip
        return texts, labels

    return make_corpus("mail", {"train": draw(3000), "dev": draw(1500), "test": draw(3000)})


@pytest.mark.filterwarnings("ignore:.*that was tried")
def test_accuracy_is_warned_of(rare, tmp_path):
    with pytest.warns(EmbedstudyWarning, match=r"'often' holds 99.0 % .* --metric macro-f1 or bal"):
        study = compare(
            rare, strategies=["zeros"], baselines=["majority"], seeds=1, epochs=1, dim=8,
            learning_rate=0.1, out=tmp_path / "s", progress=False,
        )  # fmt: skip
    assert any("--metric macro-f1" in warning for warning in study.meta["warnings"])
    (zeros, majority) = study.summary
    assert zeros.mean == majority.mean == 0.99


@pytest.mark.filterwarnings("ignore:.*that was tried")
@pytest.mark.parametrize("class_weight", [None, "balanced"])
def test_tuning_epoch_and_verdict_follow_macro_f1(rare, tmp_path, class_weight):
    study = compare(
        rare, metric="macro-f1", class_weight=class_weight, out=tmp_path / "s", **OPTIONS
    )
    assert not any("holds 99.0 %" in warning for warning in study.meta["warnings"])
    runs = [run for run in study.runs if run.strategy == "random"]
    scores = [trial.dev_score for trial in study.tuning if trial.status == "ok"]
    assert min(scores) < 0.5 < 0.7 < max(scores)
    for run in runs:
        assert run.dev_score > 0.7  # the majority class alone gets 0.497
        assert run.test_score == run.test_macro_f1 > 0.7
    (verdict,) = read_verdicts(study)
    assert verdict.answer == "not shown"
    assert verdict.sentences[0].endswith("it has no pretrained vectors.")
    assert verdict.sentences[1].startswith("Random has ")
    row = next(row for row in study.comparisons if (row.a, row.b) == ("random", "majority"))
    assert (row.metric, row.p_value < 0.05, row.delta > 0.2) == ("macro-f1", True, True)


def test_a_dev_part_without_a_class_is_told_of_or_refused(tmp_path):
    texts, labels = ["good film", "bad film"] * 20, ["pos", "neg"] * 20
    one_class = (["good film"] * 6, ["pos"] * 6)
    corpus = make_corpus(
        "films", {"train": (texts, labels), "dev": one_class, "test": (texts, labels)}
    )
    options = {"strategies": ["zeros"], "seeds": 1, "epochs": 1, "tune": "none", "progress": False}
    with pytest.raises(InputError, match="all texts of dev have one class, so AUROC is not"):
        compare(corpus, metric="auroc", out=tmp_path / "s", **options)
    assert not (tmp_path / "s").exists() or not any((tmp_path / "s").iterdir())
    with pytest.warns(EmbedstudyWarning, match="no text of dev has the class 'neg', so balanced"):
        study = compare(corpus, metric="balanced-accuracy", out=tmp_path / "s", **options)
    assert sum("no text of dev" in warning for warning in study.meta["warnings"]) == 1
