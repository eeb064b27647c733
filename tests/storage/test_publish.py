import os
import stat
import sys

import pytest

from embedstudy.errors import InputError
from embedstudy.storage import append, no_space, publish, publish_all


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


def test_a_new_file_never_stands_next_to_an_old_one(tmp_path, monkeypatch):
    paths, seen = [tmp_path / name for name in "abc"], []
    for path in paths:
        path.write_bytes(b"old")
    for name in ("unlink", "replace"):
        real_call = getattr(os, name)

        def call(*arguments, real=real_call, **options):
            real(*arguments, **options)
            seen.append({path.name: path.read_bytes() for path in paths if path.exists()})

        monkeypatch.setattr(os, name, call)
    with publish_all(paths) as files:
        for file in files:
            file.write(b"new")
    monkeypatch.undo()
    assert seen[-1] == dict.fromkeys("abc", b"new")
    assert all(len(set(contents.values())) <= 1 for contents in seen)
    assert {} in seen
    with publish_all(paths[:1]) as (file,):
        file.write(b"newer")
        assert paths[0].read_bytes() == b"new"
    assert [path.read_bytes() for path in paths] == [b"newer", b"new", b"new"]


def test_old_files_of_other_names_go_before_a_new_one_has_its_name(tmp_path):
    new, old, mine = (tmp_path / name for name in ("new", "old", "mine"))
    for path in (old, mine):
        path.write_bytes(b"old")
    with pytest.raises(TypeError), publish_all([new], replaced=[old]) as (file,):
        file.write("no bytes")
    assert {path.name for path in tmp_path.iterdir()} == {"old", "mine"}
    with publish_all([new], replaced=[old]) as (file,):
        file.write(b"new")
        assert old.exists()
    assert {path.name for path in tmp_path.iterdir()} == {"new", "mine"}


def test_files_of_a_set_sweep_their_folder(tmp_path):
    (tmp_path / ".a.7-0123456789.tmp").touch()
    with publish_all([tmp_path / "a"]):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


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


def test_what_is_free_is_measured_where_there_is_a_folder(tmp_path):
    assert "MB free" in no_space(tmp_path / "not" / "yet" / "there.txt", 10)


def test_what_is_free_is_measured_without_the_file_that_failed(tmp_path, monkeypatch):
    seen = []

    def look(path, needs):
        seen.extend(tmp_path.iterdir())
        return "none"

    monkeypatch.setattr(sys.modules["embedstudy.storage.publish"], "no_space", look)
    with pytest.raises(OSError, match="none"), publish(tmp_path / "a"):
        raise OSError(28, "full")
    assert seen == []


def test_a_line_is_not_added_through_a_link(tmp_path):
    (tmp_path / "elsewhere").write_bytes(b"a person's file")
    (tmp_path / "log").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InputError, match="log: is a link, and is not written through"):
        append(tmp_path / "log", b"line")
    assert (tmp_path / "elsewhere").read_bytes() == b"a person's file"


def test_a_file_takes_the_place_of_a_link(tmp_path):
    (tmp_path / "elsewhere").write_bytes(b"a person's file")
    (tmp_path / "table").symlink_to(tmp_path / "elsewhere")
    with publish(tmp_path / "table") as file:
        file.write(b"ours")
    assert not (tmp_path / "table").is_symlink()
    assert (tmp_path / "elsewhere").read_bytes() == b"a person's file"


def test_a_line_after_one_that_was_cut_short_stands_alone(tmp_path):
    path = tmp_path / "journal"
    append(path, b"one\n")
    path.write_bytes(b"one\ntw")
    append(path, b"")
    append(path, b"three\n")
    append(path, b"four\n")
    assert path.read_bytes() == b"one\ntw\nthree\nfour\n"
