"""Small data made here, with a meaning that is known."""

import signal
import zipfile
from pathlib import Path

import numpy as np
import pytest

from embedstudy.datasets.cache import CachedDataset
from embedstudy.datasets.corpus import Corpus, examples_from
from embedstudy.datasets.make_splits import make_splits
from embedstudy.registry import Wheel
from embedstudy.storage import sha256
from embedstudy.vectors.word_vectors import WordVectors

GOOD = [f"good{i}" for i in range(20)]
BAD = [f"bad{i}" for i in range(20)]
NEUTRAL = [f"word{i}" for i in range(40)]


@pytest.fixture(scope="session", autouse=True)
def _interruptible() -> None:
    """Ctrl-C stops, also where the tests were started in the background, which ignores it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    """400 texts of 8 words, half of them neutral; one in twelve speaks like the other class."""
    rng = np.random.default_rng(7)
    texts, labels = [], []
    for i in range(400):
        own, other = (GOOD, BAD) if (i % 2) != (rng.random() < 1 / 12) else (BAD, GOOD)
        words = [*rng.choice(NEUTRAL, 4), *rng.choice(own, 3), *rng.choice(other, 1)]
        rng.shuffle(words)
        texts.append(" ".join(words))
        labels.append("pos" if i % 2 else "neg")
    examples = examples_from(texts, labels)
    return make_splits("made-up", CachedDataset(examples, {"": np.arange(len(examples))}, ()))


@pytest.fixture(scope="session")
def vectors() -> WordVectors:
    """Vectors of 8 dimensions that know three words in four, and nothing of the classes."""
    rng = np.random.default_rng(8)
    words = [w for i, w in enumerate([*GOOD, *BAD, *NEUTRAL]) if i % 4]
    return WordVectors(words, rng.normal(size=(len(words), 8)).astype(np.float32), "made-up-8d")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data home."""
    path = tmp_path / "home"
    monkeypatch.setenv("EMBEDSTUDY_HOME", str(path))
    return path


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package index of this machine alone: a folder that pip is told to look in."""
    folder = tmp_path / "index"
    folder.mkdir()
    for name in ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def make_wheel(folder: Path, project: str, members: dict[str, bytes]) -> Wheel:
    """Write a wheel with some data in it, and describe it as the registry does."""
    stem = project.replace("-", "_")
    path = folder / f"{stem}-1.0-py3-none-any.whl"
    info = f"{stem}-1.0.dist-info"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        archive.writestr(
            f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {project}\nVersion: 1.0\n"
        )
        archive.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(f"{info}/RECORD", "")
    return Wheel(project, "1.0", path.name, sha256(path), path.stat().st_size)
