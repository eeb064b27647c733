"""Every trial and run of a plan, made once."""

import pytest

from embedstudy.results.directory import StudyDirectory
from embedstudy.study.data.snapshot_plan import SnapshotPlan
from embedstudy.study.data.study_datasets import open_datasets
from embedstudy.study.execution.execute import count_runs, execute
from embedstudy.study.plan.grid import list_cells
from embedstudy.text.tokenizers import get_tokenizer
from tests.studies import configured

SEEDS = 2
PLAN = SnapshotPlan(False)


@pytest.fixture
def planned(corpus, tmp_path):
    (tmp_path / "study.json").write_text("{}")
    config = configured(corpus.name, strategies=["random"], seeds=SEEDS, epochs=1, tune="random:2")
    datasets, _ = open_datasets(
        [corpus], [], config, get_tokenizer("basic"), resumed=None, progress=False
    )
    return StudyDirectory(tmp_path), datasets


def test_all_is_made_and_nothing_twice(planned):
    study, datasets = planned
    choices = execute(study, datasets, PLAN, jobs=1, progress=False)
    assert list(choices) == list_cells(datasets.config, datasets.sizes)
    assert count_runs(list(choices)) == len(study.runs) == SEEDS
    before = study.runs, study.tuning
    assert execute(study, datasets, PLAN, jobs=2, progress=False) == choices
    assert (study.runs, study.tuning) == before


def test_only_what_is_missing_is_made(planned):
    study, datasets = planned
    execute(study, datasets, PLAN, jobs=1, progress=False)
    rows, trials = study.runs, study.tuning
    study.write_rows(type(rows[0]), rows[:1])
    execute(study, datasets, PLAN, jobs=1, progress=False)
    assert study.tuning == trials
    assert study.runs[0] == rows[0]  # its times too: it was not made again
    assert [row.run for row in study.runs] == [row.run for row in rows]
    assert study.runs[1].test_accuracy == rows[1].test_accuracy
