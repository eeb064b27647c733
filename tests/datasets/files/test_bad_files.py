"""What real files do to a reader of any format, and what it says."""

import gzip
import os
import random
import subprocess
import sys
import warnings
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from embedstudy.datasets.files import streams
from embedstudy.datasets.files.misreadings import WITH_CONTROLS
from embedstudy.datasets.source import agree_in_number
from embedstudy.errors import InputError
from embedstudy.options.data import DataOptions

FORMATS = {
    "a.csv": "text,label\na good film,pos\na bad one,neg\n",
    "a.tsv": "text\tlabel\na good film\tpos\na bad one\tneg\n",
    "a.jsonl": '{"text": "a good film", "label": "pos"}\n{"text": "a bad one", "label": "neg"}\n',
    "a.ft": "__label__pos a good film\n__label__neg a bad one\n",
}
ROWS = [("a good film", "pos"), ("a bad one", "neg")]


def refused(reader, content, name="a.csv", **options):
    with pytest.raises(InputError) as caught:
        reader(content, name, **options)
    assert str(caught.value).startswith(str(reader.folder / name))
    assert "\n" not in str(caught.value)
    return str(caught.value).removeprefix(str(reader.folder / name))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", ": is empty"),
        (gzip.compress(b"", mtime=0), ": is empty inside"),
        (b"\n \r\n", ": is empty but for white space"),
        (b"\xef\xbb\xbf", ": is empty but for white space"),
        (b"text,label\n", ": no rows that can be read"),
        (b"text,label", ": no rows that can be read"),
        (b"<!DOCTYPE html>\n<html>404</html>", ": is a web page, not a table of texts"),
        (b"\xef\xbb\xbf\n<HTML>no</HTML>", ": is a web page, not a table of texts"),
        (gzip.compress(b"<html>no</html>", mtime=0), ": is a web page, not a table of texts"),
        (b"PK\x03\x04abc", ": File is not a zip file (damaged, or not whole"),
        (b"BZh91AY", ": is packed by bzip2"),
        (
            gzip.compress(gzip.compress(b"text,label\n", mtime=0), mtime=0),
            ": is packed by gzip twice",
        ),
        ("text,label\na,b\n".encode("utf-16"), ": begins as a text in utf-16 does (use --encoding"),
        ("text,label\na,b\n".encode("utf-32"), ": begins as a text in utf-32 does (use --encoding"),
        ("text,label\na,b\n".encode("utf-16-le"), ":1: a NUL byte"),
    ],
)
def test_files_that_are_no_table(reader, content, message):
    assert refused(reader, content).startswith(message)


@pytest.mark.parametrize("name", FORMATS)
def test_lines_that_end_with_a_carriage_return_alone(reader, name):
    content = FORMATS[name].replace("\n", "\r")
    assert refused(reader, content, name) == r":1: its lines end with \r alone (convert them to \n)"


@pytest.mark.parametrize("name", FORMATS)
def test_another_encoding_is_named_by_byte_and_line(reader, name):
    content = FORMATS[name].replace("bad", "café").encode("latin-1")
    line, at = (3 if name in ("a.csv", "a.tsv") else 2), content.index(b"\xe9")
    assert refused(reader, content, name) == (
        f":{line}: byte 0xe9 at {at} is not utf-8 (use --encoding latin-1, if that is what it is; "
        "--skip-bad-lines leaves such rows out)"
    )
    assert reader(content, name, encoding="latin-1")[1] == ("a café one", "neg")
    packed = gzip.compress(content, mtime=0)
    assert refused(reader, packed, f"{name}.gz").startswith(f":{line}: byte 0xe9 at {at} is not")


@pytest.mark.parametrize("name", FORMATS)
def test_rows_that_cannot_be_decoded_can_be_left_out(reader, name):
    content = FORMATS[name].encode() + FORMATS[name].splitlines()[-1].encode() + b"\xe9"
    content = content.replace(b"a bad one", b"a b\x93d one", 1)
    content = content.replace(b'label": "neg"}\xe9', b'label": "n\xe9g"}')
    line = content[: content.index(b"\x93")].count(b"\n") + 1
    assert reader(content, name, skip_bad_lines=True) == ROWS[:1]
    path = reader.folder / name
    assert reader.notes == [
        f"2 rows left out: bytes in another encoding ({path}:{line}, {path}:{line + 1})"
    ]


def test_a_row_of_several_lines_that_cannot_be_decoded_is_left_out_whole(reader):
    content = b'text,label\n"a\nb\xe9\nc",pos\ngood,neg\n'
    assert reader(content, "a.csv", skip_bad_lines=True) == [("good", "neg")]
    assert reader.notes[0].endswith("a.csv:2)")


