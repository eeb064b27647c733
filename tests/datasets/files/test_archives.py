"""Archives of data files."""

import gzip
import io
import tarfile
import zipfile

import pyarrow as pa
import pytest
from pyarrow import parquet

from embedstudy.datasets.files.archives import find_member, is_archive, list_members
from embedstudy.errors import InputError

TABLE = "text,label\na good film,pos\na bad one,neg\n"
SECOND = "text,label\nfine,pos\ndull,neg\n"
ROWS = [("a good film", "pos"), ("a bad one", "neg")]
MODES = {".gz": "w:gz", ".tgz": "w:gz", ".bz2": "w:bz2", ".xz": "w:xz"}


def pack(path, members):
    members = {name: c if isinstance(c, bytes) else c.encode() for name, c in members.items()}
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in members.items():
                archive.writestr(name, content)
    else:
        with tarfile.open(path, MODES.get(path.suffix, "w")) as archive:
            for name, content in members.items():
                info = tarfile.TarInfo(name)
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))
    return path


@pytest.fixture(params=["a.zip", "a.tar", "a.tar.gz", "a.tgz", "a.tar.bz2", "a.tar.xz"])
def archive_path(request, tmp_path, home):
    return tmp_path / request.param


def test_one_table_is_read_without_unpacking_it(archive_path, reader):
    pack(archive_path, {"in/reviews.csv": TABLE, "in/readme.txt": "hello", "__MACOSX/._x.csv": "x"})
    assert is_archive(archive_path)
    assert reader.read(archive_path) == ROWS
    assert sorted(path.name for path in archive_path.parent.iterdir()) == [archive_path.name]


def test_a_lone_text_file_is_the_table(archive_path, reader):
    pack(archive_path, {"SMSSpam": TABLE})
    assert reader.read(archive_path) == ROWS


def test_train_and_test_are_parts(archive_path, reader):
    pack(archive_path, {"d/train.csv": TABLE, "d/test.csv": SECOND})
    assert reader.read(archive_path) == {"train": ROWS, "test": [("fine", "pos"), ("dull", "neg")]}


def test_of_several_tables_one_is_named(archive_path, reader):
    pack(archive_path, {"a.csv": TABLE, "b.csv": SECOND})
    with pytest.raises(InputError, match=r"holds 2 files; name one of them after a '#', .*#a.csv"):
        reader.read(archive_path)
    assert reader.read(f"{archive_path}#a.csv") == ROWS
    with pytest.raises(InputError, match=r"no member 'c.csv'; there are: a.csv, b.csv"):
        reader.read(f"{archive_path}#c.csv")


def test_errors_name_the_member_and_its_line(archive_path, reader):
    pack(archive_path, {"a.csv": TABLE + "one cell\n"})
    with pytest.raises(InputError, match=rf"{archive_path.name}#a.csv:4: not as many cells"):
        reader.read(archive_path)


def test_parquet_in_an_archive(archive_path, reader):
    buffer = io.BytesIO()
    parquet.write_table(pa.table({"text": ["a", "b"], "label": ["x", "y"]}), buffer)
    pack(archive_path, {"a.parquet": buffer.getvalue()})
    assert reader.read(archive_path) == [("a", "x"), ("b", "y")]


@pytest.mark.parametrize("name", ["../a.csv", "/a.csv", "x/../../a.csv", "C:\\a.csv", "..\\a.csv"])
def test_names_that_lead_elsewhere_are_refused(name, archive_path, reader):
    pack(archive_path, {name: TABLE})
    with pytest.raises(InputError, match=r"a member is named .*: refused"):
        reader.read(archive_path)


def test_archives_without_a_table(archive_path, reader):
    pack(archive_path, {"a.png": b"\x89PNG", "b.pdf": b"%PDF"})
    with pytest.raises(InputError, match="holds no file of a known format"):
        reader.read(archive_path)


def test_a_damaged_archive_is_one_line(archive_path, reader):
    content = pack(archive_path, {"a.csv": TABLE * 200}).read_bytes()
    archive_path.write_bytes(content[: len(content) // 2])
    with pytest.raises(InputError) as caught:
        reader.read(archive_path)
    assert "\n" not in str(caught.value)


def test_a_zip_of_a_version_to_come_is_one_line(tmp_path, home, reader):
    path = pack(tmp_path / "a.zip", {"t.csv": TABLE})
    content = bytearray(path.read_bytes())
    content[content.rindex(b"PK\x01\x02") + 6] = 244  # the version that is needed to unpack it
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"a.zip: [^\n]*24.4: cannot be unpacked$"):
        reader.read(path)


def test_a_packed_tar_with_another_letter_is_damaged(tmp_path, home, reader):
    path = pack(tmp_path / "a.tgz", {"t.csv": TABLE})
    unpacked = gzip.decompress(path.read_bytes())
    packed = gzip.compress(unpacked, compresslevel=0)  # the bytes of the table are as they are
    path.write_bytes(packed.replace(b"a good film", b"a food film"))
    with pytest.raises(InputError, match=r"a.tgz: CRC check failed .*get it again"):
        reader.read(path)


def test_a_damaged_header_of_a_tar_is_one_line(tmp_path, home, reader):
    path = pack(tmp_path / "a.tar", {"t.csv": TABLE})
    path.write_bytes(b"u" + path.read_bytes()[1:])
    with pytest.raises(InputError, match=r"a.tar: [^\n]*get it again\)$"):
        reader.read(path)


def test_what_is_no_archive(tmp_path, reader):
    assert not is_archive(reader.write(TABLE, "a.csv"))
    pack(tmp_path / "book.zip", {"xl/workbook.xml": "<x/>"})
    assert not is_archive(tmp_path / "book.zip")


def test_members_in_the_order_of_their_names(archive_path):
    pack(archive_path, {"b.csv": SECOND, ".hidden": "x", "a.csv": TABLE})
    assert [member.member for member in list_members(archive_path)] == ["a.csv", "b.csv"]
    with find_member(archive_path, "b.csv").open("rb") as stream:
        assert stream.read() == SECOND.encode()
