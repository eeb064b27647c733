"""The beginnings of downloads, each of one process alone."""

import pytest

from embedstudy.fetch.partial_file import Origin, claim_part


@pytest.fixture
def part(tmp_path):
    with claim_part(tmp_path / "v.gz") as part:
        yield part


def test_a_part_knows_its_length_and_origin(part):
    assert (part.length(), part.origin()) == (0, None)
    assert not part.length_was_promised()
    origin = Origin("http://x/v.gz", etag='"1"', total=10)
    part.begin(origin)
    part.path.write_bytes(b"12345")
    assert (part.length(), part.origin()) == (5, origin)
    assert part.length_was_promised()
    part.discard()
    assert (part.length(), part.origin()) == (0, None)


def test_a_weak_etag_validates_nothing():
    assert Origin("u", etag='"1"', last_modified="today").validator == '"1"'
    assert Origin("u", etag='W/"1"', last_modified="today").validator == "today"
    assert Origin("u", etag='W/"1"').validator == ""


ORIGIN = Origin("https://example.org/v.gz")


def leave_part(final, content, name):
    folder = final.parent / f".fetch-v.gz.{name}.part"
    folder.mkdir(parents=True)
    (folder / "v.gz").write_bytes(content)
    return folder


def test_no_two_have_the_same_part(tmp_path):
    with claim_part(tmp_path / "v.gz") as one, claim_part(tmp_path / "v.gz") as second:
        one.begin(ORIGIN)
        second.begin(ORIGIN)
        one.path.write_bytes(b"123")
        assert (one.length(), second.length()) == (3, 0)
    with claim_part(tmp_path / "v.gz") as part:
        assert part.length() == 3
        assert len(list(tmp_path.iterdir())) == 1


def test_the_longest_part_goes_on_and_the_others_go(tmp_path):
    for name, content in {"1-01": b"12", "1-02": b"123", "1-03": b""}.items():
        leave_part(tmp_path / "v.gz", content, name)
    with claim_part(tmp_path / "v.gz") as part:
        assert part.path.read_bytes() == b"123"
        assert len(list(tmp_path.iterdir())) == 1


def test_nothing_is_left_where_there_is_nothing_to_go_on_from(tmp_path):
    with claim_part(tmp_path / "v.gz") as part:
        part.begin(ORIGIN)
    assert list(tmp_path.iterdir()) == []


def test_files_of_a_person_are_no_parts(tmp_path):
    names = (".fetch-v.gz.part", ".fetch-v.gz.old.1-01.part", "v.gz.part", ".fetch-v.gz.1-01.part")
    for name in names[:-1]:
        (tmp_path / name).mkdir()
    (tmp_path / names[-1]).write_bytes(b"a file")
    with claim_part(tmp_path / "v.gz") as part:
        assert part.length() == 0
    assert {path.name for path in tmp_path.iterdir()} == set(names)


def test_without_locks_each_begins_its_own(tmp_path, monkeypatch):
    def refuse(*_):
        raise OSError(37, "No locks available")

    monkeypatch.setattr("fcntl.flock", refuse)
    leave_part(tmp_path / "v.gz", b"123", "1-01")
    with claim_part(tmp_path / "v.gz") as part:
        assert part.length() == 0


def test_what_is_kept_of_a_stopped_download_is_said(part):
    assert part.describe() == ""
    part.path.write_bytes(b"x" * 1500)
    assert part.describe() == "1,500 bytes of v.gz are kept for the next try"
