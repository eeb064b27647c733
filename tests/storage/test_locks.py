import errno
import os

import pytest

from embedstudy.storage import Lock, is_same_file, try_lock


@pytest.mark.skipif(os.name != "posix", reason="has no locks of open files")
def test_a_lock_is_held_until_the_file_is_closed(tmp_path):
    first, second = (os.open(tmp_path, os.O_RDONLY) for _ in range(2))
    assert try_lock(first) is Lock.OURS
    assert try_lock(second) is Lock.THEIRS
    os.close(first)
    assert try_lock(second) is Lock.OURS
    os.close(second)


@pytest.mark.parametrize("number", [errno.EACCES, errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP])
def test_a_file_system_without_locks_says_nothing_of_others(tmp_path, monkeypatch, number):
    def refuse(*_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("fcntl.flock", refuse)
    assert try_lock(0) is Lock.UNKNOWN


def test_a_name_leads_to_an_open_file_until_that_is_replaced(tmp_path):
    (tmp_path / "a").touch()
    with (tmp_path / "a").open() as file:
        assert is_same_file(tmp_path / "a", file.fileno())
        (tmp_path / "a").unlink()
        assert not is_same_file(tmp_path / "a", file.fileno())
        (tmp_path / "a").touch()
        assert not is_same_file(tmp_path / "a", file.fileno())
