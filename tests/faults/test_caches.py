"""Damage to the caches of the data home: noticed, reported in one line, and made good."""

import os
import pickle
import random
import shutil
import signal
import traceback
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from embedstudy import load_dataset, load_vectors
from embedstudy.errors import EmbedstudyWarning
from embedstudy.fetch import digests
from embedstudy.fetch.digests import find_sha256
from embedstudy.study.data.study_datasets import encode_examples
from embedstudy.text.tokenizers import TOKENIZERS

FLIP, CUT, SWAP = "bit flip in a cache", "truncated cache", "cached files of two tables"
WORDS = [f"word{i}" for i in range(60)]
# So long a call hangs.
LIMIT = 20


def read_texts(name: str = "a") -> Any:
    corpus = load_dataset(f"{name}.csv", progress=False)
    splits = [(split.texts, split.labels, split.ids) for split in corpus.splits.values()]
    return splits, corpus.classes, corpus.sha256, corpus.notes, corpus.reading


def read_encoded(name: str = "a") -> Any:
    corpus = load_dataset(f"{name}.csv", progress=False)
    encoded = encode_examples(corpus, TOKENIZERS["basic"], progress=False)
    values, offsets = encoded.documents.values, encoded.documents.offsets
    return encoded.words, values.tolist(), offsets.tolist()


def read_whole(name: str = "a.txt") -> Any:
    table = load_vectors(name, progress=False)
    return list(table.words), table.matrix.tobytes(), table.reading, table.notes


def read_some(name: str = "a.txt") -> Any:
    table = load_vectors(name, WORDS[::7], progress=False)
    return list(table.words), table.matrix.tobytes(), table.reading, table.notes


def read_in_place() -> Any:
    return read_whole("a.npy")


def read_hash() -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(digests, "REMEMBERED_FROM", 1)
        return find_sha256(Path("a.npy"))


# The cached files of a folder of the data home, and the calls that read them.
CACHES = {
    "datasets/a.csv-*/texts.arrow": (read_texts, read_encoded),
    "datasets/a.csv-*/labels.npy": (read_texts, read_encoded),
    "datasets/a.csv-*/meta.json": (read_texts, read_encoded),
    "encoded/a.csv-*/values.npy": (read_encoded,),
    "encoded/a.csv-*/offsets.npy": (read_encoded,),
    "encoded/a.csv-*/vocab.txt": (read_encoded,),
    "encoded/a.csv-*/meta.json": (read_encoded,),
    "vectors/cache/a.txt-*/vectors.npy": (read_whole, read_some),
    "vectors/cache/a.txt-*/vocab.txt": (read_whole, read_some),
    "vectors/cache/a.txt-*/meta.json": (read_whole, read_some),
    "vectors/cache/a.npy-*/meta.json": (read_in_place,),
    "hashes/*.json": (read_hash,),
}
FILLS = (read_texts, read_encoded, read_whole, read_in_place, read_hash)


def run_apart(call: Callable[[], Any]) -> tuple[Any, list[str]]:
    """Call a function in a forked process; return its result and its warnings."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        signal.alarm(LIMIT)
        with os.fdopen(writing, "wb") as pipe, warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always", EmbedstudyWarning)
            try:
                answer = call(), None
            except BaseException:
                answer = None, traceback.format_exc(limit=-3)
            messages = [str(w.message) for w in caught if w.category is EmbedstudyWarning]
            pipe.write(pickle.dumps((*answer, messages)))
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        content = pipe.read()
    _, status = os.waitpid(child, 0)
    assert status == 0, f"the process ended with status {status}"
    result, error, messages = pickle.loads(content)
    assert error is None, error
    return result, messages


def write_sources(folder: Path) -> None:
    """Write two data sets and two tables of vectors, with equal names in the data home but one."""
    numbers = random.Random(5)
    generator = np.random.default_rng(5)
    for name, size in (("a", 1), ("b", 2)):
        words = numbers.sample(WORDS, len(WORDS) - size)
        rows = [
            f"{' '.join(numbers.choices(words, k=numbers.randrange(1, 9)))},{'pn'[i // size % 2]}"
            for i in range(120)
        ]
        (folder / f"{name}.csv").write_text("\n".join(["text,label", *rows]) + "\n")
        table = generator.normal(size=(len(words), 7)).astype(np.float32)
        (folder / f"{name}.txt").write_text(
            "".join(
                f"{word} {' '.join(map(str, row))}\n"
                for word, row in zip(words, table, strict=True)
            )
        )
        np.save(folder / f"{name}.npy", table)
        (folder / f"{name}.vocab.txt").write_text("".join(f"{word}\n" for word in words))


@pytest.fixture
def filled(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with data sets and vectors, all of which are cached in the data home."""
    folder = tmp_path / "work"
    folder.mkdir()
    write_sources(folder)
    monkeypatch.chdir(folder)
    for fill in FILLS:
        run_apart(fill)
    for fill, name in ((read_encoded, "b"), (read_whole, "b.txt"), (read_whole, "b.npy")):
        run_apart(lambda fill=fill, name=name: fill(name))
    shutil.copytree(home, tmp_path / "whole")
    return folder


def restore(home: Path) -> None:
    shutil.rmtree(home)
    shutil.copytree(home.with_name("whole"), home)


def flip(path: Path, numbers: random.Random) -> str:
    content = bytearray(path.read_bytes())
    place, bit = numbers.randrange(len(content)), numbers.randrange(8)
    content[place] ^= 1 << bit
    path.write_bytes(content)
    return f"bit {bit} of byte {place}"


def cut(path: Path, numbers: random.Random) -> str:
    content = path.read_bytes()
    length = numbers.randrange(len(content))
    path.write_bytes(content[:length])
    return f"cut to {length} bytes"


def swap(path: Path, _: random.Random) -> str:
    (source,) = [
        file
        for file in path.parent.parent.glob(f"b{path.parent.name[1:].partition('-')[0]}-*/*")
        if file.name == path.name
    ]
    path.write_bytes(source.read_bytes())
    return f"the file of {source.parent.name}"


DAMAGES = {FLIP: (flip, 40), CUT: (cut, 30), SWAP: (swap, 1)}


@pytest.mark.quick_faults
@pytest.mark.parametrize("pattern", CACHES)
def test_damage_never_changes_a_result(pattern, filled, home, trials):
    calls = CACHES[pattern]
    expected = {call: run_apart(call)[0] for call in calls}
    numbers = trials.random(pattern)
    for fault_class, (damage, count) in DAMAGES.items():
        if fault_class == SWAP and pattern.startswith("hashes"):
            continue
        for trial in range(trials.scaled(count, 2)):
            call = calls[trial % len(calls)]
            restore(home)
            (path,) = home.glob(pattern)
            what = damage(path, numbers)
            with trials.run(fault_class, f"{pattern}: {what}: {call.__name__}"):
                result, messages = run_apart(call)
                assert result == expected[call], "another result"
                assert len(messages) == 1, f"warnings: {messages}"
                assert str(path) in messages[0]
                assert "damaged" in messages[0]
                result, messages = run_apart(call)
                assert result == expected[call], "another result afterwards"
                assert not messages, f"warned again: {messages}"
