import pytest

from tests.report.study import made_up


@pytest.fixture(scope="package")
def study(tmp_path_factory):
    return made_up.made_up(tmp_path_factory.mktemp("paper") / "s")
