"""A backend is known, and given what it needs."""

import pytest

from embedstudy.errors import InputError
from embedstudy.study.execution.backend import check_backend

ADDRESS = "tcp://localhost:8786"


@pytest.mark.parametrize(
    ("backend", "scheduler", "jobs"),
    [("threads", None, None), ("threads", None, 2), ("dask", ADDRESS, None)],
)
def test_options_that_go_together(backend, scheduler, jobs):
    check_backend(backend, scheduler, jobs)


@pytest.mark.parametrize(
    ("backend", "scheduler", "jobs", "message"),
    [
        ("thread", None, None, "no backend 'thread'; there are: threads, dask"),
        ("dask", None, None, "the backend dask needs a scheduler, as in tcp://localhost:8786"),
        ("dask", "", None, "the backend dask needs a scheduler, as in tcp://localhost:8786"),
        ("dask", ADDRESS, 2,
         "jobs are threads of this process; with dask the workers have their own"),
        ("threads", ADDRESS, None, "a scheduler goes with the backend dask, not threads"),
    ],
)  # fmt: skip
def test_options_that_do_not(backend, scheduler, jobs, message):
    with pytest.raises(InputError) as caught:
        check_backend(backend, scheduler, jobs)
    assert str(caught.value) == message
