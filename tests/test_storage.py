import os
import stat
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from embedstudy import storage
from embedstudy.errors import FetchError, InputError
from embedstudy.storage import (
    count_bytes,
    data_home,
    explain_home_errors,
    no_space,
    publish,
    publish_all,
    safe_name,
    sweep,
    walk_files,
    write_array,
)

HOSTILE = [
    "../../etc/x", "/etc/passwd", "a\0b", "CON", "con", "-rf", "x" * 300, "x?y#z;", "😀", "..", ".",
    "", " ", "a/b", "a\\b", "C:x", "nul", "\u202e", "a\n", ".hidden", "%2e%2e", "aux", "\ud800",
]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_safe_name_is_one_plain_path_part(name):
    safe = safe_name(name)
    assert safe.isascii()
    assert len(safe) <= 80
    assert not set(safe) & set("/\\:\0?#; \n")
    assert safe[0].isalnum()
    assert safe not in ("con", "nul", "aux")


def test_different_names_stay_different():
    assert len({safe_name(name) for name in HOSTILE}) == len(HOSTILE)
    assert safe_name("a/b") != safe_name("a-b") == "a-b"


def test_a_file_is_published_whole_or_not_at_all(tmp_path):
    path = tmp_path / "new" / "file.txt"
    with publish(path) as file:
        file.write(b"first")
        assert not path.exists()
    with pytest.raises(TypeError), publish(path) as file:
        file.writelines([b"half of the sec", None])
    assert path.read_bytes() == b"first"
    assert [p.name for p in path.parent.iterdir()] == ["file.txt"]


def test_files_that_belong_together_are_published_all_or_none(tmp_path):
    paths = [tmp_path / "meta", tmp_path / "data"]
    with pytest.raises(TypeError), publish_all(paths) as (_, data):
        data.write("no bytes")
    assert not list(tmp_path.iterdir())
    with publish_all(paths) as (meta, data):
        meta.write(b"2")
        data.write(b"1")
        assert not any(path.exists() for path in paths)
    assert [path.read_bytes() for path in paths] == [b"2", b"1"]


def test_a_full_disk_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "file.txt"
    path.write_bytes(b"old")

    def fail(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="no space left"), publish(path) as file:
        file.write(b"new")
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["file.txt"]


def test_a_published_file_has_the_usual_mode(tmp_path):
    with publish(tmp_path / "published"):
        pass
    (tmp_path / "usual").touch()
    modes = {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert len(modes) == 1


def test_the_data_home_can_be_named(monkeypatch, tmp_path):
    monkeypatch.setenv("EMBEDSTUDY_HOME", str(tmp_path))
    assert data_home() == tmp_path
    monkeypatch.delenv("EMBEDSTUDY_HOME")
    assert data_home().name == "embedstudy"


def test_all_bytes_below_a_folder_are_counted_once(tmp_path):
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "a").write_bytes(b"12345")
    (tmp_path / "deep" / "er" / "b").write_bytes(b"678")
    assert count_bytes(tmp_path) == 8
    assert count_bytes(tmp_path / "none") == 0


@pytest.mark.parametrize("victim", ["a", "pip-unpack", "pip-unpack/b"])
def test_what_vanishes_while_bytes_are_counted_is_passed_over(tmp_path, vanishing, victim):
    """As pip's temporary folder does while a progress bar looks into it."""
    (tmp_path / "pip-unpack").mkdir()
    for name in ("a", "pip-unpack/b", "stays"):
        (tmp_path / name).write_bytes(b"12345")
    vanishing(tmp_path / victim)
    size = count_bytes(tmp_path)
    assert not (tmp_path / victim).exists()
    assert size == 10
    assert tmp_path / "stays" in walk_files(tmp_path)


def test_a_home_that_nobody_knows_is_one_line(monkeypatch):
    monkeypatch.setenv("EMBEDSTUDY_HOME", "~nosuch-user/x")
    with pytest.raises(InputError, match="EMBEDSTUDY_HOME is '~nosuch-user/x', and no home"):
        data_home()
    monkeypatch.delenv("EMBEDSTUDY_HOME")
    for answer in (
        lambda _: Path("~/.cache/embedstudy"),
        lambda _: Path("~nosuch-user").expanduser(),
    ):
        monkeypatch.setattr(storage, "user_cache_path", answer)
        with pytest.raises(InputError, match=r"^no home folder is known .set EMBEDSTUDY_HOME"):
            data_home()


def test_only_files_of_the_home_are_said_to_be_of_it(monkeypatch, tmp_path):
    monkeypatch.setenv("EMBEDSTUDY_HOME", str(tmp_path))
    with pytest.raises(FetchError, match="set EMBEDSTUDY_HOME"), explain_home_errors():
        raise PermissionError(13, "Permission denied", str(tmp_path / "x"))
    with pytest.raises(PermissionError), explain_home_errors():
        raise PermissionError(13, "Permission denied", "/elsewhere")


def test_what_is_free_is_measured_where_there_is_a_folder(tmp_path):
    assert "MB free" in no_space(tmp_path / "not" / "yet" / "there.txt", 10)


def test_what_is_free_is_measured_without_the_file_that_failed(tmp_path, monkeypatch):
    seen = []

    def look(path, needs):
        seen.extend(tmp_path.iterdir())
        return "none"

    monkeypatch.setattr(storage, "no_space", look)
    with pytest.raises(OSError, match="none"), publish(tmp_path / "a"):
        raise OSError(28, "full")
    assert seen == []


def test_only_what_nobody_writes_is_swept(tmp_path):
    mine = tmp_path / f".a.txt.{os.getpid()}-0123abcd.tmp"
    gone = tmp_path / f".a.txt.{2**22 + 1}-0123abcd.tmp"
    unnumbered = tmp_path / ".a.tmp"
    for path in (mine, gone, unnumbered):
        path.touch()
    assert sweep(tmp_path) == 1
    assert sorted(tmp_path.iterdir()) == sorted([mine, unnumbered])


@pytest.mark.parametrize(
    "array",
    [
        np.arange(12, dtype=np.float32).reshape(4, 3),
        np.arange(12, dtype=np.float32).reshape(4, 3)[:, ::2],
        np.asfortranarray(np.arange(6, dtype=np.float32).reshape(2, 3)),
        np.empty((0, 5), np.float32),
        np.arange(5, dtype=np.int32),
    ],
)
def test_an_array_is_written_as_numpy_writes_it(tmp_path, array):
    with publish(tmp_path / "a.npy") as file:
        write_array(file, array)
    np.save(tmp_path / "b.npy", np.ascontiguousarray(array))
    assert (tmp_path / "a.npy").read_bytes() == (tmp_path / "b.npy").read_bytes()


@pytest.mark.skipif(sys.platform == "win32", reason="has no limit on the size of files")
def test_an_array_for_which_there_is_no_room_is_an_error(tmp_path):
    """Also where no more than its last page is missing."""
    code = (
        "import resource, sys, numpy as np\n"
        "from pathlib import Path\n"
        "from embedstudy.storage import FullDiskError, publish, write_array\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))\n"
        "try:\n"
        "    with publish(Path(sys.argv[1])) as file:\n"
        "        write_array(file, np.zeros((80, 100), np.float32))\n"
        "except FullDiskError:\n"
        "    print('full')\n"
    )
    path = tmp_path / "a.npy"
    process = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True)
    assert process.stdout == "full\n", process.stderr
    assert not list(tmp_path.iterdir())
