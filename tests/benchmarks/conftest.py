import pytest

from benchmarks.reference_study.collect import collect_tables
from tests.benchmarks.tiny_reference import DATASETS, make_reference


@pytest.fixture(scope="session")
def reference_folder(tmp_path_factory):
    return make_reference(tmp_path_factory.mktemp("reference"))


@pytest.fixture(scope="session")
def reference_tables(reference_folder):
    return collect_tables([reference_folder], [*DATASETS, "absent"])
