import os
import stat

import pytest

from embedstudy import storage
from embedstudy.storage import data_home, no_space, publish, safe_name, sweep

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
    other = tmp_path / ".a.tmp"
    for path in (mine, gone, other):
        path.touch()
    assert sweep(tmp_path) == 1
    assert sorted(tmp_path.iterdir()) == sorted([mine, other])
