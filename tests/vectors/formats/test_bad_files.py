"""What real files do to a reader, and what it says."""

import contextlib
import gzip
import json
import struct
import warnings
import zipfile

import numpy as np
import pytest

from embedstudy.errors import EmbedstudyWarning, InputError
from embedstudy.options.vectors import VectorOptions
from embedstudy.vectors.formats.write_vectors import write_vectors
from embedstudy.vectors.loading import load_file
from embedstudy.vectors.vector_file import VectorFile
from embedstudy.vectors.word_vectors import WordVectors

pytestmark = pytest.mark.usefixtures("home")


def load(content, tmp_path, name="t.txt", vocabulary=None, **options):
    path = tmp_path / name
    path.write_bytes(content)
    return load_file(VectorFile(path), vocabulary, VectorOptions(**options))


TEXT = b"a 1 2 3\nb 4 5 6\nc 7 8 9\n"
BINARY = b"3 2\n" + b"".join(
    w + b" " + struct.pack("<2f", 1, 2) + b"\n" for w in (b"a", b"b", b"c")
)
BAD = {
    "too few": (TEXT + b"d 1 2\n", r"t.txt:4: 2 values, expected 3"),
    "too many": (TEXT + b"d 1 2 3 4\n", r"t.txt:4: 4 values, expected 3"),
    "no number": (TEXT + b"d 1 x 3\n", r"t.txt:4: value 'x' of word 'd' is not a number"),
    "decimal comma": (TEXT + b"d 0,1 2 3\n", r"t.txt:4: value '0,1' .* \(a decimal comma\?\)"),
    "underscore": (TEXT + b"d 1_0 2 3\n", r"t.txt:4: value '1_0' of word 'd' is not a number"),
    "nan": (TEXT + b"d nan 2 3\n", r"t.txt:4: value 'nan' of word 'd' is not finite"),
    "inf": (TEXT + b"d 1 -inf 3\n", r"t.txt:4: value '-inf' of word 'd' is not finite"),
    "beyond float64": (TEXT + b"d 1 2 1e400\n", r"t.txt:4: value '1e400' .* not finite"),
    "beyond float32": (TEXT + b"d 1 2 1e39\n", r"t.txt:4: value '1e39' .* not finite"),
    "not UTF-8": (
        TEXT + b"caf\xe9 1 2 3\n",
        r"t.txt:4: word b'caf\\xe9' is not UTF-8 at its",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_row_is_named_by_its_line(case, tmp_path):
    content, message = BAD[case]
    with pytest.raises(InputError, match=message) as caught:
        load(content, tmp_path)
    assert "\n" not in str(caught.value)
    assert not list((tmp_path / "home").rglob("vectors.npy"))


@pytest.mark.parametrize("case", [case for case in BAD if case != "not UTF-8"])
def test_bad_rows_are_left_out_and_counted_on_request(case, tmp_path):
    content, _ = BAD[case]
    with pytest.warns(EmbedstudyWarning, match="1 row could not be read"):
        table = load(content + b"e 1 2 3\n", tmp_path, skip_bad_lines=True)
    assert list(table.words) == ["a", "b", "c", "e"]
    assert table.matrix[-1].tolist() == [1, 2, 3]


def test_rows_that_are_too_short_and_too_long_do_not_make_up_for_each_other(tmp_path):
    rows = [b"w%d 1 2 3\n" % i for i in range(20)]
    rows[7], rows[12] = b"w7 1 2\n", b"w12 1 2 3 4\n"
    for vocabulary in (None, ["w1", "w19"]):
        with pytest.raises(InputError, match=r"t.txt:8: 2 values, expected 3"):
            load(b"".join(rows), tmp_path, vocabulary=vocabulary)
    rows[7], rows[12] = b"w7 1 2\n", b"of course 1 2 3\n"
    with pytest.raises(InputError, match=r"t.txt:8: 2 values, expected 3"):
        load(b"".join(rows), tmp_path, vocabulary=["w1"])


def test_a_bad_row_of_a_word_that_is_not_wanted_costs_nothing(tmp_path):
    assert list(load(BAD["nan"][0], tmp_path, vocabulary=["a"]).words) == ["a"]


def test_words_that_are_not_utf8_are_replaced_on_request(tmp_path):
    with pytest.warns(EmbedstudyWarning, match="1 word was not UTF-8"):
        table = load(BAD["not UTF-8"][0], tmp_path, encoding_errors="replace")
    assert list(table.words)[-1] == "caf\ufffd"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"the 1 2\n. . . 3 4\nat name@domain.com 5 6\n", ["the", ". . .", "at name@domain.com"]),
        (b"3 2\nthe 1 2\n  3 4\nb 5 6\n", ["the", " ", "b"]),
        (b"the 1 2\n 3 4\nb 5 6\n", ["the", "", "b"]),
        ("a\u00a0b 1 2\n\u00a0 3 4\nc\u0085 5 6\n\u2028d 7 8\n".encode(),
         ["a\u00a0b", "\u00a0", "c\u0085", "\u2028d"]),
        (b"\xef\xbb\xbfa 1 2\nb 3 4\n", ["a", "b"]),
        (b"a 1 2\r\nb 3 4\r\n", ["a", "b"]),
        (b"a\t1\t2\nb c\t3\t4\n", ["a", "b c"]),
        (b"a 1 2 \nb 3 4 \n", ["a", "b"]),
        (b"a 1 2\nb 3 4", ["a", "b"]),
        (b"a 1 2\nb 3 4\n\n", ["a", "b"]),
        (b"the 7\nof 8\n", ["the", "of"]),
        (b"5 7\n6 8\n", ["5", "6"]),
        (b"one 1\n", ["one"]),
        (b"<unk> 1 2\n<pad> 3 4\n</s> 5 6\n", ["<unk>", "<pad>", "</s>"]),
        (b"a -1e-3 +2.5E+2\nb .5 5.\n", ["a", "b"]),
    ],
)  # fmt: skip
def test_odd_but_good_rows(content, words, tmp_path):
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        table = load(content, tmp_path)
    spaced = [word for word in words if " " in word and b"\t" not in content]
    if spaced:
        (note,) = warned
        have = "word has spaces in it" if len(spaced) == 1 else "words have spaces in them"
        assert f"{len(spaced)} {have}: {spaced[0]!r}" in str(note.message)
    else:
        assert not warned
    assert list(table.words) == words
    assert np.isfinite(table.matrix).all()


