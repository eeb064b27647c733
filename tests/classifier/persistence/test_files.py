import hashlib
import os

import pytest

from embedstudy.classifier.persistence.files import (
    hash_file,
    is_staged,
    name_staged,
    open_file,
    read_file,
)
from embedstudy.errors import InputError


def test_a_staged_name_tells_what_it_is_for():
    name = name_staged("vocab.txt", hashlib.sha256(b"").hexdigest())
    assert is_staged(name, "vocab.txt")
    assert not is_staged(name, "config.json")
    for wrong in ("vocab.txt", "vocab.txt.", "vocab.txt.bak", f"{name}0", name.upper()):
        assert not is_staged(wrong, "vocab.txt")


def test_a_file_is_read_up_to_its_limit(tmp_path):
    (tmp_path / "a").write_bytes(b"12345")
    assert read_file(tmp_path, "a", 5) == b"12345"
    with pytest.raises(InputError, match="a: is 5 bytes long; this model takes at most 4"):
        read_file(tmp_path, "a", 4)
    with open_file(tmp_path, "a") as file:
        assert hash_file(file) == hashlib.sha256(b"12345").hexdigest()
    with pytest.raises(FileNotFoundError):
        read_file(tmp_path, "b", 4)


def test_a_link_within_the_folder_is_followed_and_no_other(tmp_path):
    folder = tmp_path / "m"
    folder.mkdir()
    (tmp_path / "outside").write_bytes(b"secret")
    (folder / "inside").write_bytes(b"own")
    for name, target in {"a": "inside", "b": "../outside", "c": "c", "d": "none"}.items():
        (folder / name).symlink_to(target)
    assert read_file(folder, "a", 9) == b"own"
    with pytest.raises(InputError, match="b: is a link out of the folder, and is not followed"):
        read_file(folder, "b", 9)
    with pytest.raises(InputError, match="c: is a link that leads nowhere"):
        read_file(folder, "c", 9)
    with pytest.raises(FileNotFoundError):
        read_file(folder, "d", 9)
    (tmp_path / "link").symlink_to(folder)  # the folder itself may be one
    assert read_file(tmp_path / "link", "inside", 9) == b"own"


def test_only_regular_files_are_read(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for name in ("pipe", "folder"):
        with pytest.raises(InputError, match=f"{name}: is no regular file"):
            read_file(tmp_path, name, 9)
