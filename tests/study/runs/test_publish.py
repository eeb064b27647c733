import json
from dataclasses import replace

import numpy as np
import pytest

from embedstudy.errors import DivergedError
from embedstudy.results.directory import StudyDirectory
from embedstudy.study.data.snapshot_plan import publishes_space
from embedstudy.study.data.study_datasets import open_datasets
from embedstudy.study.runs.publish import publish_run
from embedstudy.study.runs.run import draw_initial, run
from embedstudy.text.tokenizers import get_tokenizer
from embedstudy.tuning.values import TunedValues
from tests.studies import configured
from tests.study.runs.prepared import make_spec


@pytest.fixture(scope="module")
def datasets(corpus, vectors):
    config = configured(corpus.name, vectors=[vectors.name], strategies=["frozen"], seeds=1)
    return open_datasets(
        [corpus], [vectors], config, get_tokenizer("basic"), resumed=None, progress=False
    )[0]


@pytest.fixture
def study(tmp_path):
    (tmp_path / "study.json").write_text("{}")
    return StudyDirectory(tmp_path)


@pytest.mark.parametrize("strategy", ["random", "frozen"])
def test_a_run_is_written_whole(study, datasets, corpus, strategy):
    spec = make_spec(strategy)
    materials = datasets.materials_for(spec)
    result = run(spec, materials)
    final = result.space.final
    row = publish_run(study, spec, result, datasets)
    assert not len(result.space.final)  # no memory but this test's
    assert (row.run, row.status, row.lr, row.note) == (spec.name, "ok", 0.3, "")
    assert (row.test_accuracy, row.epochs) == (result.test_accuracy, result.epochs)
    predictions = study.predictions(spec.name)
    assert np.mean(np.array(predictions.predicted) == corpus.test.labels) == row.test_accuracy
    folder = study.path / "spaces" / spec.name
    assert np.array_equal(np.load(folder / "vectors.npy"), final)
    if strategy == "random":
        initial = draw_initial(spec, materials)
        assert np.array_equal(np.load(folder / "initial.npy"), initial)
        assert not np.array_equal(initial, final)
    # A space that does not learn begins as it ends.
    assert (folder / "initial.npy").exists() == (strategy == "random")
    meta = json.loads((folder / "meta.json").read_text())
    assert (meta["strategy"], meta["dim"]) == (strategy, 8)
    assert meta["without_vector"] == result.space.without_vector.tolist()


def test_a_run_that_diverged_has_a_row_alone(study, datasets):
    spec = make_spec("random", TunedValues(1e30))
    row = publish_run(study, spec, DivergedError(1e30, 1, 3), datasets)
    assert (row.status, row.test_accuracy) == ("diverged", None)
    assert "epoch 1, step 3" in row.note
    assert not (study.path / "spaces").exists()
    assert not (study.path / "predictions").exists()


def test_a_run_that_exploded_says_so_and_has_results(study, datasets):
    spec = make_spec("frozen", TunedValues(30.0))  # its loss is finite, whatever the rate
    row = publish_run(study, spec, run(spec, datasets.materials_for(spec)), datasets)
    assert (row.status, row.has_result) == ("unstable", True)
    assert row.note.startswith("the training loss, ")
    assert row.note.endswith(" stayed above ln 2")
    assert row.test_accuracy is not None


def test_a_baseline_has_predictions_and_no_space(study, datasets):
    spec = make_spec("majority", TunedValues(), encoder="")
    row = publish_run(study, spec, run(spec, datasets.materials_for(spec)), datasets)
    assert (row.status, row.lr, row.encoder) == ("ok", None, "")
    assert len(set(study.predictions(spec.name).predicted)) == 1
    assert not (study.path / "spaces").exists()


def test_spaces_of_the_first_fold_and_of_all_texts_are_written(datasets):
    dataset, spec = datasets.sources["made-up"], make_spec("random")
    assert publishes_space(spec, dataset)
    assert publishes_space(replace(spec, fold=0), dataset)
    assert not publishes_space(replace(spec, fold=1), dataset)
    assert not publishes_space(replace(spec, train_size=100), dataset)