def test_duplicates_are_counted_and_the_first_counts(tmp_path):
    with pytest.warns(EmbedstudyWarning, match="1 word occurs again, the first row counts: 'a'"):
        table = load(TEXT + b"a 0 0 0\n", tmp_path)
    assert table["a"].tolist() == [1, 2, 3]
    assert len(table) == 3


@pytest.mark.parametrize("count", [2, 5])
def test_a_row_count_that_is_off_is_a_warning(count, tmp_path):
    message = f"the header says {count} rows, the file has 3"
    with pytest.warns(EmbedstudyWarning, match=message):
        assert len(load(b"%d 3\n" % count + TEXT, tmp_path)) == 3


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"\n\n", "not vectors in any known format"),
        (b"9999999999 3\n" + TEXT, "the header says 9999999999 rows; the file is too small"),
        (b"3 300\n" + TEXT, "t.txt:2: 3 values, but the header says 300 dimensions"),
        (b"5 50\n", "no rows|ends|not vectors"),
        (b"a 1 2\rb 3 4\r", r"its lines end with \\r alone"),
        (b"<!DOCTYPE html><html>404</html>", "is a web page"),
        (b"\xef\xbb\xbf\n<HTML>no</HTML>", "is a web page"),
        (b"hello\nworld\n", "not vectors in any known format"),
        (bytes(range(256)) * 10, "not vectors in any known format"),
        (b"999999999999 300\n\x00\x01", "the file is too small"),
        (b"3 999999999\nabc " + bytes(100), "999999999 dimensions"),
        (BINARY[:-3], r"row 3 of 3: the file ends 2 bytes early"),
        (BINARY[:-12], r"row 3 of 3: the file ends"),
        (BINARY.replace(struct.pack("<f", 2), struct.pack("<f", np.nan), 1), "row 1: a value of"),
        (b"\x93NUMPY\x01\x00", "is not a .npy file|no word list"),
    ],
)
def test_files_that_are_no_table(content, message, tmp_path):
    with pytest.raises(InputError, match=message) as caught:
        load(content, tmp_path)
    assert "t.txt" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_follows_the_last_row_of_a_binary_is_noticed(tmp_path):
    with pytest.warns(EmbedstudyWarning, match="header says 2 rows, and the file goes on"):
        assert len(load(b"2" + BINARY[1:], tmp_path)) == 2


