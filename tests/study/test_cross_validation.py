"""Cross-validation in a study: every text tested once, the same folds for every strategy."""

import numpy as np
import pytest

from embedstudy.errors import EmbedstudyWarning, InputError
from embedstudy.structure.spaces import list_spaces
from tests.studies import compare

QUICK = {"seeds": 2, "epochs": 2, "learning_rate": 0.3, "progress": False}


@pytest.fixture(scope="module")
def finished(corpus, vectors, tmp_path_factory):
    out = tmp_path_factory.mktemp("cv") / "s"
    return compare(corpus, [vectors, "train:word2vec"], cv=4, out=out, **QUICK)


def test_every_text_is_tested_once_by_each_strategy_and_seed(finished, corpus):
    cells = {(row.vectors, row.strategy, row.seed) for row in finished.runs}
    assert len(finished.runs) == 4 * len(cells)
    tested = {}
    for vectors, strategy, seed in cells:
        key = (vectors, strategy, seed)
        runs = [r for r in finished.runs if (r.vectors, r.strategy, r.seed) == key]
        assert sorted(run.fold for run in runs) == [0, 1, 2, 3]
        ids = [tuple(finished.predictions(run.run).ids) for run in runs]
        assert sorted(i for fold in ids for i in fold) == list(range(len(corpus.examples)))
        tested[key] = ids
    assert len({tuple(ids) for ids in tested.values()}) == 1  # the same folds


def test_the_summary_takes_the_folds_of_a_seed_together(finished):
    for row in finished.summary:
        key = (row.vectors, row.strategy)
        runs = [r for r in finished.runs if (r.vectors, r.strategy) == key]
        assert row.n == 2
        assert row.status == "complete"
        # The folds of 400 texts are of one size.
        assert row.mean == pytest.approx(np.mean([r.test_accuracy for r in runs]), abs=1e-5)
        assert row.ci_low < row.mean < row.ci_high
    assert all(row.n_examples == 400 for row in finished.comparisons)


def test_vectors_are_trained_on_each_fold_s_own_training_texts(finished):
    tables = [finished.trained(f"train:word2vec-fold{fold}")[0] for fold in range(4)]
    assert not np.array_equal(tables[0].matrix, tables[1].matrix)
    hashes = finished.meta["identity"]["vectors_sha256"]["made-up"]
    assert [len(set(hashes_of_folds)) for hashes_of_folds in hashes.values()] == [1, 4]


def test_one_fold_s_spaces_are_kept(finished):
    assert {path.name.split("-fold")[1][0] for path in (finished.path / "spaces").iterdir()} == {
        "0"
    }
    assert list_spaces(finished)
    assert finished.neighbors


def test_a_resumed_study_is_the_same(finished, corpus, vectors, tmp_path):
    import shutil

    shutil.copytree(finished.path, tmp_path / "s")
    rows = (tmp_path / "s" / "runs.csv").read_text().splitlines(keepends=True)
    (tmp_path / "s" / "runs.csv").write_text("".join(rows[:5]))
    with pytest.warns(EmbedstudyWarning, match=r"runs\.csv: damaged .*; it is made again"):
        again = compare(
            corpus, [vectors, "train:word2vec"], cv=4, resume=True, out=tmp_path / "s", **QUICK
        )
    for name in ("summary.csv", "comparisons.csv", "neighbors.csv"):
        assert (again.path / name).read_bytes() == (finished.path / name).read_bytes()


@pytest.mark.parametrize(("cv", "message"), [(1, "cv is 1"), (2.5, "whole number"), (500, "cv is")])
def test_folds_that_cannot_be(corpus, vectors, tmp_path, cv, message):
    with pytest.raises(InputError, match=message):
        compare(corpus, vectors, cv=cv, out=tmp_path / "s", **QUICK)
    assert not (tmp_path / "s").exists()


def test_a_rare_class_needs_no_split_and_is_told(tmp_path):
    texts = [f"good {i % 5}" for i in range(20)] + [f"bad {i % 5}" for i in range(20)]
    labels = ["a"] * 20 + ["b"] * 20
    usual = {"out": tmp_path / "s", **QUICK, "strategies": ["random"], "cv": 3}
    with pytest.warns(EmbedstudyWarning, match="fewer than 10 texts .* none of them in dev: rare"):
        study = compare(([*texts, *["odd one"] * 4], [*labels, *["rare"] * 4]), **usual)
    tested = [i for run in study.runs if run.seed == 0 for i in study.predictions(run.run).ids]
    assert sorted(tested) == list(range(44))
    assert any("none of them in dev: rare" in warning for warning in study.meta["warnings"])
