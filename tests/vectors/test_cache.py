"""Tables that are kept: which, for how long, and what becomes of damage."""

import json
import os
import signal
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest
from gensim.models import KeyedVectors

from embedstudy.errors import InputError
from embedstudy.options.vectors import VectorOptions
from embedstudy.storage import checksum_file, publish
from embedstudy.vectors import loading
from embedstudy.vectors.formats.read_table import read_table
from embedstudy.vectors.formats.write_vectors import write_vectors
from embedstudy.vectors.loading import load_file
from embedstudy.vectors.vector_file import VectorFile
from embedstudy.vectors.word_vectors import WordVectors


def load(path, vocabulary=None, **options):
    return load_file(VectorFile(path), vocabulary, VectorOptions(**options))


@pytest.fixture
def file(tmp_path, home):
    path = tmp_path / "t.txt"
    path.write_text("the 1 2\ngood 3 4\nbad 5 6\n")
    return path


def folders(home):
    return sorted(path.name for path in (home / "vectors" / "cache").iterdir())


@pytest.mark.parametrize("first", ["a\r", "\ufeffa", "\ufeff\ufeff", "PAR1", "", "\u00a0"])
def test_words_are_kept_as_they_are(first, tmp_path, home):
    words = [first, "b", "c\r", "d"]
    content = b"4 2\n" + b"".join(w.encode() + b" " + np.ones(2, "<f4").tobytes() for w in words)
    (tmp_path / "t.bin").write_bytes(content)
    for _ in range(2):
        assert list(load(tmp_path / "t.bin").words) == words
        assert list(load(tmp_path / "t.bin", words, case_fallback=False).words) == words
    assert len(list(home.rglob("vectors.npy"))) == 1


DAMAGES = {
    "header": ("vectors.npy", lambda content: bytes(128) + content[128:]),
    "cut matrix": ("vectors.npy", lambda content: content[:-4]),
    "a number": ("vectors.npy", lambda content: content[:-1] + bytes([content[-1] ^ 1])),
    "not UTF-8": ("vocab.txt", lambda content: b"\xff" + content[1:]),
    "a letter": ("vocab.txt", lambda content: b"T" + content[1:]),
    "a line less": ("vocab.txt", lambda content: content.replace(b"\n", b"x", 1)),
    "not JSON": ("meta.json", lambda content: content[:-9]),
    "a digit": ("meta.json", lambda content: content.replace(b"4", b"5", 1)),
    "a list": ("meta.json", lambda content: b"[]"),
}


@pytest.mark.parametrize("vocabulary", [None, ["good"]])
@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_mended_with_one_warning(damage, vocabulary, file, home):
    words = vocabulary or ["the", "good", "bad"]
    expected = load(file, words).matrix.tolist()
    load(file)
    name, change = DAMAGES[damage]
    (cached,) = home.rglob(name)
    cached.write_bytes(change(cached.read_bytes()))
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        table = load(file, vocabulary)
    (warning,) = warned
    assert str(warning.message) == f"{cached}: damaged; reading {file} again"
    for again in (table, load(file, vocabulary), load(file)):
        assert [again[word].tolist() for word in words] == expected


def test_a_content_that_changes_under_the_same_size_and_times_is_noticed(file, home):
    load(file)
    status = file.stat()
    file.write_text(file.read_text().replace("3 4", "8 9"))
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert load(file, ["good"])["good"].tolist() == [8, 9]
    assert load(file)["good"].tolist() == [8, 9]
    file.write_text("the 1 2\ngood 7 7\n")
    os.utime(file, (0, 0))  # a clock that went backwards
    assert load(file)["good"].tolist() == [7, 7]


def test_an_array_in_its_place_that_changes_is_noticed(tmp_path, home):
    words, table = ["a", "b"], np.ones((2, 2), np.float32)
    path, _ = write_vectors(WordVectors(words, table), tmp_path / "t.npy")
    first = load(path)
    assert isinstance(first.matrix, np.memmap)
    status = path.stat()
    np.save(path, table * 2)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert load(path)["a"].tolist() == load(path, ["a"])["a"].tolist() == [2, 2]
    assert load(path).sha256 == ""  # a study takes the hash of the numbers


@pytest.mark.parametrize("vocabulary", [None, ["good"]])
def test_a_file_that_is_replaced_while_it_is_read_is_an_error(vocabulary, file, home, monkeypatch):
    def read(*arguments, **options):
        rows = read_table(*arguments, **options)
        file.with_name("new").write_text("the 7 8\ngood 9 1\nbad 5 6\n")
        file.with_name("new").replace(file)
        return rows

    monkeypatch.setattr(loading, "read_table", read)
    with pytest.raises(InputError, match=r"t.txt: was written to while it was read \(try again\)"):
        load(file, vocabulary)
    assert not [path for path in home.rglob("*") if path.is_file()]


