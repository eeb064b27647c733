"""Cache folders: whole or damaged, never something else."""

import json
import os
from pathlib import Path

import pytest

from embedstudy.storage import (
    META,
    CacheFolder,
    DamagedCacheError,
    checksum_file,
    publish,
    seal_document,
    sweep_caches,
)


@pytest.fixture
def folder(tmp_path):
    folder = CacheFolder(tmp_path / "caches" / "a-0123", 3)
    write(folder)
    return folder


def write(folder, content=b"content", about="b"):
    with folder.write(["one", "two"]) as (meta, (one, two)):
        one.write(content)
        two.write(b"")
        meta["about"] = about


def names(path):
    return sorted(entry.name for entry in path.iterdir())


def test_a_copy_is_opened_as_it_was_written(folder):
    with folder.open() as content:
        assert content.meta == {"about": "b"}
        assert {name: file.read() for name, file in content.files.items()} == {
            "one": b"content", "two": b"",
        }  # fmt: skip
    assert folder.read_meta() == {"about": "b"}
    assert names(folder.path) == [META, "one", "two"]


def test_what_is_absent_is_no_damage(tmp_path):
    folder = CacheFolder(tmp_path / "none", 3)
    assert folder.open() is None
    assert folder.read_meta() is None
    (tmp_path / "file").touch()
    assert CacheFolder(tmp_path / "file" / "a", 3).open() is None


@pytest.mark.parametrize("name", [META, "one"])
def test_every_bit_counts(name, folder):
    path = folder.path / name
    content = path.read_bytes()
    for place in range(len(content)):
        for bit in range(8):
            flipped = bytearray(content)
            flipped[place] ^= 1 << bit
            path.write_bytes(flipped)
            with pytest.raises(DamagedCacheError) as error:
                folder.open()
            assert error.value.path == path


@pytest.mark.parametrize("name", [META, "one"])
def test_a_pipe_in_the_place_of_a_file_is_damage(name, folder):
    (folder.path / name).unlink()
    os.mkfifo(folder.path / name)
    with pytest.raises(DamagedCacheError):
        folder.open()
    write(folder)
    with folder.open() as content:
        assert content.files["one"].read() == b"content"


def test_every_byte_that_is_missing_counts(folder):
    for name in (META, "one"):
        path = folder.path / name
        content = path.read_bytes()
        for length in range(len(content)):
            path.write_bytes(content[:length])
            with pytest.raises(DamagedCacheError, match=name):
                folder.open()
        path.write_bytes(content)
    for name in ("one", "two"):
        (folder.path / name).rename(folder.path / "away")
        with pytest.raises(DamagedCacheError, match=name):
            folder.open()
        (folder.path / "away").rename(folder.path / name)


def test_files_of_another_copy_are_damage(folder):
    second = CacheFolder(folder.path.with_name("b-4567"), 3)
    write(second, b"another")
    for taken in ([META], ["one"], [META, "one", "two"]):
        whole = {name: (folder.path / name).read_bytes() for name in names(folder.path)}
        for name in taken:
            (folder.path / name).write_bytes((second.path / name).read_bytes())
        with pytest.raises(DamagedCacheError):
            folder.open()
        for name, content in whole.items():
            (folder.path / name).write_bytes(content)


def test_another_format_is_absent(folder):
    path = folder.path / META
    content = path.read_bytes()
    assert CacheFolder(folder.path, 4).open() is None
    path.write_text('{"format": 2, "words": 3}')
    assert folder.open() is None
    path.write_bytes(content.replace(b'"format": 3', b'"format": 2'))
    with pytest.raises(DamagedCacheError):
        folder.open()


def test_an_open_copy_stays_the_same(folder):
    with folder.open() as content:
        write(folder, b"another")
        assert content.files["one"].read() == b"content"
    with folder.open() as content:
        folder.remove()
        assert content.files["one"].read() == b"another"
    assert not folder.path.exists()


def test_files_that_are_replaced_while_they_are_opened_are_never_mixed(folder, monkeypatch):
    """Another version of the package with the same format and second bytes."""
    replaced = []
    real_open = Path.open

    def path_open(path, *arguments, **options):
        if path.name == "one" and not replaced:
            replaced.append(path)
            write(folder, b"another", "c")
        return real_open(path, *arguments, **options)

    monkeypatch.setattr(Path, "open", path_open)
    with folder.open() as content:
        assert (content.meta["about"], content.files["one"].read()) == ("c", b"another")
    assert replaced


def test_nothing_is_left_of_a_copy_that_failed(tmp_path):
    folder = CacheFolder(tmp_path / "a", 1)

    def write_part():
        with folder.write(["one"]) as (_, (one,)):
            one.write(b"part")
            raise OSError("broken")

    with pytest.raises(OSError, match="broken"):
        write_part()
    assert not folder.path.exists()


def test_leftovers_are_swept_and_those_who_write_are_left_alone(folder):
    parent = folder.path.parent
    part, empty, temporary = parent / "part", parent / "empty", ".one.7-0123456789.tmp"
    for path in (part, empty):
        path.mkdir()
    (part / "one").touch()
    (part / temporary).touch()
    (folder.path / temporary).touch()
    (parent / "a file").touch()
    busy = CacheFolder(parent / "busy", 3)
    with busy.write(["one"]):
        (busy.path / "one").touch()  # the first of its files that has its name
        sweep_caches(parent)
        assert "one" in names(busy.path)
    assert names(parent) == ["a file", "a-0123", "busy", "empty"]
    assert names(folder.path) == [META, "one", "two"]
    (folder.path / temporary).touch()
    with folder.open():
        assert names(folder.path) == [META, "one", "two"]
    with publish(folder.path / "second"), folder.open():
        assert len(names(folder.path)) == 4


def test_a_newer_document_with_our_format_and_another_folder_is_damage(folder):
    document = json.loads((folder.path / META).read_bytes())
    document["folder"] = "elsewhere"
    (folder.path / META).write_text(json.dumps(seal_document(document)))
    with pytest.raises(DamagedCacheError):
        folder.read_meta()
    assert document["files"]["one"] == checksum_file(folder.path / "one")
