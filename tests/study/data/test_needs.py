import pytest

from embedstudy.storage import scratch
from embedstudy.study.data.needs import RunNeeds, StudyNeeds, find_needs
from embedstudy.study.data.snapshot_plan import plan_snapshots
from embedstudy.study.data.study_datasets import open_datasets
from embedstudy.text.tokenizers import get_tokenizer
from tests.studies import configured


def needs_of(corpus, tables=(), **options):
    config = configured(
        corpus.name, vectors=[table.name for table in tables],
        **{"strategies": ["random"], "seeds": 2, **options},
    )  # fmt: skip
    datasets, _ = open_datasets(
        [corpus], tables, config, get_tokenizer("basic"), resumed=None, progress=False
    )
    return datasets, find_needs(datasets, plan_snapshots(datasets))


def test_tables_and_spaces_are_those_of_the_vocabulary(corpus, vectors):
    datasets, needs = needs_of(corpus, [vectors], strategies=["random", "frozen"])
    (materials,) = datasets.sources[corpus.name].materials
    n_words, table = len(materials.vocabulary), materials.tables[vectors.name]
    assert needs.space == 4 * n_words * vectors.dim
    assert needs.n_spaces == 4
    sizes = {run.table for run in needs.runs}
    assert 4 * vectors.dim * (n_words + len(table.extra_rows)) in sizes
    assert {run.states for run in needs.runs} == {0}


@pytest.mark.parametrize(
    ("options", "states"), [({"optimizer": "adagrad"}, 1), ({"optimizer": "adam"}, 2)]
)
def test_the_states_of_an_optimizer_and_rows_of_ngrams_count(corpus, options, states):
    _, plain = needs_of(corpus)
    _, needs = needs_of(corpus, ngrams=2, buckets=1000, **options)
    assert max(run.states for run in needs.runs) == states
    assert max(run.table for run in needs.runs) > max(run.table for run in plain.runs) + 1000
    assert needs.space == plain.space


def test_texts_in_files_take_memory_by_their_number_alone(corpus, monkeypatch):
    _, in_memory = needs_of(corpus)
    monkeypatch.setattr(scratch, "LARGE", 1)
    datasets, in_files = needs_of(corpus)
    documents = datasets.sources[corpus.name].encoded.documents
    assert in_memory.texts / len(documents.values) == 40
    assert in_files.texts / len(documents) == 80
    assert needs_of(corpus, baselines=["majority"])[1].texts == in_memory.texts


def test_more_seeds_take_more_disk_and_no_more_memory_to_train(corpus):
    _, two = needs_of(corpus)
    _, four = needs_of(corpus, seeds=4)
    assert four.disk > two.disk
    assert four.runs == two.runs


def test_snapshots_take_disk_and_memory(corpus):
    (_, without), (_, needs) = needs_of(corpus, snapshots=False), needs_of(corpus, snapshots=True)
    assert without.snapshots == 0
    assert needs.disk - without.disk == needs.snapshots == sum(r.snapshots for r in needs.runs) > 0
    assert needs.count_memory(1, 1) > without.count_memory(1, 1)


def test_the_table_counts_twice_and_once_and_a_half_for_each_job():
    def count(table, jobs):
        return RunNeeds(table, 0, 0).count_bytes(jobs)

    for jobs in (1, 2, 4):
        assert count(3 * 10**8, jobs) - count(2 * 10**8, jobs) == (2 + 1.5 * jobs) * 10**8


def test_rows_that_are_drawn_before_they_have_a_place_count(corpus, vectors):
    _, plain = needs_of(corpus, [vectors], strategies=["random"])
    assert {run.drawn for run in plain.runs} == {0}
    datasets, frozen = needs_of(corpus, [vectors], strategies=["frozen"])
    (materials,) = datasets.sources[corpus.name].materials
    n_unknown = int((materials.tables[vectors.name].rows < 0).sum())
    assert max(run.drawn for run in frozen.runs) == 4 * n_unknown * vectors.dim > 0
    _, ngrams = needs_of(corpus, ngrams=2, buckets=5000)
    assert max(run.drawn for run in ngrams.runs) >= 4 * 5000


def test_more_threads_take_more_memory_up_to_the_number_of_spaces():
    needs = StudyNeeds((RunNeeds(10**8, 0, 0),), 10**8, 10**7, 2, 0, 0, 0)
    by_jobs = [needs.count_memory(jobs, 1) for jobs in (1, 2, 4)]
    by_threads = [needs.count_memory(1, threads) for threads in (1, 2)]
    assert by_jobs == sorted(set(by_jobs))
    assert by_threads == sorted(set(by_threads))
    assert needs.count_memory(0, 3) - needs.count_memory(0, 2) < 10**8
