from pathlib import Path

import pytest

from embedstudy.errors import EmbedstudyWarning, FetchError
from embedstudy.fetch import Check, ensure
from embedstudy.fetch.verified import is_whole, locate_pin, read_pin, write_pin
from embedstudy.storage import publish, sha256

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


@pytest.mark.parametrize("length", [0, 20, 63, 90])
@pytest.mark.parametrize("place", [0, 63, 80, 130])
def test_a_damaged_pin_is_mended_and_its_file_stays(length, place, tmp_path):
    path = tmp_path / "v.vec"
    path.write_bytes(b"data")
    write_pin(path, CHECK.sha256)
    pin = locate_pin(path)
    content = pin.read_bytes()
    flipped = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
    for damaged in (flipped, content[:length]):
        pin.write_bytes(damaged)
        with pytest.warns(EmbedstudyWarning, match=f"{pin}: damaged; written again"):
            assert is_whole(path, Check())
        assert read_pin(path) == CHECK.sha256
        assert pin.read_bytes() == content


def test_a_pin_of_an_earlier_version_has_one_line(tmp_path):
    path = tmp_path / "v.vec"
    path.write_bytes(b"data")
    locate_pin(path).write_text(f"{CHECK.sha256}  v.vec\n")
    assert is_whole(path, Check())
    path.write_bytes(b"date")
    assert not is_whole(path, Check())
    assert sha256(path) != read_pin(path) == CHECK.sha256
