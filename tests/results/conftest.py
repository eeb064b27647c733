"""A finished study and one that has just begun."""

import pytest

from embedstudy.results.create import begin, claim_directory
from embedstudy.results.study import Study
from tests.studies import compare


@pytest.fixture(scope="module")
def finished(corpus, vectors, tmp_path_factory):
    out = tmp_path_factory.mktemp("notebook") / "s"
    return compare(corpus, vectors, seeds=2, learning_rate=0.1, out=out, progress=False)


@pytest.fixture
def begun(tmp_path):
    meta = {"identity": {}, "status": "running", "planned": {"trials": 18, "runs": 6}}
    with claim_directory(tmp_path / "s") as path:
        return Study(begin(path, meta).path)