@pytest.mark.parametrize(
    ("text", "encoding", "advice"),
    [
        (b"caf\xe9", "utf-8", "latin-1, if"),
        (b"caf\xe9 and \x93quotes\x94", "utf-8", "cp1252, if"),
        (b"caf\xe9" + b"\nx,y" * 400_000 + b"\x96", "utf-8", "cp1252, if"),
        (b"\x81", "utf-8", "with another name; neither latin-1 nor cp1252 fits"),
        (b"\x81", "cp1252", "with another name; --skip"),
    ],
)
def test_the_encoding_that_the_bytes_tell_is_advised(reader, text, encoding, advice):
    content = b"text,label\n" + text + b",z\n"
    assert f"(use --encoding {advice}" in refused(reader, content, encoding=encoding)


@pytest.mark.parametrize("name", FORMATS)
def test_control_characters_are_noted(reader, name):
    content = FORMATS[name].replace("bad", "b\u2019d\u2026").encode("cp1252")
    rows = reader(content, name, encoding="cp1252")
    assert (rows[1][0], reader.notes) == ("a b\u2019d\u2026 one", [])
    assert reader(content, name, encoding="latin-1")[1][0] == "a b\x92d\x85 one"
    counted_controls = agree_in_number(f"1 {WITH_CONTROLS}")
    assert reader.notes[0].startswith(f"{counted_controls}; use --encoding cp1252 (")
    reader(FORMATS[name].replace("bad", "b\x92d"), name)
    assert reader.notes[0].startswith(f"{counted_controls}; was cp1252 read as latin-1? (")
    reader(FORMATS[name].replace("bad", "b\x85d\xe9"), name)
    assert reader.notes == []


