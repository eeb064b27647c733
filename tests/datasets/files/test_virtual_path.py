import io

import pytest

from embedstudy.datasets.files import virtual_path
from embedstudy.datasets.files.virtual_path import make_virtual_path, read_into_memory
from embedstudy.errors import InputError


def test_a_member_is_opened_by_whoever_holds_it(tmp_path):
    file = tmp_path / "a.zip"
    file.write_bytes(b"the archive")
    path = make_virtual_path(f"{file}#b.csv", file, "b.csv", lambda: io.BytesIO(b"the member"))
    assert path.name == "a.zip#b.csv"
    assert path.suffix == ".csv"
    assert str(path) == f"{file}#b.csv"
    assert path.open("rb").read() == b"the member"
    assert path.stat() == file.stat()
    assert not path.is_dir()
    assert read_into_memory(path).read() == b"the member"


def test_without_an_opener_the_file_itself_is_read(tmp_path):
    file = tmp_path / "a.xlsx"
    file.write_bytes(b"the workbook")
    path = make_virtual_path(f"{file}#Sheet1", file, "Sheet1")
    with path.open("rb") as stream:
        assert stream.read() == b"the workbook"
    assert read_into_memory(path) is None
    assert read_into_memory(file) is None


def test_a_member_that_does_not_fit_in_memory_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(virtual_path, "LARGEST_IN_MEMORY", 5)
    path = make_virtual_path("a.zip#b", tmp_path / "a.zip", "b", lambda: io.BytesIO(b"123456"))
    with pytest.raises(InputError, match=r"a.zip#b: over 0 GB in an archive \(unpack it\)"):
        read_into_memory(path)