@pytest.mark.parametrize("content", [TEXT, BINARY])
def test_cut_and_damaged_archives(content, tmp_path):
    rng = np.random.default_rng(0)
    body = content * 3000 if content is TEXT else b"3000 200\n" + b"".join(
        b"w%d " % i + rng.random(200, np.float32).tobytes() for i in range(3000)
    )  # fmt: skip
    packed = gzip.compress(body)
    with pytest.raises(InputError, match="ends before the end of the gzip stream"):
        load(packed[:-200], tmp_path, "t.txt.gz")
    with pytest.raises(InputError, match=r"CRC|damaged"):
        load(packed[:-8] + b"\0\0\0\0" + packed[-4:], tmp_path, "t.txt.gz")
    with pytest.raises(InputError, match="is empty inside"):
        load(gzip.compress(b""), tmp_path, "t.txt.gz")


def zipped(tmp_path, members):
    path = tmp_path / "t.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_members_of_a_zip_are_chosen_by_name(tmp_path):
    path = zipped(tmp_path, {"glove.50d.txt": TEXT, "glove.1d.txt": b"a 1\n", "folder/": b""})
    with pytest.raises(InputError, match=r"holds 2 files.*t.zip#glove.50d.txt"):
        load_file(VectorFile(path))
    assert len(load_file(VectorFile(path, member="glove.50d.txt"))) == 3
    with pytest.raises(InputError, match=r"no member 'x'; there are: glove.50d.txt"):
        load_file(VectorFile(path, member="x"))


@pytest.mark.parametrize("name", ["../evil.txt", "/etc/evil.txt", "a/../../evil.txt", "C:/evil"])
def test_members_that_would_go_elsewhere_are_refused(name, tmp_path):
    before = {p for p in tmp_path.parent.rglob("*") if "evil" in p.name}
    with pytest.raises(InputError, match="refused"):
        load_file(VectorFile(zipped(tmp_path, {name: TEXT})))
    with pytest.raises(InputError, match="refused"):
        load_file(VectorFile(zipped(tmp_path, {name: TEXT}), member=name))
    assert {p for p in tmp_path.parent.rglob("*") if "evil" in p.name} == before


def test_a_truncated_zip(tmp_path):
    path = zipped(tmp_path, {"t.txt": TEXT * 1000})
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(InputError, match=r"not a zip file \(damaged"):
        load_file(VectorFile(path))


def test_a_bomb_is_refused(tmp_path):
    bomb = gzip.compress(b"a " + b"0 " * 50_000_000)
    with pytest.raises(InputError, match=r"over 200 times its size: refused|over 16 MB"):
        load(bomb, tmp_path, "t.gz")


def npy(tmp_path, array, words, **options):
    np.save(tmp_path / "vectors.npy", array, **options)
    (tmp_path / "vocab.txt").write_text("".join(f"{word}\n" for word in words))
    return VectorFile(tmp_path / "vectors.npy")