def test_the_place_of_a_byte_is_right_wherever_it_is(reader):
    head, line = b"text,label\n", "é,x\n".encode()
    for size in (0, 1, streams.CHUNK // len(line), streams.CHUNK // len(line) + 5):
        content = head + line * size + b"caf\xe9,x\n"
        message = refused(reader, content)
        assert message.startswith(f":{size + 2}: byte 0xe9 at {len(head + line * size) + 3:,} is")
    content = "text,label\na,x\n".encode("utf-16") + b"\x00\xdc"
    assert refused(reader, content, encoding="utf-16").startswith(
        ":3: byte 0x00 at 32 is not utf-16"
    )
    bare = "text,label\na,x\n".encode("utf-16-le")
    bom_message = (
        ":1: not utf-16: UTF-16 stream does not start with BOM (use --encoding utf-16-le or"
    )
    assert refused(reader, bare, encoding="utf-16").startswith(bom_message)
    assert reader(bare, "a.csv", encoding="utf-16-le") == [("a", "x")]
    assert refused(reader, b"text,label\na,x\nb\xc3", encoding="utf-8").startswith(":3: byte 0xc3")


@pytest.mark.parametrize("name", FORMATS)
def test_nul_bytes(reader, name):
    content = FORMATS[name].replace("one", "o\0e")
    line = 3 if name in ("a.csv", "a.tsv") else 2
    assert refused(reader, content, name).startswith(
        f":{line}: a NUL byte: not a text file, or one"
    )


@pytest.mark.parametrize("encoding", ["utf8x", "hex", "rot13", "a\0b", ""])
def test_no_encoding(reader, encoding):
    with pytest.raises(InputError, match=r"no encoding .*; usual ones are: utf-8"):
        reader(FORMATS["a.csv"], "a.csv", encoding=encoding)


def test_a_mark_of_another_encoding(reader):
    content = ("\ufeff" + FORMATS["a.csv"]).encode()
    assert "begins as a text in utf-8 does" in refused(reader, content, encoding="latin-1")
    assert reader(content, "a.csv", encoding="utf-8-sig") == ROWS


@pytest.mark.parametrize("name", FORMATS)
def test_gzip_cut_short_or_damaged(reader, name):
    head, _, body = FORMATS[name].partition("\n")
    rng = random.Random(0)
    body = "".join(body.replace("one", str(rng.random())) for _ in range(3000))
    packed = gzip.compress((head + "\n" + body).encode(), mtime=0)
    ends = ": ends before the end of the gzip stream (damaged, or not whole: get it again)"
    assert refused(reader, packed[:-200], name) == ends
    assert refused(reader, packed[:20], name) == ends
    broken = packed[:-8] + b"\0\0\0\0" + packed[-4:]
    assert "CRC check failed" in refused(reader, broken, name)
    assert "damaged" in refused(reader, packed + b"junk", name)


@pytest.mark.parametrize("name", FORMATS)
def test_a_line_that_is_too_long(reader, name):
    line = FORMATS[name].split("\n")[1].replace(" ", " word " * 4_000_000, 1)
    content = FORMATS[name] + line[: 1 << 25] + "\n" + FORMATS[name].split("\n")[1] + "\n"
    number = content.count("\n") - 1
    assert refused(reader, content, name).startswith(
        f":{number}: over 16 million characters in one line (--skip-bad-lines"
    )
    rows = reader(content, name, skip_bad_lines=True)
    assert rows[:2] == ROWS
    assert len(rows) == 3
    assert reader.notes[0].startswith("1 row left out: over 16 million characters in one line")


PEAK = """
import re, sys
from pathlib import Path
from embedstudy.datasets.source import Tally
from embedstudy.options.data import DataOptions
from embedstudy.datasets.files import make_files_source
def peak():  # of this process alone; getrusage counts its parent's too
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
before = peak()
rows = 0
try:
    for batches in make_files_source(sys.argv[1], DataOptions()).parts(Tally()).values():
        rows += sum(map(len, batches))
except ValueError as error:
    print(error, file=sys.stderr)
print(rows, (peak() - before) // 1024)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is asked of Linux")
@pytest.mark.parametrize("case", ["one line", "one quote", "zeros", "rows"])
def test_memory_and_time_are_bounded(reader, case):
    head = b"text,label\n"
    content = {
        "one line": head + b"word " * 10_000_000,
        "one quote": head + b'"' + b"a good film of many words, pos\n" * 1_600_000,
        "zeros": gzip.compress(head + b" " * 200_000_000, 1, mtime=0),
        "rows": gzip.compress(head + b"a good film of many words,pos\n" * 750_000, 1, mtime=0),
    }[case]
    path = reader.write(content, "a.csv")
    process = subprocess.run(  # 3 s; what takes more than linear time would take hours
        [sys.executable, "-c", PEAK, path], capture_output=True, text=True, timeout=300
    )
    rows, megabytes = map(int, process.stdout.split())
    assert megabytes < (100 if case == "rows" else 300)
    assert rows == (750_000 if case == "rows" else 0)
    assert ("a.csv:2: " in process.stderr) == (case != "rows")


def test_a_file_that_may_not_be_read(reader, monkeypatch):
    path = reader.write(FORMATS["a.csv"], "a.csv")
    path.chmod(0)
    if os.access(path, os.R_OK):  # as root

        def deny(*args, **kwargs):
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr("pathlib.Path.open", deny)
    with pytest.raises(InputError, match=r"a.csv: Permission denied"):
        reader.read(path)


def test_a_file_that_changes_while_it_is_read(reader):
    from embedstudy.datasets.files import make_files_source
    from embedstudy.datasets.source import Tally

    path = reader.write(FORMATS["a.csv"], "a.csv")
    source = make_files_source(path, DataOptions())
    path.write_text(FORMATS["a.csv"] + "more,pos\n")
    with pytest.raises(InputError, match="was written to while it was read"):
        list(source.parts(Tally())[""])
    source = make_files_source(path, DataOptions())
    path.unlink()
    with pytest.raises(InputError, match=r"a.csv: No such file"):
        list(source.parts(Tally())[""])


def test_any_damage_is_an_input_error_or_a_table(reader):
    """Bytes flipped, dropped and doubled anywhere: never another exception."""
    rng = random.Random(0)
    rows = 'text,label,n\n"a ""good"" film, é",pos,1\n"two\nlines",neg,2\n' * 3
    table = pa.table({"text": ["a good film"] * 20, "label": ["pos", "neg"] * 10})
    parquet.write_table(table, reader.folder / "t.parquet")
    originals = [
        *(content.encode() * 5 for content in FORMATS.values()),
        rows.encode(),
        (reader.folder / "t.parquet").read_bytes(),
        gzip.compress(rows.encode(), mtime=0),
    ]
    outcomes, messages = {"read": 0, "refused": 0}, []
    for trial in range(1400):
        content = bytearray(originals[trial % len(originals)])
        for _ in range(rng.randint(1, 3)):
            at, how = rng.randint(0, len(content)), rng.randint(0, 4)
            if how == 0 and at < len(content):
                content[at] ^= 1 << rng.randint(0, 7)
            elif how == 1:
                del content[at : at + rng.randint(1, 8)]
            elif how == 2:
                content[at:at] = content[max(0, at - 5) : at]
            elif how == 3:
                content[at:at] = rng.choice([b'"', b"\r", b"\n", b",", b"\t", b"\0", b"\xff", b"{"])
            else:
                del content[at:]
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                reader(bytes(content), "any", skip_bad_lines=trial % 3 == 0)
            outcomes["read"] += 1
        except InputError as error:
            outcomes["refused"] += 1
            messages.append(str(error))
    assert all("any" in message and "\n" not in message for message in messages)
    assert min(outcomes.values()) > 100
