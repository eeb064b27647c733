from pathlib import Path

import pytest

from embedstudy.errors import FetchError, InputError
from embedstudy.storage import data_home, explain_home_errors, home


def test_the_data_home_can_be_named(monkeypatch, tmp_path):
    monkeypatch.setenv("EMBEDSTUDY_HOME", str(tmp_path))
    assert data_home() == tmp_path
    monkeypatch.delenv("EMBEDSTUDY_HOME")
    assert data_home().name == "embedstudy"


def test_a_home_that_nobody_knows_is_one_line(monkeypatch):
    monkeypatch.setenv("EMBEDSTUDY_HOME", "~nosuch-user/x")
    with pytest.raises(InputError, match="EMBEDSTUDY_HOME is '~nosuch-user/x', and no home"):
        data_home()
    monkeypatch.delenv("EMBEDSTUDY_HOME")
    for answer in (
        lambda _: Path("~/.cache/embedstudy"),
        lambda _: Path("~nosuch-user").expanduser(),
    ):
        monkeypatch.setattr(home, "user_cache_path", answer)
        with pytest.raises(InputError, match=r"^no home folder is known .set EMBEDSTUDY_HOME"):
            data_home()


def test_only_files_of_the_home_are_said_to_be_of_it(monkeypatch, tmp_path):
    monkeypatch.setenv("EMBEDSTUDY_HOME", str(tmp_path))
    with pytest.raises(FetchError, match="set EMBEDSTUDY_HOME"), explain_home_errors():
        raise PermissionError(13, "Permission denied", str(tmp_path / "x"))
    with pytest.raises(PermissionError), explain_home_errors():
        raise PermissionError(13, "Permission denied", "/elsewhere")