def test_arrays_that_are_refused(tmp_path):
    class Trap:
        def __reduce__(self):
            return (open, (str(tmp_path / "marker"), "w"))

    for array, message in (
        (np.array([[Trap()]], dtype=object), "array of object"),
        (np.ones((2, 2), int), "array of int64"),
        (np.ones(4, np.float32), r"shape \(4,\)"),
        (np.ones((3, 2), np.float32), "3 rows, but the word list has 2 words"),
        (np.full((2, 2), np.nan, np.float32), "row 1: a value of word 'a' is not finite"),
        (np.full((2, 2), 1e300), "not finite"),
        (np.ones((0, 2), np.float32), "rows"),
        (np.ones((2, 0), np.float32), "0 dimensions"),
    ):
        with pytest.raises(InputError, match=message):
            load_file(npy(tmp_path, array, ["a", "b"]))
    assert not (tmp_path / "marker").exists()


def test_an_array_whose_shape_lies(tmp_path):
    file = npy(tmp_path, np.ones((2, 4), np.float32), ["a", "b"])
    content = file.path.read_bytes()
    file.path.write_bytes(content.replace(b"(2, 4), ", b"(2, 9), "))
    with pytest.raises(InputError, match=r"shape \(2, 9\) needs 72 bytes; 32 are there"):
        load_file(file)
    (tmp_path / "vocab.txt").unlink()
    with pytest.raises(InputError, match="no word list next to it"):
        load_file(file)


SAFETENSORS = [
    b"",
    b"{}",
    b'{"a": 1}',
    b'{"a":{"shape":[1,2]}}',
    b"\xff{",
    b"[1]",
    b"{" * 50_000,
    b'{"a":{"shape":["x",2],"dtype":"F32","data_offsets":[0,8]}}',
    b'{"a":{"shape":[-1,2],"dtype":"F32","data_offsets":[0,8]}}',
    b'{"a":{"shape":[1.5,2],"dtype":"F32","data_offsets":[0,8]}}',
    b'{"a":{"shape":[1,2],"dtype":["F32"],"data_offsets":[0,8]}}',
    b'{"a":{"shape":[1,2],"dtype":"F32","data_offsets":{}}}',
    b'{"a":{"shape":[1,2],"dtype":"F32","data_offsets":["x",8]}}',
    b'{"a":{"shape":[1,2],"dtype":"I8","data_offsets":[0,2]}}',
]


@pytest.mark.parametrize("content", SAFETENSORS)
def test_safetensors_that_are_none(content, tmp_path):
    (tmp_path / "t.txt").write_text("a\n")
    header = len(content).to_bytes(8, "little") + content
    with pytest.raises(InputError, match=r"t.safetensors: ") as caught:
        load(header + b"{", tmp_path, "t.safetensors", vocabulary=["a"])
    assert "\n" not in str(caught.value)


