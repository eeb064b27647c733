"""Damage to the caches of the data home: noticed, reported in one line, and made good."""

import random
import shutil
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
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
from tests.faults.steps import record_steps, run, run_killed

FLIP, CUT, SWAP = "bit flip in a cache", "truncated cache", "cached files of two tables"
WORDS = [f"word{i}" for i in range(60)]


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


def call_with_warnings(call: Callable[[], Any]) -> tuple[Any, list[str]]:
    """Return what a function returns, and its warnings."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", EmbedstudyWarning)
        result = call()
    return result, [str(w.message) for w in caught if w.category is EmbedstudyWarning]


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
        fill()
    for fill, name in ((read_encoded, "b"), (read_whole, "b.txt"), (read_whole, "b.npy")):
        fill(name)
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
    expected = {call: call() for call in calls}
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
                result, messages = call_with_warnings(call)
                assert result == expected[call], "another result"
                assert len(messages) == 1, f"warnings: {messages}"
                assert str(path) in messages[0]
                assert "damaged" in messages[0]
                result, messages = call_with_warnings(call)
                assert result == expected[call], "another result afterwards"
                assert not messages, f"warned again: {messages}"


COMMAND = ("vectors", "info", "a.txt", "--against", "a.csv")


def take_snapshot(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


@pytest.fixture
def sources(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with data sets and vectors that are not cached yet."""
    folder = tmp_path / "work"
    folder.mkdir()
    write_sources(folder)
    monkeypatch.chdir(folder)
    return folder


def run_to_end(log: Path) -> str:
    """Run the command that fills all caches; return what it prints."""
    log.unlink(missing_ok=True)
    status = run(*COMMAND, log=log)
    assert status == 0, log.read_text(encoding="utf-8")
    return "".join(read_lines(log))


def read_lines(log: Path) -> list[str]:
    """Return the lines that a command printed, but for its progress."""
    lines = log.read_text(encoding="utf-8").splitlines(keepends=True)
    return [line for line in lines if not line.endswith(" ...\n")]


@pytest.mark.quick_faults
def test_a_kill_at_any_step_of_filling_is_made_good(sources, home, tmp_path, trials):
    log = tmp_path / "log"
    home.mkdir()
    steps = record_steps(*COMMAND, watch=[home], log=log)
    filled, printed = take_snapshot(home), run_to_end(log)
    for step in trials.sample("filling", steps, 60):
        shutil.rmtree(home)
        home.mkdir()
        with trials.run("kill -9 while caches are written", step):
            assert run_killed(step, *COMMAND, watch=[home], log=tmp_path / "killed")
            assert run_to_end(log) == printed
            assert take_snapshot(home) == filled, "something is left behind"


@pytest.mark.quick_faults
@pytest.mark.parametrize("damaged", ["", "values.npy", "vectors.npy", "texts.arrow", "meta.json"])
def test_several_commands_at_once_print_the_same(damaged, sources, home, tmp_path, trials):
    """On a home that is empty, or that has a damaged file."""
    log = tmp_path / "log"
    printed = run_to_end(log)
    filled = take_snapshot(home)
    numbers = trials.random(f"race {damaged}")
    for trial in range(trials.scaled(5)):
        logs = [tmp_path / f"{trial}-{number}" for number in range(4)]
        if damaged:
            for path in home.rglob(damaged):
                flip(path, numbers)
        else:
            shutil.rmtree(home)
        with trials.run(
            "several commands fill one cache", f"{trial}, damaged: {damaged or 'none'}"
        ):
            with ThreadPoolExecutor(len(logs)) as pool:
                statuses = list(pool.map(lambda log: run(*COMMAND, log=log), logs))
            assert statuses == [0] * len(logs), [log.read_text() for log in logs]
            for log in logs:
                lines = [line for line in read_lines(log) if "damaged; " not in line]
                assert "".join(lines) == printed
            assert take_snapshot(home) == filled


@pytest.mark.quick_faults
def test_the_command_line_names_the_damaged_file_in_one_line(sources, home, tmp_path, trials):
    log = tmp_path / "log"
    printed = run_to_end(log)
    filled = take_snapshot(home)
    numbers = trials.random("command line")
    for name in trials.sample("files", sorted(filled), len(filled)):
        with trials.run(FLIP, f"{COMMAND[:2]}: {name}"):
            flip(home / name, numbers)
            lines = run_to_end(log).splitlines(keepends=True)
            (line,) = [line for line in lines if "damaged" in line]
            assert line.startswith(f"warning: {home / name}: damaged; ")
            assert "".join(lines).replace(line, "") == printed
            assert take_snapshot(home) == filled
