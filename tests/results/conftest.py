import pytest

from embedstudy.results.create import begin, claim_directory
from tests.results.directories import META
from tests.studies import forget_checksums


@pytest.fixture
def study(tmp_path):
    with claim_directory(tmp_path / "s") as path:
        return begin(path, META)


@pytest.fixture
def older(study):
    """A study of a version without checksums: what its files hold must show whether they are."""
    forget_checksums(study)
    return study
