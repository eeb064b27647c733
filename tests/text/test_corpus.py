"""Encoding a corpus against a slow reference; kept, mapped, healed, done without."""

import contextlib
import re
import signal
import subprocess
import sys
from collections import Counter

import numpy as np
import pyarrow as pa
import pytest

from embedstudy.errors import EmbedstudyWarning, InputError
from embedstudy.text import word_ids
from embedstudy.text.corpus import encode_corpus
from embedstudy.text.tokenizers import Tokenizer, get_tokenizer
from embedstudy.text.word_ids import TextBatches
from tests.text.test_tokenizers import nasty_texts
from tests.text.tokenizers.installed import INSTALLED

BASIC = get_tokenizer("basic")
# A lone surrogate cannot be in an Arrow string.
TEXTS = [*nasty_texts(300, 5), "", "\n", *nasty_texts(300, 6, 400), "x " * 3000, ""]


def batches(texts, size=97):
    """Give texts as slices of one array, as they come from a file that is mapped."""
    whole = pa.array(texts, pa.large_string())
    return lambda: (whole.slice(start, size) for start in range(0, len(texts), size))


def encode(texts, tokenizer=BASIC, *, key="", jobs=None):
    given = TextBatches(batches(texts), len(texts), key)
    return encode_corpus(given, tokenizer, jobs=jobs, progress=False)


def words_of(encoded, documents=None):
    documents = documents or encoded.documents
    words = np.array([*encoded.words, ""], object)[:-1]
    return [list(words[part]) for part in np.split(documents.values, documents.offsets[1:-1])]


@pytest.fixture(params=["", "key"], ids=["in memory", "on disk"])
def key(request, home):
    return request.param


@pytest.mark.parametrize("name", INSTALLED)
def test_it_is_what_plain_python_makes(name, home, monkeypatch):
    """On one thread and on two, in memory and on disk."""
    monkeypatch.setattr(word_ids, "PIECE_BYTES", 2000)
    tokenizer = get_tokenizer(name)
    documents = [tokenizer(text) for text in TEXTS]
    for key, jobs in (("", 1), ("", 2), ("one", 1), ("two", 2)):
        encoded = encode(TEXTS, tokenizer, key=key, jobs=jobs)
        assert encoded.words == sorted({word for tokens in documents for word in tokens})
        assert words_of(encoded) == documents
        assert encoded.documents.values.dtype == np.int32
        assert encoded.documents.offsets.dtype == np.int64
        if jobs == 2:
            check_parts(encoded, documents)


def check_parts(encoded, documents):
    """Compare the vocabularies and the ids of some documents with what plain Python makes."""
    for rows in (np.arange(400), np.arange(399, 100, -3), np.array([], np.int64)):
        for max_tokens in (None, 2):
            some = [documents[row][:max_tokens] for row in rows]
            counts = Counter(word for tokens in some for word in tokens)
            ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
            truncated = encoded.truncated(max_tokens)
            vocabulary = truncated.vocabulary(rows)
            assert list(zip(vocabulary.words, vocabulary.counts.tolist(), strict=True)) == ordered
            least = truncated.vocabulary(rows, min_count=2, max_size=9)
            assert list(least.words) == [word for word, count in ordered if count > 1][:9]
            ids = truncated.encoded(rows, least)
            expected = [[least.ids[w] for w in tokens if w in least] for tokens in some]
            assert ids.values.tolist() == [i for tokens in expected for i in tokens]
            assert ids.lengths.tolist() == [len(tokens) for tokens in expected]
            assert (ids.values.dtype, ids.offsets.dtype) == (np.int32, np.int64)


def test_words_that_a_vocabulary_has_beyond_the_corpus_are_no_matter():
    encoded = encode(["a b", "c"])
    longer = encoded.vocabulary(np.array([0])).extended(["z"])
    assert encoded.encoded(np.array([0, 1]), longer).values.tolist() == [0, 1]