def test_word_lists_that_are_none(tmp_path):
    import pyarrow as pa
    from pyarrow import parquet

    np.save(tmp_path / "v.npy", np.ones((3, 2), np.float32))
    words = tmp_path / "words.parquet"
    file = VectorFile(tmp_path / "v.npy", words_path=words)
    for columns, message in (
        ({"a": ["x", "y", "z"], "b": ["x", "y", "z"]}, "too many values|cannot|can be read"),
        ({"a": [1, 2, 3]}, "its column is of int64, not of words"),
        ({"a": ["x", None, "z"]}, "words are missing in its column"),
        ({"a": ["x", "y"]}, "3 rows, but the word list has 2 words"),
    ):
        parquet.write_table(pa.table(columns), words)
        with pytest.raises(InputError, match=message):
            load_file(file)
    parquet.write_table(pa.table({"a": ["x", "y", "z"]}), words)
    assert list(load_file(file).words) == ["x", "y", "z"]
    assert list(load_file(file, ["z"]).words) == ["z"]
    whole = words.read_bytes()
    for damaged in (whole[:-10], whole[: len(whole) // 2], whole[:4] + bytes(50) + whole[54:]):
        words.write_bytes(damaged)
        with pytest.raises(InputError, match=r"words.parquet: is not a word list"):
            load_file(file, ["z"])
    words.unlink()
    with pytest.raises(InputError, match=r"no such"):
        load_file(file, ["z"])


def test_word_lists_as_other_systems_write_them(tmp_path):
    file = npy(tmp_path, np.ones((2, 2), np.float32), ["a", "b"])
    for content in (b"a\r\nb\r\n", b"\xef\xbb\xbfa\nb\n", b"a\nb", b"\xef\xbb\xbfa\r\nb"):
        (tmp_path / "vocab.txt").write_bytes(content)
        assert list(load_file(file).words) == ["a", "b"]


def test_an_array_with_words_that_occur_again(tmp_path):
    file = npy(tmp_path, np.arange(6, dtype=np.float32).reshape(3, 2), ["a", "b", "a"])
    for _ in range(2):  # read, and from what was kept
        with pytest.warns(EmbedstudyWarning, match="1 word occurs again, the first row counts"):
            table = load_file(file)
        assert list(table.words) == ["a", "b"]
        assert table["a"].tolist() == [0, 1]


def test_an_array_is_read_anew_when_its_word_list_changes(tmp_path):
    file = npy(tmp_path, np.ones((2, 2), np.float32), ["a", "b"])
    assert list(load_file(file).words) == ["a", "b"]
    (tmp_path / "vocab.txt").write_text("c\nlonger\n")
    assert list(load_file(file).words) == ["c", "longer"]


@pytest.mark.parametrize("order", ["C", "F"])
def test_an_array_stays_where_it_lies(order, tmp_path, home):
    matrix = np.random.default_rng(0).normal(size=(50, 3)).astype(np.float32)
    words = [f"w{i}" for i in range(50)]
    file = npy(tmp_path, np.asarray(matrix, order=order), words)
    for _ in range(2):
        table = load_file(file)
        assert isinstance(table.matrix, np.memmap)
        assert np.array_equal(table.matrix, matrix)
    assert not list(home.rglob("*.npy"))
    some = load_file(file, ["w49", "w3"])
    assert np.array_equal(some.matrix, matrix[[49, 3]])
    assert np.array_equal(load_file(file, options=VectorOptions(limit=2)).matrix, matrix[:2])


@pytest.mark.parametrize("what", ["a file", "in a file", "read-only"])
def test_a_home_that_cannot_be_used_is_done_without(what, tmp_path, monkeypatch):
    place = tmp_path / "place"
    place.write_text("not a folder")
    name = {"a file": place, "in a file": place / "home", "read-only": "/proc/nowhere"}[what]
    monkeypatch.setenv("EMBEDSTUDY_HOME", str(name))
    for vocabulary in (None, ["a"]):
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            table = load(TEXT, tmp_path, vocabulary=vocabulary)
        assert table["a"].tolist() == [1, 2, 3]
        messages = [str(warning.message) for warning in warned]
        assert len(messages) == (vocabulary is None)
        assert all("read into memory instead" in message for message in messages)
    assert place.read_text() == "not a folder"


def test_a_pickle_never_runs(tmp_path):
    marker = tmp_path / "marker"
    payload = b"\x80\x02cbuiltins\nopen\nX%s%sX\x01\x00\x00\x00w\x86R." % (
        struct.pack("<I", len(str(marker))), str(marker).encode()
    )  # fmt: skip
    for name in ("t.kv", "t.npy", "t.bin", "t.txt"):
        with pytest.raises(InputError, match="pickle"):
            load(payload, tmp_path, name)
    assert not marker.exists()


def test_places_that_are_no_file(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        load_file(VectorFile(tmp_path / "nowhere"))
    with pytest.raises(InputError, match="is a folder"):
        load_file(VectorFile(tmp_path), ["a"])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"limit": 0}, "limit is 0"),
        ({"all_but_the_top": -1}, "all_but_the_top is -1"),
        ({"all_but_the_top": 9}, "all_but_the_top is 9, of a table of shape"),
        ({"encoding_errors": "ignore"}, "no encoding_errors 'ignore'; there are: .*strict"),
    ],
)
def test_bad_options(options, message, tmp_path):
    with pytest.raises(InputError, match=message):
        load(TEXT, tmp_path, **options)


