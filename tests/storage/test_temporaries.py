import errno
import os
import subprocess
import sys

import pytest

from embedstudy.storage import (
    is_temporary,
    publish,
    remove_if_ended,
    remove_open_temporaries,
    sweep,
)

ABANDONED = ".a.txt.123-0123456789.tmp"
posix = pytest.mark.skipif(os.name != "posix", reason="has no locks of open files")


@posix
def test_what_nobody_writes_is_swept(tmp_path):
    (tmp_path / ABANDONED).touch()
    with publish(tmp_path / "a.txt") as file:
        assert sweep(tmp_path) == 1
        file.write(b"whole")
    assert (tmp_path / "a.txt").read_bytes() == b"whole"
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("name", [".notes.tmp", ".a.tmp", "a.1-0123456789.tmp", ".a.1-0123.tmp"])
def test_files_of_a_person_are_not_ours(tmp_path, name):
    (tmp_path / name).touch()
    assert not is_temporary(tmp_path / name)
    assert sweep(tmp_path) == 0
    assert (tmp_path / name).exists()


@posix
def test_a_killed_process_leaves_what_another_sweeps(tmp_path):
    code = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from embedstudy.storage import publish\n"
        "with publish(Path(sys.argv[1])) as file:\n"
        "    print('writing', flush=True)\n"
        "    sys.stdin.read()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, tmp_path / "a"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout.readline() == "writing\n"
        (left,) = tmp_path.iterdir()
        assert is_temporary(left)
        assert sweep(tmp_path) == 0
        process.kill()
    assert sweep(tmp_path) == 1


@posix
def test_a_link_with_the_name_of_a_temporary_file_stays(tmp_path):
    (tmp_path / "precious").touch()
    (tmp_path / ABANDONED).symlink_to(tmp_path / "precious")
    assert sweep(tmp_path) == 0
    assert len(list(tmp_path.iterdir())) == 2


@posix
def test_without_locks_only_old_files_are_swept(tmp_path, monkeypatch):
    def refuse(*_):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("fcntl.flock", refuse)
    (tmp_path / ABANDONED).touch()
    with publish(tmp_path / "a") as file:
        file.write(b"whole")
    assert sweep(tmp_path) == 0
    os.utime(tmp_path / ABANDONED, (0, 0))
    assert sweep(tmp_path) == 1
    assert (tmp_path / "a").read_bytes() == b"whole"


@posix
def test_a_file_that_is_swept_before_its_lock_is_taken_is_created_again(tmp_path, monkeypatch):
    import fcntl

    real, swept = fcntl.flock, []

    def sweep_first(descriptor, operation):
        if not swept:
            swept.extend(tmp_path.iterdir())
            swept[0].unlink()
        return real(descriptor, operation)

    monkeypatch.setattr("fcntl.flock", sweep_first)
    with publish(tmp_path / "a") as file:
        file.write(b"whole")
    assert swept
    assert (tmp_path / "a").read_bytes() == b"whole"


def test_a_process_that_ends_at_once_removes_its_own(tmp_path):
    publication = publish(tmp_path / "a")
    publication.__enter__().write(b"half")
    remove_open_temporaries()
    assert not list(tmp_path.iterdir())
    with pytest.raises(FileNotFoundError):
        publication.__exit__(None, None, None)
    assert not list(tmp_path.iterdir())


def test_files_and_folders_of_others_are_removed_with_the_process_on_request(tmp_path):
    folder = tmp_path / "folder"
    (folder / "within").mkdir(parents=True)
    with remove_if_ended(folder):
        remove_open_temporaries()
        assert not folder.exists()
    folder.mkdir()
    remove_open_temporaries()
    assert folder.exists()
