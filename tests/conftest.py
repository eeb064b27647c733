"""Small data made here, with a meaning that is known."""

import gc
import os
import shutil
import signal
import zipfile
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from functools import cached_property
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock

from embedstudy import EmbeddingClassifier, registry
from embedstudy.datasets.cache import CachedDataset
from embedstudy.datasets.corpus import Corpus, make_examples
from embedstudy.datasets.make_splits import make_splits
from embedstudy.nn.encoders import ENCODERS
from embedstudy.notebook import Study
from embedstudy.registry import Package
from embedstudy.results.create import begin, claim_directory
from embedstudy.storage import HOME_VARIABLE, data_home, sha256
from embedstudy.vectors.word_vectors import WordVectors
from tests.faults.trials import FaultTable
from tests.studies import compare

GOOD = [f"good{i}" for i in range(20)]
BAD = [f"bad{i}" for i in range(20)]
# Folders of the data home that hold what is made of downloads.
DERIVED = ("vectors/cache", "datasets", "encoded")
NEUTRAL = [f"word{i}" for i in range(40)]
# So many tests of one module are not worth a message each between processes.
MANY = 20


def pytest_addoption(parser: pytest.Parser) -> None:
    """Say which faults are tried; tests/faults/conftest.py explains them."""
    group = parser.getgroup("faults")
    group.addoption("--fault-seed", type=int, default=18, help="seed of the fault suite")
    group.addoption(
        "--fault-scale", type=float, default=1.0, help="share of the trials of a whole run"
    )
    group.addoption("--fault-table", help="file for the table of classes, trials and violations")


def pytest_configure(config: pytest.Config) -> None:
    """Print the table of the fault suite at the end."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(FaultTable())


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Generator[None, object, object]:
    """Let one process of pytest-xdist after the other begin.

    The first compiles the tests and the kernels, and the others read both from the disk. Meanwhile
    the linters have the other cores.
    """
    if not hasattr(session.config, "workerinput"):
        return (yield)
    folder = session.config.rootpath / ".pytest_cache"
    folder.mkdir(exist_ok=True)
    with FileLock(folder / "collection.lock"):
        for encoder in ENCODERS:
            EmbeddingClassifier(encoder=encoder, epochs=1).fit(["good", "bad"] * 8, [1, 0] * 8)
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_collect_file() -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
    """Look for doctests in the package alone: the tests have none."""
    collectors = yield
    return [collector for collector in collectors if type(collector) is pytest.Module]


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over the tests themselves, which stay to the end."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(tryfirst=True)  # before tests are selected by their marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a browser."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Spell out what UTF-8 cannot hold: pytest-xdist ends a process whose report has some of it."""
    report = yield
    report.sections = [
        (title, text.encode(errors="backslashreplace").decode()) for title, text in report.sections
    ]
    return report


@pytest.hookimpl(optionalhook=True)  # of pytest-xdist
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Give a module whole to one process if its tests share a fixture or are many.

    The tests of other modules go one by one, and last: they fill what time a process has left.
    pytest-xdist has groups for that (``xdist_group``), but 3.8 forms none under pytest 9.
    """
    from xdist.scheduler import LoadScopeScheduling

    whole: dict[str, bool] = {}

    class Scheduling(LoadScopeScheduling):
        @cached_property
        def _counts(self) -> Counter[str]:
            return Counter(nodeid.partition("::")[0] for nodeid in self.collection)

        def mark_test_complete(self, node: object, item_index: int, duration: float = 0) -> None:
            super().mark_test_complete(node, item_index, duration)
            # All scopes of a process are counted whenever a test ends.
            scopes = self.assigned_work[node]
            scope = self._split_scope(self.registered_collections[node][item_index])
            if all(scopes[scope].values()):
                del scopes[scope]

        def _split_scope(self, nodeid: str) -> str:
            module = nodeid.partition("::")[0]
            if module not in whole:
                text = (config.rootpath / module).read_text(encoding="utf-8")
                whole[module] = 'scope="module"' in text or self._counts[module] > MANY
            return module if whole[module] else nodeid

    return Scheduling(config, log)


@pytest.fixture(scope="session", autouse=True)
def _interruptible() -> None:
    """Ctrl-C stops, also where the tests were started in the background, which ignores it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def _of_no_width() -> None:
    """Forget how wide the terminal of the tests is: pytest-xdist tells it to its processes."""
    for name in ("COLUMNS", "LINES"):
        os.environ.pop(name, None)


