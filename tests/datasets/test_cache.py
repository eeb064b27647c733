"""Data sets as they are kept: read once, memory-mapped, healed, done without."""

import contextlib
from pathlib import Path

import pyarrow as pa
import pytest

from embedstudy import load_dataset
from embedstudy.datasets import cache
from embedstudy.datasets.cache import cache_dataset
from embedstudy.datasets.corpus import make_examples
from embedstudy.datasets.source import SCHEMA, DataSource
from embedstudy.errors import EmbedstudyWarning, InputError
from embedstudy.storage import cache_folder

TEXTS = [f"text {i} \u2028 \x85 é" for i in range(40)]
LABELS = ["pos" if i % 2 else "neg" for i in range(40)]


def batches(texts, labels, size):
    for start in range(0, len(texts), size):
        part = slice(start, start + size)
        yield pa.record_batch([texts[part], labels[part]], schema=SCHEMA)


def source(parts, *, key="k", size=7, classes=(), reads=None):
    def read(tally):
        if reads is not None:
            reads.append(1)
        tally.add("odd rows", "a.csv:3")
        return {name: batches(*rows, size) for name, rows in parts.items()}

    return DataSource("../odd name", key, read, classes=classes)


def test_it_is_read_once_and_mapped_from_then_on(home):
    reads = []
    first, second = (cache_dataset(source({"": (TEXTS, LABELS)}, reads=reads)) for _ in range(2))
    assert len(reads) == 1
    for dataset in (first, second):
        assert dataset.examples.texts.to_pylist() == TEXTS
        assert dataset.examples.label_ids.tolist() == [i % 2 for i in range(40)]
        assert dataset.examples.classes == ("neg", "pos")
        assert dataset.examples.on_disk
        assert dataset.notes == ("1 odd rows (a.csv:3)",)
        assert dataset.parts[""].tolist() == list(range(40))
    assert {p.parent.parent for p in home.rglob("meta.json")} == {home / "datasets"}
    cache_dataset(source({"": (TEXTS, LABELS)}, key="other", reads=reads))
    assert len(reads) == 2


def test_the_hash_is_of_the_data_and_not_of_its_batches(home):
    hashes = [
        cache_dataset(source({"": (TEXTS, LABELS)}, key=str(size), size=size)).examples.sha256
        for size in (1, 7, 100)
    ]
    assert len(set(hashes)) == 1
    assert hashes[0] == make_examples(TEXTS, LABELS).sha256
    for changed in (
        (TEXTS[::-1], LABELS),
        (TEXTS, LABELS[::-1]),
        (["".join(TEXTS[:2]), ""], LABELS[:2]),
    ):
        assert cache_dataset(source({"": changed}, key=repr(changed))).examples.sha256 != hashes[0]


@pytest.mark.parametrize("file", ["meta.json", "labels.npy", "texts.arrow"])
@pytest.mark.parametrize("damage", ["gone", "cut", "junk"])
def test_damage_is_healed(home, file, damage):
    cache_dataset(source({"": (TEXTS, LABELS)}))
    (path,) = home.rglob(file)
    content = path.read_bytes()
    path.unlink()
    if damage != "gone":
        path.write_bytes(content[:-20] if damage == "cut" else b"junk" * 100)
    warning = f"{file}: damaged; reading ../odd name again"
    quiet = file == "meta.json" and damage == "gone"  # then there is no copy
    with contextlib.nullcontext() if quiet else pytest.warns(EmbedstudyWarning, match=warning):
        dataset = cache_dataset(source({"": (TEXTS, LABELS)}))
    assert dataset.examples.texts.to_pylist() == TEXTS
    assert path.read_bytes() == content


def test_damage_in_a_home_that_cannot_be_written_is_read_around(home, monkeypatch):
    cache_dataset(source({"": (TEXTS, LABELS)}))
    (path,) = home.rglob("texts.arrow")
    content = path.read_bytes()
    path.write_bytes(content[:-1])

    def fail(path, needs=0):
        raise OSError(30, "Read-only file system", str(path))

    monkeypatch.setattr(cache_folder, "publish", fail)
    with pytest.warns(EmbedstudyWarning) as warned:
        dataset = cache_dataset(source({"": (TEXTS, LABELS)}))
    assert dataset.examples.texts.to_pylist() == TEXTS
    first, second = (str(warning.message) for warning in warned)
    assert first == f"{path}: damaged; reading ../odd name again"
    assert second.endswith("Read-only file system; read into memory instead")
    assert path.read_bytes() == content[:-1]


def test_two_versions_of_the_package_share_a_home(home, monkeypatch):
    rows, reads = {"": (TEXTS, LABELS)}, []
    for version in (1, 2, 1, 2):
        monkeypatch.setattr(cache, "FORMAT", version)
        assert cache_dataset(source(rows, reads=reads)).examples.texts.to_pylist() == TEXTS
    assert len(reads) == 2
    assert len(list((home / "datasets").iterdir())) == 2


def test_two_data_sets_of_one_name_are_kept_apart(home, tmp_path, monkeypatch):
    for _ in range(2):
        for folder, word in (("a", "good"), ("b", "fine")):
            (tmp_path / folder).mkdir(exist_ok=True)
            monkeypatch.chdir(tmp_path / folder)
            lines = [f"{word} {i},{'pn'[i % 2]}" for i in range(20)]
            Path("reviews.csv").write_text("\n".join(["text,label", *lines]))
            texts = load_dataset("reviews.csv", progress=False).examples.texts.to_pylist()
            assert texts == [f"{word} {i}" for i in range(20)]
    assert len(list((home / "datasets").iterdir())) == 2


def test_a_home_that_cannot_be_written_is_done_without(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("EMBEDSTUDY_HOME", str(tmp_path / "file"))
    with pytest.warns(EmbedstudyWarning, match="read into memory instead"):
        dataset = cache_dataset(source({"": (TEXTS, LABELS)}))
    assert dataset.examples.texts.to_pylist() == TEXTS
    assert not dataset.examples.on_disk


def test_classes_are_in_the_source_s_order_and_others_behind(home):
    dataset = cache_dataset(source({"": (TEXTS, [*LABELS[:-1], "also"])}, classes=("pos", "neg")))
    assert dataset.examples.classes == ("pos", "neg", "also")
    assert [dataset.examples.classes[i] for i in dataset.examples.label_ids[-3:]] == [
        "pos",
        "neg",
        "also",
    ]


def test_classes_that_are_numbers_are_in_the_order_of_their_values(home):
    labels = ["10", "9"] * 20
    dataset = cache_dataset(source({"": (TEXTS, labels)}))
    assert dataset.examples.classes == ("9", "10")
    given = cache_dataset(source({"": (TEXTS, labels)}, key="given", classes=("10", "9 ")))
    assert given.examples.classes == ("9", "10")


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"": ([], [])}, "no rows"),
        ({"train": (TEXTS, LABELS), "test": ([], [])}, "no rows in its test part"),
        ({"": (TEXTS, [str(i) for i in range(40)])}, "40 different labels in 40 rows"),
    ],
)
def test_what_cannot_be_used_is_refused_and_not_kept(home, parts, message):
    with pytest.raises(InputError, match=message):
        cache_dataset(source(parts))
    assert not [path for path in home.rglob("*") if path.is_file()]
