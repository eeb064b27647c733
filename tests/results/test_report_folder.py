"""The directory of numbers and a page; tests/results/test_initializers.py tries it with numbers."""

import errno
import json
import os
import shutil
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from embedstudy.errors import InputError, ResourcesError
from embedstudy.results.initializers import FOLDER
from embedstudy.storage import FullDiskError
from tests.report.made_up import made_up

NAMES = {"report.html", "starts.csv", "starts.json"}


def list_names(folder):
    return {path.name for path in folder.iterdir()}


def test_a_document_of_another_command_or_version_is_not_read(tmp_path):
    FOLDER.write(tmp_path, made_up(), b"page")
    stranger = replace(FOLDER, made_by="embedstudy y")
    with pytest.raises(InputError, match=r"damaged .*made by something else"):
        stranger.read(tmp_path)
    with pytest.raises(InputError, match=r"holds a starts\.json that is not of this command"):
        stranger.check(tmp_path)
    later = replace(FOLDER, format=3, formats=(3,))
    with pytest.raises(InputError, match="of another version"):
        later.read(tmp_path)


def test_a_changed_number_is_damage(tmp_path):
    FOLDER.write(tmp_path, made_up(), b"page")
    file = tmp_path / "starts.json"
    document = json.loads(file.read_text())
    file.write_text(json.dumps({**document, "majority": 0.75}))
    with pytest.raises(InputError, match="its checksum is not that of its content"):
        FOLDER.read(tmp_path)


def test_an_earlier_call_is_replaced_and_other_files_stay(tmp_path):
    FOLDER.write(tmp_path, made_up(), b"old")
    (tmp_path / "notes.txt").write_text("mine")
    FOLDER.write(tmp_path, made_up("Ones()"), b"new")
    assert len(FOLDER.read(tmp_path).rows) == 2
    assert (tmp_path / "report.html").read_bytes() == b"new"
    assert list_names(tmp_path) == {"notes.txt", *NAMES}


def fail_at(patch, place, error):
    """Let every call of a function raise an error, from the one at a place on."""
    count = 0
    real = os.fsync

    def fsync(descriptor):
        nonlocal count
        count += 1
        if count >= place:
            raise error
        real(descriptor)

    patch.setattr(os, "fsync", fsync)


@pytest.mark.parametrize("place", [1, 2, 3])
@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "full"), KeyboardInterrupt()])
def test_an_earlier_call_stays_whole_where_the_new_one_fails(tmp_path, place, error):
    FOLDER.write(tmp_path, made_up(), b"old")
    before = {name: (tmp_path / name).read_bytes() for name in NAMES}
    with pytest.MonkeyPatch.context() as patch:
        fail_at(patch, place, error)
        with pytest.raises((FullDiskError, KeyboardInterrupt)):
            FOLDER.write(tmp_path, made_up("Ones()"), b"new")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("place", [1, 2, 3])
@pytest.mark.parametrize("has_earlier", [False, True])
def test_a_stop_while_files_get_their_names_leaves_none_or_the_earlier(
    tmp_path, monkeypatch, place, has_earlier
):
    folder = tmp_path / "a"
    if has_earlier:
        FOLDER.write(folder, made_up(), b"old")
    real, targets = Path.replace, []

    def replace_file(path, target):
        targets.append(target.name)
        if len(targets) == place:
            raise KeyboardInterrupt
        return real(path, target)

    monkeypatch.setattr(Path, "replace", replace_file)
    with pytest.raises(KeyboardInterrupt):
        FOLDER.write(folder, made_up("Ones()"), b"new")
    assert targets[0] == "starts.json"
    if not has_earlier:
        assert not folder.exists()
        return
    assert list_names(folder) == NAMES
    assert FOLDER.read(folder) == made_up()
    assert (folder / "report.html").read_bytes() == b"old"


@pytest.mark.parametrize("place", [1, 2, 3])
def test_a_full_disk_leaves_nothing_and_says_what_it_takes(tmp_path, monkeypatch, place):
    fail_at(monkeypatch, place, OSError(errno.ENOSPC, "full"))
    with pytest.raises(FullDiskError, match=r"no space left \(needs 0\.0 MB, .* MB free\)"):
        FOLDER.write(tmp_path / "new" / "a", made_up(), b"page")
    assert list_names(tmp_path) == set()


def test_a_disk_that_is_full_before_the_work_is_named_then(tmp_path, monkeypatch):
    FOLDER.check(tmp_path / "new", needs=1)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=999_999))
    with pytest.raises(ResourcesError, match=r"no space left \(needs 1\.0 MB, .*another --out"):
        FOLDER.check(tmp_path / "new", needs=1_000_000)
    assert list_names(tmp_path) == set()


def test_a_process_that_ends_while_files_change_names_leaves_the_old_ones_or_the_new(tmp_path):
    FOLDER.write(tmp_path, made_up(), b"old")
    new = tmp_path / "elsewhere"
    FOLDER.write(new, made_up("Ones()"), b"new")
    replaced = tmp_path / ".replaced"
    replaced.mkdir()
    for name in ("starts.csv", "report.html", "starts.json"):  # set aside, the document last
        (tmp_path / name).rename(replaced / name)
        assert FOLDER.read(tmp_path) == made_up()
    for name in ("starts.json", "starts.csv", "report.html"):  # the document comes first
        (new / name).rename(tmp_path / name)
        assert FOLDER.read(tmp_path) == made_up("Ones()")
