"""Checksums: recorded before a file has its name, settled in study.json, held against each file."""

import json
from contextlib import suppress

import pytest

from embedstudy.results.checksums import (
    CHECKSUMS,
    JOURNAL,
    check_file,
    is_page_whole,
    list_whole_lines,
    publish_recorded,
    read_checked,
    read_document,
    read_ledger,
    seal_page,
    settle,
    write_document,
)
from embedstudy.results.files import DamagedFileError
from embedstudy.storage import seal_document


@pytest.fixture
def study(tmp_path):
    write_document(tmp_path, {"status": "running", CHECKSUMS: {}})
    return tmp_path


def write(study, relative, content, **how):
    with publish_recorded(study, relative, **how) as file:
        file.write(content)


def fold(study):
    write_document(study, {"status": "complete", CHECKSUMS: settle(study)})
    (study / JOURNAL).unlink()


def flip(path, place, bit=1):
    content = bytearray(path.read_bytes())
    content[place] ^= bit
    path.write_bytes(content)


def test_each_flipped_bit_is_noticed(study):
    write(study, "a/b.csv", b"x,y\n1,2\n")
    for settled in (False, True):
        if settled:
            fold(study)
        assert read_checked(study, "a/b.csv") == b"x,y\n1,2\n"
        for place in range(8):
            for bit in (1, 128):
                flip(study / "a" / "b.csv", place, bit)
                with pytest.raises(DamagedFileError, match=r"b.csv: damaged .* --resume makes it"):
                    read_checked(study, "a/b.csv")
                flip(study / "a" / "b.csv", place, bit)


def test_a_file_that_is_gone_is_missed_once_it_is_settled(study):
    write(study, "a.csv", b"x")
    (study / "a.csv").unlink()
    with pytest.raises(FileNotFoundError):  # it may have been killed before it took its name
        read_checked(study, "a.csv")
    write(study, "a.csv", b"x")
    fold(study)
    (study / "a.csv").unlink()
    with pytest.raises(DamagedFileError, match=r"a\.csv: missing; .* --resume makes it again"):
        read_checked(study, "a.csv")


def test_a_kill_before_a_file_takes_its_name_leaves_the_one_before(study):
    write(study, "a.csv", b"old", durable=True)
    with suppress(KeyboardInterrupt), publish_recorded(study, "a.csv") as file:
        file.write(b"new")
        raise KeyboardInterrupt
    line = seal_document({"path": "a.csv", "bytes": 3, "xxh3_128": "0" * 32})
    with (study / JOURNAL).open("ab") as journal:  # recorded, but killed before the rename
        journal.write(json.dumps(line).encode() + b"\n")
    assert read_checked(study, "a.csv") == b"old"
    fold(study)
    assert check_file(study, "a.csv", read_ledger(study)) is None


def test_a_file_that_the_study_did_not_write_is_not_believed(study):
    (study / "summary.csv").write_text("x")
    with pytest.raises(DamagedFileError, match="no checksum of it is known"):
        read_checked(study, "summary.csv")


def test_each_bit_of_study_json_counts(study):
    write(study, "a.csv", b"x")
    fold(study)
    whole, file = read_document(study), study / "study.json"
    for place in range(len(file.read_bytes())):
        flip(file, place)
        with suppress(DamagedFileError):
            read_ledger(study)
            assert read_document(study) == whole  # a blank between two values
        flip(file, place)


def test_lines_that_were_cut_or_damaged():
    lines = [json.dumps(seal_document({"a": number})).encode() for number in range(3)]
    first, second, third = map(json.loads, lines)
    assert list_whole_lines(b"\n".join([*lines, b""])) == [first, second, third]
    assert list_whole_lines(b"\n".join([*lines[:2], lines[2][:-4]])) == [first, second]
    assert list_whole_lines(b"\n".join(lines) + b"\x0b") == [first, second, third]
    damaged = lines[1].replace(b'"a": 1', b'"a": 7')
    assert list_whole_lines(b"\n".join([lines[0], damaged, b""])) == [first, None]
    assert list_whole_lines(b'{"a": 1}\n[1]\n', sealed=False) == [{"a": 1}, None]


def test_a_page_carries_its_checksum():
    page = seal_page(b"<html></html>\n")
    assert is_page_whole(page)
    for place in range(len(page)):
        damaged = bytearray(page)
        damaged[place] ^= 1
        assert not is_page_whole(bytes(damaged))
    assert not is_page_whole(b"<html></html>\n")
