from pathlib import Path

import pytest

from embedstudy.errors import FetchError
from embedstudy.fetch import Check, ensure
from embedstudy.storage import publish

CHECK = Check(sha256="3a6eb0790f39ac87c94f3856b2dd2c5d110e6811602261a9a923d3bb23adc8b7")  # "data"


def test_what_killed_processes_left_is_removed(home):
    path = home / "web" / "v.gz"
    for folder in ("web", "datasets/x"):
        (home / folder).mkdir(parents=True)
        (home / folder / ".v.gz.99999-0123456789.tmp").write_bytes(b"half")

    def make():
        with publish(path) as file:
            file.write(b"data")

    ensure(path, CHECK, make)
    assert {p.name for p in home.rglob("*") if p.is_file()} == {"v.gz", ".v.gz.lock"}


def test_what_was_made_wrong_is_an_error(home):
    path = home / "v.gz"

    def make():
        with publish(path) as file:
            file.write(b"other data")

    with pytest.raises(FetchError, match="wrong SHA-256 after fetching"):
        ensure(path, CHECK, make)


@pytest.mark.parametrize("error", [28, 27])  # no space left, file too large
def test_a_full_disk_while_making_says_what_was_needed(home, error):
    def make():
        raise OSError(error, "the disk says no")

    with pytest.raises(FetchError, match=r"v\.gz: no space left \(needs 0\.5 MB, .* MB free"):
        ensure(home / "v.gz", Check(size=500_000), make)


def test_a_home_that_cannot_be_made_says_how_to_move_it():
    with pytest.raises(FetchError, match=r"set EMBEDSTUDY_HOME to a folder"):
        ensure(Path("/proc/nowhere/v.gz"), CHECK, lambda: None)
