"""Data sets of a hub on this machine, of hubs that do not answer, and of `save_to_disk`."""

import io
import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from datasets import ClassLabel, Dataset, DatasetDict, Features, Value
from huggingface_hub import constants

from embedstudy import load_dataset, registry
from embedstudy.datasets.cache import cache_dataset
from embedstudy.datasets.hub import is_saved, make_hub_source, make_saved_source
from embedstudy.errors import FetchError, InputError
from embedstudy.options.data import DataOptions
from tests.datasets.hub_server import HubServer

TEXTS = [f"text {i}" for i in range(40)]
LABELS = [i % 2 for i in range(40)]
TABLE = b"text,label\n" + b"".join(b"text %d,%s\n" % (i, b"yx"[i % 2 :][:1]) for i in range(40))


def parquet(**columns) -> bytes:
    target = io.BytesIO()
    pq.write_table(pa.table(columns), target)
    return target.getvalue()


CARD = b"""---
dataset_info:
  features:
  - name: sentence
    dtype: string
  - name: label
    dtype:
      class_label:
        names: {'0': positive, '1': negative}
---
"""
CONFIGS = b"""---
configs:
- {config_name: easy, data_files: [{split: train, path: easy.csv}]}
- {config_name: hard, data_files: [{split: train, path: hard.csv}]}
---
"""
REPOS = {
    "me/sentences": {
        "README.md": CARD,
        "data/train-00000-of-00001.parquet": parquet(sentence=TEXTS, label=LABELS),
        "data/validation-00000-of-00001.parquet": parquet(sentence=TEXTS[:20], label=LABELS[:20]),
        "data/test-00000-of-00001.parquet": parquet(sentence=TEXTS, label=[-1] * 40),
    },
    "stanfordnlp/sst2": {
        "README.md": CARD.replace(b"positive, '1': negative", b"negative, '1': positive"),
        "data/train-00000-of-00001.parquet": parquet(sentence=TEXTS, label=LABELS),
        "data/validation-00000-of-00001.parquet": parquet(sentence=TEXTS[:20], label=LABELS[:20]),
        "data/test-00000-of-00001.parquet": parquet(sentence=TEXTS, label=[-1] * 40),
    },
    "cardiffnlp/tweet_eval": {
        "README.md": CONFIGS.replace(b"hard", b"irony"),
        "easy.csv": TABLE,
        "irony.csv": TABLE.replace(b"text ", b"TEXT "),
    },
    "me/configs": {"README.md": CONFIGS, "easy.csv": TABLE, "hard.csv": TABLE.upper()},
    "me/tables": {"train.csv": TABLE, "test.csv": TABLE},
    "me/code": {"README.md": b"", "code.py": b"open('marker', 'w')", "train.csv": TABLE},
    "me/gated": {"README.md": CARD},
}


class Worker:
    """A process that loads data sets from a hub."""

    def __init__(self, address: str, folder: Path) -> None:
        variables = {k: v for k, v in os.environ.items() if not k.startswith("HF_")}
        self.folder = folder
        self._stderr = (folder / "stderr").open("w")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.datasets.hub_worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._stderr,
            text=True,
            cwd=Path(__file__).parents[2],
            env={**variables, "HF_ENDPOINT": address, "HOME": str(folder / "user")},
        )

    def load(self, name: str, home: Path, **options) -> dict:
        request = {"name": name, "home": str(home), "options": options}
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        self._process.stdin.close()
        self._process.wait(300)
        self._process.stdout.close()
        self._stderr.close()


@pytest.fixture(scope="module")
def hub():
    server = HubServer(REPOS, gated=("me/gated",))
    yield server
    server.close()


@pytest.fixture(scope="module")
def worker(hub, tmp_path_factory):
    worker = Worker(hub.address, tmp_path_factory.mktemp("worker"))
    yield worker
    worker.close()


