"""Files as streams, plain or packed, whole or damaged."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile

import pytest

from embedstudy.errors import InputError
from embedstudy.limits import allow_unpacked
from embedstudy.unpack import open_unpacked, read_to_end

CONTENT = bytes(range(256)) * 400


def write(path, packing):
    if packing == "zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("inside.txt", CONTENT)
    else:
        pack = {"gzip": gzip.compress, "bzip2": bz2.compress, "xz": lzma.compress, "": bytes}[
            packing
        ]
        path.write_bytes(pack(CONTENT))
    return path


@pytest.mark.parametrize("packing", ["", "gzip", "bzip2", "xz", "zip"])
def test_the_content_is_read_whatever_the_packing(packing, tmp_path):
    with open_unpacked(write(tmp_path / "f", packing)) as stream:
        assert stream.read(3) == CONTENT[:3]
        assert stream.read() == CONTENT[3:]
        assert stream.read() == b""


def test_other_packings_are_read_as_they_are(tmp_path):
    path = write(tmp_path / "f", "bzip2")
    with open_unpacked(path, packings=("gzip",)) as stream:
        assert stream.read() == path.read_bytes()


def test_a_member_is_chosen_by_name(tmp_path):
    with zipfile.ZipFile(tmp_path / "t.zip", "w") as archive:
        archive.writestr("a", b"1")
        archive.writestr("b", b"2")
    with open_unpacked(tmp_path / "t.zip", "b") as stream:
        assert stream.read() == b"2"
    several = pytest.raises(InputError, match=r"holds 2 files; .* t.zip#a, t.zip#b")
    with several, open_unpacked(tmp_path / "t.zip"):
        pass
    unknown = pytest.raises(InputError, match="no member 'c'; there are: a, b")
    with unknown, open_unpacked(tmp_path / "t.zip", "c"):
        pass


@pytest.mark.parametrize("packing", ["gzip", "bzip2", "xz"])
def test_a_file_that_is_cut_short_is_named(packing, tmp_path):
    path = write(tmp_path / "f", packing)
    path.write_bytes(path.read_bytes()[:-20])
    message = f"f: ends before the end of the {packing} stream .damaged, or not whole: get it again"
    with pytest.raises(InputError, match=message), open_unpacked(path) as stream:
        stream.read()


def test_a_wrong_checksum_is_found_at_the_end(tmp_path):
    path = write(tmp_path / "f", "gzip")
    content = path.read_bytes()
    path.write_bytes(content[:-8] + bytes(4) + content[-4:])
    with pytest.raises(InputError, match=r"f: CRC check failed"), open_unpacked(path) as stream:
        read_to_end(stream)


def test_a_bomb_is_refused(tmp_path):
    (tmp_path / "f").write_bytes(gzip.compress(bytes(10_000_000)))
    with open_unpacked(tmp_path / "f") as stream:  # a small file may have any ratio
        assert len(stream.read()) == 10_000_000
    refused = pytest.raises(InputError, match=r"f: unpacks to over .* allow more with --max-bytes")
    with allow_unpacked(9_000_000), refused, open_unpacked(tmp_path / "f") as stream:
        stream.read()


def test_a_file_that_is_not_there_is_the_caller_s_error(tmp_path):
    with pytest.raises(FileNotFoundError), open_unpacked(tmp_path / "f"):
        pass


def write_tar(path, files, packing=""):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            if content is None:
                info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
                archive.addfile(info)
            else:
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))
    pack = {"gzip": gzip.compress, "bzip2": bz2.compress, "xz": lzma.compress, "": bytes}[packing]
    path.write_bytes(pack(buffer.getvalue()))
    return path


@pytest.mark.parametrize("packing", ["", "gzip", "bzip2", "xz"])
def test_the_file_inside_a_tar_is_read(packing, tmp_path):
    files = {"folder/v.txt": CONTENT, "folder/._v.txt": b"macOS", "link": None}
    path = write_tar(tmp_path / "f", files, packing)
    with open_unpacked(path) as stream:
        assert stream.read(3) == CONTENT[:3]
        assert stream.read() == CONTENT[3:]
    with open_unpacked(path, "folder/v.txt") as stream:
        assert stream.read() == CONTENT
    for member in ("link", "no"):
        with (
            pytest.raises(InputError, match=rf"f: no member '{member}'; there are: folder/v\.txt"),
            open_unpacked(path, member),
        ):
            pass


def test_a_tar_of_several_files_needs_a_name(tmp_path):
    path = write_tar(tmp_path / "t.tar.gz", {"a.txt": b"a", "b.txt": b"b"}, "gzip")
    with (
        pytest.raises(InputError, match=r"holds 2 files; .*t\.tar\.gz#a\.txt, t\.tar\.gz#b\.txt"),
        open_unpacked(path),
    ):
        pass
    with open_unpacked(path, "b.txt") as stream:
        assert stream.read() == b"b"


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/../../x"])
def test_a_tar_with_a_path_outside_is_refused(name, tmp_path):
    path = write_tar(tmp_path / "t.tar", {name: b"x"})
    with pytest.raises(InputError, match=r"a member is named .* refused"), open_unpacked(path):
        pass


@pytest.mark.parametrize("packing", ["", "gzip", "bzip2", "xz"])
def test_a_tar_that_is_cut_or_a_bomb_is_one_line(packing, tmp_path):
    path = write_tar(tmp_path / "t.tar", {"a": CONTENT, "b": CONTENT}, packing)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(InputError, match=r"t\.tar: .*(damaged|not whole)"):  # noqa: SIM117
        with open_unpacked(path, "b") as stream:
            stream.read()
    if packing:
        bomb = write_tar(tmp_path / "b.tar", {"a": bytes(4 << 20)}, packing)
        refused = pytest.raises(InputError, match=r"b\.tar: unpacks to over .*--max-bytes")
        with allow_unpacked(1 << 20), refused, open_unpacked(bomb):
            pass


def test_a_tar_whose_header_is_a_bomb_is_refused(tmp_path):
    header = tarfile.TarInfo("name")
    header.type, header.size = tarfile.GNUTYPE_LONGNAME, 300_000_000
    with gzip.open(tmp_path / "t.tgz", "wb", 1) as file:
        file.write(header.tobuf())
        for _ in range(300):
            file.write(bytes(1_000_000))
    with pytest.raises(InputError, match="--max-bytes"), open_unpacked(tmp_path / "t.tgz"):
        pass


def test_a_tar_is_left_as_it_is_where_it_is_not_asked_for(tmp_path):
    path = write_tar(tmp_path / "t.tar", {"a": b"x"})
    with open_unpacked(path, packings=("gzip",)) as stream:
        assert stream.read() == path.read_bytes()