def test_any_damage_is_an_input_error_or_a_table(tmp_path):
    """Bytes flipped, dropped and doubled anywhere: never another exception."""
    rng = np.random.default_rng(0)
    table = WordVectors([f"w{i}" for i in range(20)], rng.normal(size=(20, 3)).astype(np.float32))
    (tmp_path / "t.vocab.txt").write_text("".join(f"w{i}\n" for i in range(20)))
    originals = []
    for ending in (".txt", ".vec", ".bin", ".npy", ".safetensors"):
        write_vectors(table, tmp_path / f"t{ending}")
        originals.append((tmp_path / f"t{ending}").read_bytes())
    outcomes = {"read": 0, "refused": 0}
    for trial in range(1000):
        content = bytearray(originals[trial % len(originals)])
        if trial % 2:
            content = bytearray(gzip.compress(bytes(content), 1))
        for _ in range(rng.integers(1, 4)):
            at, how = int(rng.integers(0, len(content) + 1)), rng.integers(0, 4)
            if how == 0 and at < len(content):
                content[at] ^= 1 << int(rng.integers(0, 8))
            elif how == 1:
                del content[at : at + int(rng.integers(1, 9))]
            elif how == 2:
                content[at:at] = content[max(0, at - 5) : at]
            else:
                del content[at:]
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", EmbedstudyWarning)
                loaded = load(bytes(content), tmp_path, "t.any", vocabulary=["w1", "w7"])
            assert np.isfinite(loaded.matrix).all()
            outcomes["read"] += 1
        except InputError:
            outcomes["refused"] += 1
    assert min(outcomes.values()) > 50


def test_errors_that_cancel_out_are_told_all_the_same(tmp_path):
    """White space that is not the separator parts a value, a doubled separator leaves none."""
    tab = b"a 1 2 3\nb 1 2 \nc 1 2\t3 4\nd 7 8 9\n"
    with pytest.raises(InputError, match=r"t.txt:2: 2 values, expected 3"):
        load(tab, tmp_path)
    with pytest.warns(EmbedstudyWarning, match="2 rows could not be read"):
        table = load(tab, tmp_path, skip_bad_lines=True)
    assert list(table.words) == ["a", "d"]
    assert table["d"].tolist() == [7, 8, 9]
    bare = b"a 1 2\nb 1 2\nc 1 2\nd 1 2\ne 1\r2 3\nf  2\n"
    for vocabulary in (None, ["e", "f"]):
        with pytest.raises(InputError, match=r"t.txt:5: 3 values, expected 2"):
            load(bare, tmp_path, vocabulary=vocabulary)
    with pytest.raises(InputError, match=r"t.txt:6: 1 value, expected 2"):
        load(bare, tmp_path, vocabulary=["f"])


@pytest.mark.parametrize("vocabulary", [None, ["a", "b"]])
def test_a_word_whose_first_row_is_bad_has_its_second(vocabulary, tmp_path):
    def numbers(*values):
        return struct.pack("<2f", *values)

    nan = float("nan")
    binary = b"3 2\na " + numbers(nan, 1) + b"b " + numbers(1, 2) + b"a " + numbers(3, 4)
    for content in (b"a 1 x\nb 1 2\na 3 4\n", b"a nan 0\nb 1 2\na 3 4\n", binary):
        with pytest.warns(EmbedstudyWarning, match="1 row could not be read"):
            table = load(content, tmp_path, vocabulary=vocabulary, skip_bad_lines=True)
        assert table["a"].tolist() == [3, 4]
    file = npy(tmp_path, np.array([[nan, 1], [1, 2], [3, 4]], np.float32), ["a", "b", "a"])
    with pytest.warns(EmbedstudyWarning, match="1 row could not be read"):
        table = load_file(file, vocabulary, VectorOptions(skip_bad_lines=True))
    assert table["a"].tolist() == [3, 4]