def test_no_text_and_no_word(key):
    nothing = encode([], key=key)
    assert (nothing.words, len(nothing.documents)) == ([], 0)
    wordless = encode(["", "!?", "\u0301 ..."], key=f"{key}2" if key else "")
    assert wordless.words == []
    assert wordless.documents.offsets.tolist() == [0, 0, 0, 0]
    rows = np.arange(3)
    assert len(wordless.vocabulary(rows)) == 0
    assert wordless.encoded(rows, wordless.vocabulary(rows)).lengths.tolist() == [0, 0, 0]


def test_a_token_of_a_megabyte_and_a_document_of_a_million_tokens(key):
    encoded = encode(["y " * 1_000_000, "x" * 1_000_000 + " y"], key=key)
    assert [len(word) for word in encoded.words] == [1_000_000, 1]
    assert encoded.documents.lengths.tolist() == [1_000_000, 2]
    assert encoded.vocabulary(np.arange(2)).counts.tolist() == [1_000_001, 1]


def test_the_same_bytes_whatever_the_jobs_and_the_batches(home, monkeypatch):
    monkeypatch.setattr(word_ids, "PIECE_BYTES", 500)
    contents = set()
    for jobs, size in ((1, 1000), (2, 1000), (3, 13), (None, 600)):
        given = TextBatches(batches(TEXTS, size), len(TEXTS), "k")
        encode_corpus(given, BASIC, jobs=jobs, progress=False)
        files = sorted(path for path in home.rglob("*") if path.is_file())
        contents.add(tuple(path.read_bytes() for path in files))
        for path in files:
            path.unlink()
    (files,) = contents
    assert len(files) == 4


def test_it_is_encoded_once_and_mapped_from_then_on(home):
    def once():
        yield from batches(TEXTS)()
        once.reads += 1

    once.reads = 0
    for _ in range(3):
        given = TextBatches(once, len(TEXTS), "k", "../odd")
        encoded = encode_corpus(given, BASIC, progress=False)
        assert words_of(encoded) == [BASIC(text) for text in TEXTS]
        assert not encoded.documents.values.flags.owndata
    assert once.reads == 1
    (folder,) = (home / "encoded").iterdir()
    assert re.fullmatch(r"odd-[0-9a-f]{8}-[0-9a-f]{16}", folder.name)
    assert sorted(p.name for p in folder.iterdir()) == [
        "meta.json", "offsets.npy", "values.npy", "vocab.txt",
    ]  # fmt: skip
    values = np.load(folder / "values.npy", allow_pickle=False)
    assert values.tolist() == encoded.documents.values.tolist()
    assert (folder / "vocab.txt").read_bytes().decode().split("\n") == [*encoded.words, ""]


def test_other_texts_and_other_tokenizers_are_kept_apart(home):
    for key in ("k", "l"):
        for name in INSTALLED:
            encode(["It's A b."], get_tokenizer(name), key=key)
    assert len(list((home / "encoded").iterdir())) == 2 * len(INSTALLED)


def test_what_a_callable_makes_is_not_kept(home):
    for words in (["a"], ["b"]):
        assert encode(["text"], get_tokenizer(lambda text, w=words: w), key="k").words == words
    assert not (home / "encoded").exists()


@pytest.mark.parametrize("file", ["meta.json", "values.npy", "offsets.npy", "vocab.txt"])
@pytest.mark.parametrize("damage", ["gone", "cut", "longer", "empty", "junk", "zip", "not utf-8"])
def test_damage_is_healed(home, file, damage):
    some = TEXTS[:50]
    encode(some, key="k")
    (path,) = home.rglob(file)
    content = path.read_bytes()
    path.unlink()
    damaged = {
        "cut": content[:-3],
        "longer": content + b"\n\n",
        "empty": b"",
        "junk": b"junk" * 100,
        "zip": b"PK\x03\x04" * 100,
        "not utf-8": b"\xff" * len(content),
    }
    if damage != "gone":
        path.write_bytes(damaged[damage])
    quiet = file == "meta.json" and damage == "gone"  # then there is no copy
    warning = pytest.warns(EmbedstudyWarning, match=f"{file}: damaged; encoding .* again")
    with contextlib.nullcontext() if quiet else warning:
        encoded = encode(some, key="k")
    assert words_of(encoded) == [BASIC(text) for text in some]
    assert path.read_bytes() == content


