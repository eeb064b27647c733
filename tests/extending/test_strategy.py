"""A strategy is added by one entry of one table."""

import pytest

from embedstudy import EmbeddingClassifier, compare
from embedstudy.options.declaration import list_options
from embedstudy.options.study import StudyOptions
from embedstudy.strategies import STRATEGIES, Strategy, list_space_kinds

QUICK = {"baselines": (), "seeds": 2, "epochs": 2, "dim": 8, "learning_rate": 0.01}


@pytest.fixture(autouse=True)
def ones(monkeypatch):
    strategy = Strategy(
        title="all weights start at one", pretrained=False, learns=True, initializer="Ones",
        colour="vermillion", marker="v", sign="▼", begins_as="ones-before",
    )  # fmt: skip
    monkeypatch.setitem(STRATEGIES, "ones", strategy)
    return strategy


def test_it_is_a_choice_of_the_option():
    (strategies,) = (o for o in list_options(StudyOptions) if o.name == "strategies")
    assert strategies.choices.names == tuple(STRATEGIES)
    assert "ones" in strategies.choices.names
    assert StudyOptions(strategies=["ones"]).strategies == ("ones",)


def test_a_classifier_trains_with_it(corpus):
    model = EmbeddingClassifier(strategy="ones", epochs=1, dim=4, learning_rate=0.1)
    model.fit(corpus.train.texts, corpus.train.labels)
    assert (model.embedding_ > 0.5).all()


def test_a_study_compares_and_shows_it(corpus, tmp_path):
    study = compare(
        corpus, strategies=["random", "ones"], out=tmp_path / "s", progress=False, **QUICK
    )
    assert [(row.strategy, row.status) for row in study.runs] == [
        ("random", "ok"), ("random", "ok"), ("ones", "ok"), ("ones", "ok"),
    ]  # fmt: skip
    kinds = list(dict.fromkeys(row.kind for row in study.structure))
    assert kinds == ["random-before", "random", "ones-before", "ones"]
    assert [kind for kind in list_space_kinds() if kind in kinds] == kinds
    page = (study.path / "report.html").read_text()
    assert '>▼</span><bdi title="all weights start at one">ones</bdi>' in page
    assert "ones-before" in page