@pytest.fixture(scope="session", autouse=True)
def _unsynced() -> Iterator[None]:
    """Leave it to the system when bytes go to the disk: no test can see a power cut."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda descriptor: None)
        yield


@pytest.fixture(scope="session", autouse=True)
def _shared_home(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[None]:
    """Keep the tables that tests make out of the data home, and let tests use what it holds.

    The downloads, and the data sets and vectors that embedstudy knows by name, are links to it.
    All processes of pytest-xdist share one such home.
    """
    folder = tmp_path_factory.getbasetemp()
    if hasattr(request.config, "workerinput"):
        folder = folder.parent
    home = folder / "data-home"
    with FileLock(folder / "data-home.lock"):
        if not home.exists():
            link_downloads(data_home(), home)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(HOME_VARIABLE, str(home))
        yield


def link_downloads(real: Path, home: Path) -> None:
    known = tuple(f"{name}-" for name in (*registry.dataset_names(), *registry.vectors_names()))
    for folder in ("wheels", "npm"):
        (real / folder).mkdir(parents=True, exist_ok=True)
        link(real / folder, home / folder)
    entries = [path for path in real.glob("vectors/*") if path.name not in ("cache", "hub")]
    for folder in DERIVED:
        entries += [path for path in real.glob(f"{folder}/*") if path.name.startswith(known)]
    for entry in entries:
        link(entry, home / entry.relative_to(real))


def link(target: Path, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(target)


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    """400 texts of 8 words, half of them neutral; one in twelve speaks like the other class."""
    rng = np.random.default_rng(7)
    texts, labels = [], []
    for i in range(400):
        likely, unlikely = (GOOD, BAD) if (i % 2) != (rng.random() < 1 / 12) else (BAD, GOOD)
        words = [*rng.choice(NEUTRAL, 4), *rng.choice(likely, 3), *rng.choice(unlikely, 1)]
        rng.shuffle(words)
        texts.append(" ".join(words))
        labels.append("pos" if i % 2 else "neg")
    examples = make_examples(texts, labels)
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


class Listing(list):
    """What a folder held when it was listed, as `os.scandir` gives it."""

    def __enter__(self) -> "Listing":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def __next__(self) -> os.DirEntry:
        if not self:
            raise StopIteration
        return self.pop(0)

    def close(self) -> None:
        pass


@pytest.fixture
def vanishing(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """Let a file or folder vanish at the worst moment: when the folder around it was listed."""

    def vanish(victim: Path) -> None:
        real = os.scandir

        def scandir(path="."):
            with real(path) as entries:
                listing = Listing(entries)
            if path == str(victim.parent):
                shutil.rmtree(victim) if victim.is_dir() else victim.unlink(missing_ok=True)
            return listing

        monkeypatch.setattr(os, "scandir", scandir)

    return vanish


def make_wheel(folder: Path, project: str, members: dict[str, bytes]) -> Package:
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
    return Package(project, "1.0", path.name, sha256(path), path.stat().st_size)


@pytest.fixture(scope="module")
def finished(corpus, vectors, tmp_path_factory):
    out = tmp_path_factory.mktemp("notebook") / "s"
    return compare(corpus, vectors, seeds=2, learning_rate=0.1, out=out, progress=False)


@pytest.fixture
def begun(tmp_path):
    meta = {"identity": {}, "status": "running", "planned": {"trials": 18, "runs": 6}}
    with claim_directory(tmp_path / "s") as path:
        return Study(begin(path, meta).path)