@pytest.mark.parametrize("meta", ["[]", '{"tokens": -1}', '{"format": 1}', "[" * 100_000])
def test_a_meta_that_is_none_is_healed(home, meta):
    encode(["a b"], key="k")
    (path,) = home.rglob("meta.json")
    content = path.read_text()
    path.write_text(meta)
    quiet = meta.startswith("{")  # as another version may have written it
    warning = pytest.warns(EmbedstudyWarning, match="meta.json: damaged; encoding .* again")
    with contextlib.nullcontext() if quiet else warning:
        assert encode(["a b"], key="k").words == ["a", "b"]
    assert path.read_text() == content


def test_a_home_that_cannot_be_written_is_done_without(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("EMBEDSTUDY_HOME", str(tmp_path / "file"))
    with pytest.warns(EmbedstudyWarning, match="file/encoded.*: .*; encoded in memory instead"):
        encoded = encode(TEXTS, key="k")
    assert words_of(encoded) == [BASIC(text) for text in TEXTS]


def test_nothing_is_kept_of_what_failed(home):
    with pytest.raises(InputError, match="3 texts to encode, but 4 were announced"):
        encode_corpus(TextBatches(batches(["a", "b", "c"]), 4, "k"), BASIC, progress=False)
    with pytest.raises(InputError, match="3 texts to encode, but 2 were announced"):
        encode_corpus(TextBatches(batches(["a", "b", "c"]), 2), BASIC, progress=False)
    assert not [path for path in home.rglob("*") if path.is_file()]
    encode(["a", "b"], key="k")
    with pytest.raises(InputError, match="2 texts to encode, but 3 were announced"):
        encode_corpus(TextBatches(batches(["a", "b"]), 3, "k"), BASIC, progress=False)


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_in_a_thread_is_an_error(jobs, monkeypatch):
    def fails(texts):
        raise RuntimeError("broken")

    tokenizer = Tokenizer("broken", str.split, 1, fails)
    with pytest.raises(RuntimeError, match="broken"):
        encode(TEXTS, tokenizer, jobs=jobs)


LARGE = """
import sys
import numpy as np, pyarrow as pa
from embedstudy.text.corpus import encode_corpus
from embedstudy.text.tokenizers import get_tokenizer
from embedstudy.text.word_ids import TextBatches

def peak():  # not getrusage, which counts the parent's memory before the exec
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024

documents = 10_000
words = np.random.default_rng(0).integers(0, 30_000, (documents, 16))
texts = pa.array([" ".join(f"word{i}x" for i in row) for row in words.tolist()], pa.large_string())

def batches(times):
    for i in range(times):
        if i == 1 and "ready" in sys.argv:
            print("ready", flush=True)
        yield texts

for megabytes in sys.argv[1].split(","):
    times = round(int(megabytes) * 1e6 / texts.nbytes)
    texts_to_encode = TextBatches(lambda: batches(times), times * documents, "k" + megabytes)
    encoded = encode_corpus(texts_to_encode, get_tokenizer("basic"), jobs=2, progress=False)
    print(len(encoded.documents.values), peak())
    del encoded
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_memory_does_not_grow_with_the_corpus(home):
    output = subprocess.check_output([sys.executable, "-c", LARGE, "40,240"], text=True)
    lines = map(str.split, output.splitlines())
    (fewer, low), (more, high) = [(int(tokens), float(mib)) for tokens, mib in lines]
    assert more > 5.9 * fewer > 13_000_000
    assert high - low < 45  # the values alone are 67 MiB more; buffers of threads come and go


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_ctrl_c_stops_it_at_once_and_leaves_nothing(home):
    command = [sys.executable, "-c", LARGE, "20000", "ready"]  # minutes to its end
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"ready\n"
        process.send_signal(signal.SIGINT)
        _, error_output = process.communicate(timeout=300)
    assert process.returncode != 0
    assert error_output.endswith(b"KeyboardInterrupt\n")
    assert not [path for path in home.rglob("*") if path.is_file()]