def test_words_that_become_one_when_replaced_are_duplicates(tmp_path):
    content = b"caf\xe9 1 2\ncaf\xe8 3 4\nb 5 6\n"
    wanted = ["caf\ufffd", "b"]
    for vocabulary in (wanted, None, wanted):  # cold, whole, warm
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            table = load(content, tmp_path, vocabulary=vocabulary, encoding_errors="replace")
        assert "1 word occurs again, the first row counts: 'caf\ufffd'" in str(warned[0].message)
        assert list(table.words) == wanted
        assert table.matrix.tolist() == [[1, 2], [5, 6]]
        if vocabulary is None:
            assert len(list((tmp_path / "home").rglob("vectors.npy"))) == 1


@pytest.mark.parametrize("vocabulary", [None, ["a", "b", "c", "d e"]])
@pytest.mark.parametrize(
    "content", [b"a 1 2\nb 2 2 \nc 3 3 \nd e 4 4\n", b"a 1 2 \nb 2 2\nc 3 3 \nd e 4 4\n"]
)
def test_a_separator_behind_some_rows_is_no_word_with_spaces(content, vocabulary, tmp_path):
    with pytest.warns(EmbedstudyWarning, match="1 word has spaces in it: 'd e'"):
        table = load(content, tmp_path, vocabulary=vocabulary)
    assert list(table.words) == ["a", "b", "c", "d e"]
    assert table["b"].tolist() == [2, 2]


def test_examples_of_words_are_not_the_same_one(tmp_path):
    with pytest.warns(EmbedstudyWarning) as warned:
        load(b"a 1 2\na 1 2\na 1 2\nx y 1 2\nx y 1 2\nb 1 2\nb 1 2\n", tmp_path)
    notes = [str(warning.message).partition(": ")[2] for warning in warned]
    assert notes == [
        "3 words occur again, the first row counts: 'a', 'x y', 'b'",
        "1 word has spaces in it: 'x y'",
    ]


@pytest.mark.parametrize("ending", [".npy", ".safetensors", ".bin", ".txt"])
def test_damage_behind_the_table_is_noticed(ending, tmp_path):
    """The checksum of a packed stream lies at its end."""
    words = [f"w{i}" for i in range(100)]
    table = WordVectors(words, np.random.default_rng(0).normal(size=(100, 8)).astype(np.float32))
    path = write_vectors(table, tmp_path / f"t{ending}")[0]
    packed = bytearray(gzip.compress(path.read_bytes()))
    packed[-6] ^= 1
    for vocabulary in (None, ["w1"]):
        with pytest.raises(InputError, match="CRC"):
            load(bytes(packed), tmp_path, "t.gz", vocabulary=vocabulary)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a 0,1 0,2\nb 0,3 0,4\n", r"t.txt:1: value '0,1' of word 'a' .*decimal comma"),
        (b"2 2\na 0,1 0,2\nb 0,3 0,4\n", r"t.txt:2: value '0,1' of word 'a' .*decimal comma"),
        (b"9" * 5000 + b" 3\n" + TEXT, r"t.txt:1: 1 value, expected 3"),
        (b"9" * 5000 + b" 3\n\x00\x01", r"not .*vectors"),
        (TEXT + b"d 1  2\n", r"t.txt:4: 2 values, expected 3"),
        (TEXT + b"d 1 2 \n", r"t.txt:4: 2 values, expected 3"),
        (b"2 3\na 1 2\nb 1 2 3\n", r"t.txt:2: 2 values, expected 3"),
    ],
)
def test_messages_say_what_it_is(content, message, tmp_path):
    with pytest.raises(InputError, match=message) as caught:
        load(content, tmp_path)
    assert len(str(caught.value)) < 300 + len(str(tmp_path))


