"""The description of a study for a worker of a cluster."""

import json

import pytest

from embedstudy.errors import InputError
from embedstudy.study.execution.dask_job import DaskJob, check_can_travel, list_versions
from embedstudy.study.plan.request import StudyRequest
from embedstudy.text.tokenizers import get_tokenizer
from tests.made_up_files import texts, write_csv


def test_a_job_is_the_same_after_its_json(tmp_path):
    path = write_csv(tmp_path / "reviews.csv", texts(20, 1))
    options = {"strategies": ["random"], "encoders": ["mean", "max"], "ngrams": 2, "min_count": 2}
    request = StudyRequest.from_call(
        [str(path), [path, path]], None, "whitespace", {**options, "test_file": "/t.csv"}
    )
    plain = json.loads(json.dumps(request.to_json()))
    job = DaskJob(plain, "/study", ("train:word2vec",), {"embedstudy": "1"}, {"numpy": "2"})
    again = DaskJob.from_json(job.to_json())
    assert again == job
    assert again.to_json() == job.to_json()
    request_there = StudyRequest.from_json(again.request)
    assert request_there.options == request.options
    assert request_there.tokenizer.name == "whitespace"
    assert request_there.dataset_names == request.dataset_names


def test_what_is_in_memory_cannot_travel(corpus, vectors):
    check_can_travel(StudyRequest.from_call("imdb", "glove-6b-50d", "basic", {}))
    for request, kind in (
        ((corpus, None, "basic"), "data set 'made-up'"),
        (("imdb", vectors, "basic"), "vectors 'made-up-8d'"),
        (("imdb", None, str.split), "tokenizer 'builtins.str.split'"),
    ):
        with pytest.raises(InputError, match=f"{kind}: is in memory here, where workers cannot"):
            check_can_travel(StudyRequest.from_call(*request, {}))


def test_a_worker_needs_the_same_versions():
    here = list_versions(get_tokenizer("basic"))
    assert here["tokenizer"] == get_tokenizer("basic").settings
    assert {"embedstudy", "numpy", "numba"} <= set(here)