@pytest.fixture(scope="module")
def home_of_hub(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


def test_a_data_set_of_the_hub_with_its_splits_and_class_names(worker, home_of_hub, hub):
    description = worker.load("hf:me/sentences", home_of_hub)
    assert description["sizes"] == {"train": 36, "dev": 20, "test": 4}
    assert description["classes"] == ["positive", "negative"]
    assert description["notes"][0] == "1 split without labels, left out (test)"
    assert description["revision"] == hub.sha("me/sentences")
    assert description["first"] == "text 0"


def test_a_well_known_name_has_its_place_at_the_hub(worker, home_of_hub, hub):
    answer = worker.load("sst2", home_of_hub)
    assert answer["sizes"] == {"train": 36, "dev": 20, "test": 4}
    assert answer["classes"] == ["negative", "positive"]
    assert answer["name"] == "sst2"
    assert answer["revision"] == hub.sha("stanfordnlp/sst2")
    configured = worker.load("tweet-eval-irony", home_of_hub)
    assert configured["first"] == "TEXT 0"
    refused = worker.load("sst2", home_of_hub, text_column="sentence")
    assert refused["message"].startswith("sst2: a data set of the hub that is known by name takes")


def test_all_of_it_is_in_the_data_home_and_nothing_is_said(worker, home_of_hub):
    worker.load("hf:me/sentences", home_of_hub)
    assert not (worker.folder / "user" / ".cache").exists()
    assert (worker.folder / "stderr").read_text() == ""
    assert {p.name for p in home_of_hub.iterdir()} == {"datasets", "hub"}


def test_without_a_network_it_is_there_and_the_hub_is_not_asked(worker, home_of_hub, hub):
    before = worker.load("hf:me/tables", home_of_hub)
    requests_before = len(hub.requested)
    assert worker.load("hf:me/tables", home_of_hub)["sizes"] == before["sizes"]
    assert len(hub.requested) == requests_before
    shutil.rmtree(home_of_hub / "datasets")  # and from what the hub's own libraries keep
    assert worker.load("hf:me/tables", home_of_hub)["revision"] == before["revision"]
    one = worker.load("hf:me/tables", home_of_hub, split="test")
    assert one["sizes"] == {"train": 32, "dev": 4, "test": 4}
    assert one["revision"] == before["revision"]
    assert len(hub.requested) == requests_before


def test_it_stays_at_its_revision(worker, tmp_path, hub, monkeypatch):
    first = worker.load("hf:me/tables", tmp_path)
    monkeypatch.setitem(hub.repos, "me/tables", {"train.csv": TABLE})
    assert worker.load("hf:me/tables", tmp_path) | {"seconds": 0} == first | {"seconds": 0}
    shutil.rmtree(tmp_path / "hub")
    assert worker.load("hf:me/tables", tmp_path)["revision"] != first["revision"]


def test_a_damaged_note_of_the_revision_is_mended(worker, tmp_path, hub):
    first = worker.load("hf:me/tables", tmp_path)
    (folder,) = (tmp_path / "hub").glob("hf-me-tables*")
    notes = sorted(folder.iterdir())
    contents = [note.read_bytes() for note in notes]
    assert [note.name.partition("-")[0] for note in notes] == [
        "reading", "reading", "revision.json", "revision.sealed.json",
    ]  # fmt: skip
    requests_before = len(hub.requested)
    for note, content in zip(notes, contents, strict=True):
        if note.name.endswith(".sealed.json"):
            note.write_bytes(content[:-3] + b"0" + content[-2:])
            again = worker.load("hf:me/tables", tmp_path)
            assert again | {"seconds": 0} == first | {"seconds": 0}
    assert [note.read_bytes() for note in notes] == contents
    assert len(hub.requested) == requests_before


def test_configurations_are_named(worker, home_of_hub):
    description = worker.load("hf:me/configs", home_of_hub)
    assert description["message"] == (
        "hf:me/configs: which configuration, hf:me/configs:...? There are: easy, hard"
    )
    assert description["error"] == "InputError"
    description = worker.load("hf:me/configs:hrad", home_of_hub)
    assert description["message"] == (
        "hf:me/configs:hrad: no configuration 'hrad'; there are: easy, hard"
    )
    easy = worker.load("hf:me/configs:easy", home_of_hub)
    hard = worker.load("hf:me/configs:hard", home_of_hub)
    assert (easy["first"], hard["first"]) == ("text 0", "TEXT 0")


@pytest.mark.parametrize(
    ("name", "error", "message"),
    [
        ("hf:me/code", "InputError", "read by code of its own (code.py), which is never run"),
        ("hf:me/none", "InputError", "no such data set on the hub, or a private one"),
        ("hf:me/gated", "FetchError", "/datasets/me/gated (HF_TOKEN says who you are)"),
    ],
)
def test_what_the_hub_does_not_give(worker, home_of_hub, name, error, message):
    description = worker.load(name, home_of_hub)
    assert description["error"] == error
    assert description["message"].startswith(f"{name}: ")
    assert message in description["message"]
    assert "\n" not in description["message"]
    assert not (Path(__file__).parents[2] / "marker").exists()


# Of a hub that never answers, what the limit is: shorter here, so that the test is.
ASK = """
from embedstudy.cli import main
from embedstudy.datasets import hub_access
assert hub_access.SECONDS <= 6
hub_access.SECONDS = 1
main()
"""


def test_a_hub_that_never_answers_is_given_up(home):
    variables = {k: v for k, v in os.environ.items() if not k.startswith("HF_")}
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}"
        process = subprocess.run(
            [sys.executable, "-c", ASK, "datasets", "download", "hf:me/sentences"],
            capture_output=True,
            text=True,
            timeout=300,  # on any machine; without the limit there would be no end
            cwd=Path(__file__).parents[2],
            env={**variables, "HF_ENDPOINT": address, "EMBEDSTUDY_HOME": str(home)},
        )
    assert process.returncode == FetchError.exit_status
    assert process.stderr == (
        f"error: hf:me/sentences: {address} cannot be reached (no answer within 1 s); "
        f"built in, from the package index: {', '.join(registry.dataset_names())}\n"
    )
    assert not process.stdout