def test_a_first_row_whose_word_has_spaces_is_text(tmp_path):
    rows = b". . . 0.1 0.2 0.3\nb 1 2 3\nc 1 2 3\n"
    for content in (b"3 3\n" + rows, rows):
        with pytest.warns(EmbedstudyWarning, match="1 word has spaces in it: '. . .'"):
            table = load(content, tmp_path)
        assert list(table.words) == [". . .", "b", "c"]


@pytest.mark.parametrize("start", [b"3 2\n\n", b"\n3 2\n", b"3 2\nx 1\ny\n", b"x 1\n"])
def test_bad_lines_at_the_beginning_are_left_out_too(start, tmp_path):
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        table = load(start + b"a 1 2\nb 3 4\nc 5 6\n", tmp_path, skip_bad_lines=True)
    assert list(table.words) == ["a", "b", "c"]
    assert len(warned) == start.count(b"x") + start.count(b"y")  # left out; more than announced


def test_nothing_but_bad_rows_is_no_table(tmp_path):
    with pytest.raises(InputError, match="not one of 2 rows can be read"):
        load(b"a 0,1 0,2\nb 0,3 0,4\n", tmp_path, skip_bad_lines=True)


def test_a_line_without_an_end_is_no_row(tmp_path):
    with pytest.raises(InputError, match=r"t.txt:6: a line of over 16 MB"):
        load(b"a 1 2\n" * 5 + b"b " + b"1" * 20_000_000, tmp_path)


def test_safetensors_whose_place_does_not_fit_its_shape(tmp_path):
    (tmp_path / "t.vocab.txt").write_text("a\nb\n")
    for offsets, kind, message in (
        ([0, 8], "F32", r"bytes \[0, 8\]; shape \(2, 2\) of F32 needs 16"),
        ([-16, 0], "F32", "needs 16"),
        ([0, 16, 32], "F32", "needs 16"),
        ([0, 8], "BF16", r"BF16, a type that is not read \(F32, F16, F64 are\)"),
    ):
        entry = {"shape": [2, 2], "dtype": kind, "data_offsets": offsets}
        header = json.dumps({"a": entry}).encode()
        content = len(header).to_bytes(8, "little") + header + bytes(16)
        with pytest.raises(InputError, match=message):
            load(content, tmp_path, "t.safetensors")


def test_zip_files_that_python_cannot_unpack(tmp_path):
    whole = zipped(tmp_path, {"t.txt": TEXT * 100}).read_bytes()
    central = whole.rindex(b"PK\x01\x02")
    cases = {
        "encrypted": {6: b"\x01", central + 8: b"\x01"},
        "cannot be unpacked": {8: b"\x63", central + 10: b"\x63"},
        "Invalid argument|damaged": {len(whole) - 6: b"\xff\xff\xff\x7f"},
    }
    for message, changes in cases.items():
        content = bytearray(whole)
        for at, what in changes.items():
            content[at : at + len(what)] = what
        with pytest.raises(InputError, match=f"t.zip: .*({message})") as caught:
            load(bytes(content), tmp_path, "t.zip")
        assert "\n" not in str(caught.value)


def test_any_damage_of_a_zip_is_one_line(tmp_path):
    rng = np.random.default_rng(0)
    for method in (zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2):
        with zipfile.ZipFile(tmp_path / "t.zip", "w", method) as archive:
            archive.writestr("t\u00e9.txt", TEXT * 50)
        whole = (tmp_path / "t.zip").read_bytes()
        for _ in range(150):
            content = bytearray(whole)
            content[rng.integers(4, len(whole))] = rng.integers(0, 256)
            with warnings.catch_warnings(), contextlib.suppress(InputError):
                warnings.simplefilter("ignore", EmbedstudyWarning)
                load(bytes(content), tmp_path, "t.zip", vocabulary=["a"])
