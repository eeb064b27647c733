"""The files of a study are opened inside it, never through a link, and only if they are files."""

import os

import numpy as np
import pytest

from embedstudy.results.files import (
    DamagedFileError,
    check_name,
    check_no_link,
    find_file,
    has_file,
    is_study,
    load_json,
    make_array,
    open_file,
)
from embedstudy.storage import make_npy_header

NAMES = [
    "",
    ".",
    "..",
    "../x",
    "/etc/passwd",
    "a/b",
    "a\\b",
    "a\0b",
    "-rf",
    ".lock",
    "x" * 201,
    "é",
]


@pytest.fixture
def study(tmp_path):
    path = tmp_path / "s"
    (path / "spaces" / "r").mkdir(parents=True)
    (path / "study.json").write_text("{}")
    (path / "spaces" / "r" / "meta.json").write_text("{}")
    return path


@pytest.mark.parametrize("name", NAMES)
def test_a_name_never_leads_elsewhere(name):
    with pytest.raises(ValueError, match="is no name of a run"):
        check_name(name)


def test_a_file_is_read_inside_the_study(study, tmp_path):
    (tmp_path / "link").symlink_to(study)  # the directory itself may be one
    with open_file(tmp_path / "link", "spaces/r/meta.json") as file:
        assert (file.read(), file.size) == (b"{}", 2)
    with pytest.raises(FileNotFoundError), open_file(study, "spaces/q/meta.json"):
        pass


@pytest.mark.parametrize("place", ["study.json", "spaces", "spaces/r", "spaces/r/meta.json"])
def test_nothing_is_opened_through_a_link(study, tmp_path, place):
    relative = place if place.endswith("json") else "spaces/r/meta.json"
    (study / place).rename(tmp_path / "elsewhere")
    (study / place).symlink_to(tmp_path / "elsewhere")
    assert not has_file(study, relative)
    with pytest.raises(DamagedFileError, match="leads through a link"), open_file(study, relative):
        pass
    if "/" in relative and place != relative:
        with pytest.raises(DamagedFileError, match="leads through a link"):
            check_no_link(study, relative)


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_what_is_no_file_is_not_waited_for(study, make):
    (study / "study.json").unlink()
    make(study / "study.json")
    assert not is_study(study)
    with pytest.raises(DamagedFileError, match="no regular file"), open_file(study, "study.json"):
        pass


def test_a_file_has_a_bounded_size(study):
    with (study / "study.json").open("r+b") as file:
        file.truncate(10 << 30)
    with (
        pytest.raises(DamagedFileError, match="10,737,418,240 bytes"),
        open_file(study, "study.json") as opened,
    ):
        opened.read()


def test_a_study_that_was_being_set_aside_is_read_from_both_places(study):
    (study / ".replaced").mkdir()
    (study / "spaces").rename(study / ".replaced" / "spaces")
    relative = "spaces/r/meta.json"
    assert find_file(study, relative) == study / ".replaced" / relative
    assert has_file(study, relative)
    (study / "study.json").rename(study / ".replaced" / "study.json")
    assert is_study(study)
    assert find_file(study, "study.json") == study / ".replaced" / "study.json"
    (study / "study.json").write_text("{}")  # the new study has begun
    assert not has_file(study, relative)


def test_documents_have_a_bounded_number_of_values():
    assert load_json(b"[1, 2]") == [1, 2]
    with pytest.raises(ValueError, match="more than 2,000,000 values"):
        load_json(b"[" + b"[]," * 1_000_001)


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e999", "1" + "0" * 400])
def test_documents_have_finite_numbers(number):
    assert load_json(b"[-1.5e3, -9223372036854775808]") == [-1500.0, -(2**63)]
    with pytest.raises(ValueError, match="is no finite number"):
        load_json(f'{{"peak_memory": [{number}]}}'.encode())


def test_an_array_comes_back_in_the_memory_of_its_bytes():
    for array in (np.arange(6, dtype=np.float32).reshape(3, 2), np.asfortranarray(np.ones((2, 3)))):
        header = make_npy_header(array.dtype.str, array.shape)
        if not array.flags.c_contiguous:
            header = header.replace(b"'fortran_order': False", b"'fortran_order': True ")
        again = make_array(header + array.tobytes("A"))
        assert np.array_equal(again, array)
        assert again.base is not None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04",
        make_npy_header("<f4", (10**9, 40)) + b"\0" * 100,
        make_npy_header("<f4", (1 << 45, 4)),
        make_npy_header("<f4", (3, 2)) + b"\0" * 23,
        make_npy_header("<f4", (-3, -2)) + b"\0" * 24,
        make_npy_header("|O", (3, 2)) + b"\0" * 48,
        make_npy_header("<f4", (1, 1, 1, 1)) + b"\0" * 4,
        make_npy_header("<f4", (0, 1 << 40)),
        b"\x93NUMPY\x01\x00\x3c\x00{'descr': '<f4', 'shape': (3, 2" + b" " * 30,
        b"\x93NUMPY\x09\x00\x3c\x00{}",
        make_npy_header("<f4", (3, 2)).replace(b"(3, 2), ", b"(3L, 2),") + b"\0" * 24,
    ],
)
def test_an_array_of_another_size_than_its_header_says_is_refused(content):
    with pytest.raises(ValueError):  # noqa: PT011 - any; nothing is allocated
        make_array(content)