def test_without_the_library_it_is_said_how_to_install_it(home, saved, monkeypatch):
    monkeypatch.setitem(sys.modules, "datasets", None)
    for name in ("hf:me/sentences", str(saved)):
        with pytest.raises(InputError) as caught:
            load_dataset(name)
        assert str(caught.value) == (
            f"{name}: needs the library of the Hugging Face hub: pip install 'embedstudy[hub]'"
        )


@pytest.mark.parametrize(
    ("address", "cause"),
    [
        ("http://127.0.0.1:{port}", r"\[Errno \d+\] Connection refused"),
        ("http://no-such-host.invalid", r"\[Errno -?\d+\] .*"),
    ],
)
def test_a_hub_that_is_not_there_names_what_is_built_in(home, monkeypatch, address, cause):
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = address.format(port=server.getsockname()[1])
    monkeypatch.setattr(constants, "ENDPOINT", address)
    with pytest.raises(
        FetchError, match=rf"^hf:me/x: {address} cannot be reached \({cause}\); built"
    ):
        make_hub_source("hf:me/x", progress=False)


@pytest.mark.parametrize(
    "name",
    ["hf:", "hf:a/b/c", "hf:../b", "hf:a/..", "hf:a b/c", "hf:a/b:", "hf:a/b:c:d", "hf:a--b/c",
     "hf:a/b:../../c", "hf:\0", "hf:é/b", "hf:-a/b", "hf:a/b\n", "hf:https://x/y"],
)  # fmt: skip
def test_malformed_names_are_refused_before_anything_is_asked(home, name):
    with pytest.raises(InputError, match="no name of the hub \\(hf:owner/name or "):
        make_hub_source(name)
    assert not home.exists()


def test_a_folder_is_not_taken_for_a_data_set_of_the_hub(home, tmp_path, monkeypatch):
    (tmp_path / "me" / "tables").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="hf:me/tables: there is a folder me/tables here"):
        make_hub_source("hf:me/tables")


def test_an_error_of_another_kind_is_one_line(home, monkeypatch):
    def fail(*_, **__):
        raise OSError("Not enough disk space.\nNeeded: 3 GB")

    info = type("Info", (), {"id": "me/x", "sha": "0" * 40, "siblings": None})
    monkeypatch.setattr("huggingface_hub.HfApi.dataset_info", lambda *_, **__: info)
    monkeypatch.setattr("datasets.load_dataset_builder", fail)
    with pytest.raises(FetchError, match=r"^hf:me/x: OSError: Not enough disk space\.$"):
        make_hub_source("hf:me/x", progress=False)


@pytest.fixture
def saved(tmp_path) -> Path:
    features = Features({"text": Value("string"), "label": ClassLabel(names=["pos", "neg"])})
    whole = Dataset.from_dict({"text": TEXTS, "label": LABELS}, features)
    path = tmp_path / "saved"
    DatasetDict({"train": whole, "test": whole.select(range(10))}).save_to_disk(path)
    return path


@pytest.mark.filterwarnings("ignore::embedstudy.errors.EmbedstudyWarning")
def test_what_save_to_disk_made_is_found_by_its_files(home, saved):
    assert is_saved(saved)
    assert is_saved(saved / "train")
    corpus = load_dataset(str(saved))
    assert corpus.classes == ["pos", "neg"]
    assert [len(part) for part in corpus.splits.values()] == [36, 4, 10]
    assert corpus.standard_split
    whole = load_dataset(saved / "train")
    assert [len(part) for part in whole.splits.values()] == [32, 4, 4]
    one = load_dataset(saved, split="train")
    assert sorted(one.train.texts) == sorted(whole.train.texts)


@pytest.mark.parametrize("path", ["", ".", "/", "no", "a\0b", "x" * 5000, "/dev/null", "/root/x"])
def test_other_paths_are_no_saved_data_sets(path):
    assert not is_saved(Path(path))


def test_the_copy_is_of_what_was_saved(home, saved, tmp_path):
    key = make_saved_source(saved).key
    moved = tmp_path / "moved"
    shutil.copytree(saved, moved)
    assert make_saved_source(moved).key == key
    assert make_saved_source(saved, DataOptions(split="test")).key != key
    Dataset.from_dict({"text": TEXTS[::-1], "label": LABELS}).save_to_disk(tmp_path / "other")
    assert make_saved_source(tmp_path / "other").key != make_saved_source(saved / "train").key


FILES = [
    "dataset_dict.json",
    "train/state.json",
    "train/dataset_info.json",
    "train/data-00000-of-00001.arrow",
]


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("damage", ["cut", "junk", "gone"])
def test_damage_is_one_line(home, saved, file, damage):
    path = saved / file
    content = path.read_bytes()
    path.unlink()
    if damage != "gone":
        path.write_bytes(content[: len(content) // 2] if damage == "cut" else b"\0junk" * 50)
    if not is_saved(saved):
        return
    with pytest.raises(InputError) as caught:
        cache_dataset(make_saved_source(saved))
    assert str(caught.value).startswith(f"{saved}: ")
    assert "\n" not in str(caught.value)