def test_copies_of_another_version_stay(file, home):
    load(file)
    (ours,) = (home / "vectors" / "cache").iterdir()
    theirs = ours.with_name("t.txt-0123456789abcdef")
    theirs.mkdir()
    meta = json.dumps({"source": str(file), "table": "t", "in_place": False})
    (theirs / "meta.json").write_text(meta)
    (theirs / "vectors.npy").write_bytes(b"")
    file.write_text("the 7 8\n")
    load(file)
    assert sorted(path.name for path in theirs.iterdir()) == ["meta.json", "vectors.npy"]
    assert not ours.exists()


def test_older_versions_of_a_file_go(file, home):
    mapped = load(file)
    (first,) = folders(home)
    load(file, skip_bad_lines=True)
    second_file = file.with_name("other.txt")
    second_file.write_text("x 1 2\n")
    load(second_file)
    assert len(folders(home)) == 3
    file.write_text("the 7 8\nlonger 1 2\n")
    assert load(file)["the"].tolist() == [7, 8]
    assert first not in folders(home)
    assert len(folders(home)) == 3
    assert mapped["good"].tolist() == [3, 4]  # who has it mapped keeps it


def test_what_a_killed_process_left_goes(file, home):
    code = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from embedstudy.vectors.cache import Cache\n"
        "from embedstudy.vectors.vector_file import VectorFile\n"
        "def read(sink):\n"
        "    print('there', flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "Cache(VectorFile(Path(sys.argv[1])), (False, 'strict')).fill(read)\n"
    )
    process = subprocess.run(
        [sys.executable, "-c", code, str(file)], capture_output=True, text=True
    )
    assert (process.returncode, process.stdout) == (-signal.SIGKILL, "there\n")
    left = list(home.rglob("*.tmp"))
    assert left
    with publish(left[0].parent / "mine") as running:
        assert len(load(file)) == 3
        assert list(home.rglob("*.tmp")) == [Path(running.name)]
    (left[0].parent / "mine").unlink()
    file.write_text("of 1 2\n")  # of another version, which was never whole
    left[0].touch()
    load(file)
    assert not list(home.rglob("*.tmp"))
    assert len(folders(home)) == 1


def test_a_full_disk_leaves_no_part_of_a_table(tmp_path, home):
    """The matrix fits, the words do not."""
    path = tmp_path / "t.txt"
    path.write_text("".join(f"{'w' * 900}{i} 1\n" for i in range(100)))
    code = (
        "import resource, signal, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000));"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "from pathlib import Path; from embedstudy.vectors.loading import load_file;"
        "from embedstudy.vectors.vector_file import VectorFile;"
        "print(len(load_file(VectorFile(Path(sys.argv[1])))))"
    )
    process = subprocess.run(
        [sys.executable, "-B", "-c", code, str(path)], capture_output=True, text=True
    )
    assert process.stdout == "100\n", process.stderr
    assert "no space left" in process.stderr
    assert not [p for p in home.rglob("*") if p.is_file()]
    assert not folders(home)


def test_the_arrays_beside_a_pickle_are_part_of_it(tmp_path, home):
    def save(value):
        theirs = KeyedVectors(4)
        theirs.add_vectors(["a", "b"], np.full((2, 4), value, np.float32))
        theirs.save(str(path), separately=["vectors"])

    path = tmp_path / "big.kv"
    save(1)
    arrays = tmp_path / "big.kv.vectors.npy"
    assert arrays.exists()
    assert load(path, trust_pickle=True)["a"].tolist() == [1] * 4
    pickle = path.read_bytes(), path.stat().st_mtime_ns
    save(2)
    later = arrays.stat().st_mtime_ns + 1_000_000  # however coarse the clock of the disk is
    os.utime(arrays, ns=(later, later))
    path.write_bytes(pickle[0])
    os.utime(path, ns=(pickle[1], pickle[1]))
    assert load(path, trust_pickle=True)["a"].tolist() == [2] * 4


def test_what_is_known_of_a_kept_table(file, home):
    load(file)
    (meta,) = home.rglob("meta.json")
    known = json.loads(meta.read_bytes())
    assert known["content"]["origin"]["source"] == str(file)
    assert known["files"] == {
        name: checksum_file(meta.parent / name) for name in ("vectors.npy", "vocab.txt")
    }


def test_an_array_and_what_was_kept_of_it_agree(tmp_path, home):
    table = WordVectors(["a", "b"], np.ones((2, 2), np.float32))
    (path, words) = write_vectors(table, tmp_path / "t.npy")
    for content in (b"a\nb\n", b"a\r\nb\r\n", b"\xef\xbb\xbfa\nb"):
        Path(words).write_bytes(content)
        for vocabulary in (None, ["a", "b"]):
            assert list(load(path, vocabulary).words) == ["a", "b"]
