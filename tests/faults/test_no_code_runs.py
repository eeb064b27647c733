"""Files that would run code: no reader does, and an audit hook of the process sees that."""

import hashlib
import io
import json
import os
import pickle
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import joblib
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from embedstudy.cli import main
from tests.faults import audit_hook
from tests.faults.every_command import Material, make_material
from tests.forked import start_process

FAULT_CLASS = "payloads that would run code"


class Payload:
    """Makes a folder when it is unpickled."""

    def __init__(self, marker: Path) -> None:
        self.marker = str(marker)

    def __reduce__(self) -> tuple[Callable[..., object], tuple[str]]:
        return os.mkdir, (self.marker,)


@dataclass(frozen=True)
class Place:
    """Where a payload is laid: an empty folder, with a study and a model that may be damaged."""

    folder: Path
    material: Material
    marker: Path

    @property
    def payload(self) -> bytes:
        return pickle.dumps(Payload(self.marker), protocol=4)

    @property
    def objects(self) -> np.ndarray:
        return np.array([[Payload(self.marker)]] * 3, dtype=object)

    @property
    def script(self) -> str:
        return f"import os\nos.mkdir({str(self.marker)!r})\n"


def read_vectors(path: Path) -> list[list[object]]:
    return [
        ["vectors", "info", path],
        ["vectors", "neighbors", path, "good1"],
        ["vectors", "convert", path, path.with_name("converted.bin")],
        ["vectors", "evaluate", path],
    ]


def read_data(path: Path) -> list[list[object]]:
    out = path.with_name("trained")
    return [
        ["datasets", "info", path],
        ["train", path, "--out", out, "--epochs", 1, "--lr", 0.1, "-q"],
    ]


def read_both(path: Path) -> list[list[object]]:
    return [*read_vectors(path), *read_data(path)]


def read_model(path: Path, data: Path) -> list[list[object]]:
    return [["predict", path, "good1"], ["test", path, data], ["vectors", "info", path]]


def read_study(path: Path) -> list[list[object]]:
    return [
        ["show", path],
        ["report", path, "-q"],
        ["neighbors", path, "good1"],
        ["structure", path],
        ["export", path, "--format", "csv", "--out", path.with_name("export")],
        ["cite", path],
    ]


def write_array(place: Place) -> list[list[object]]:
    path = place.folder / "t.npy"
    np.save(path, place.objects, allow_pickle=True)
    (place.folder / "t.vocab.txt").write_text("a\nb\nc\n")
    return read_both(path)


def write_arrays(place: Place) -> list[list[object]]:
    path = place.folder / "t.npz"
    np.savez(path, words=place.objects, vectors=np.ones((3, 2), np.float32))
    return read_both(path)


def write_pickle(ending: str) -> Callable[[Place], list[list[object]]]:
    def write(place: Place) -> list[list[object]]:
        path = place.folder / f"t.{ending}"
        path.write_bytes(place.payload)
        return read_both(path)

    return write


def write_joblib(place: Place) -> list[list[object]]:
    path = place.folder / "t.joblib"
    joblib.dump(Payload(place.marker), path)
    return read_both(path)


def write_torch(place: Place) -> list[list[object]]:
    path = place.folder / "t.pt"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("t/data.pkl", place.payload)
        archive.writestr("t/version", "3\n")
    return read_both(path)


def write_packed_pickle(place: Place) -> list[list[object]]:
    path = place.folder / "t.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("t.kv", place.payload)
    return read_both(path)


def make_pickled_schema(place: Place) -> pa.Schema:
    metadata = {
        "ARROW:extension:name": "arrow.py_extension_type",
        "ARROW:extension:metadata": place.payload,
    }
    return pa.schema(
        [pa.field("text", pa.string(), metadata=metadata), pa.field("label", pa.string())]
    )


def make_pickled_table(place: Place) -> pa.Table:
    """Return a table with a type that older versions of pyarrow unpickle (CVE-2023-47248)."""
    texts = [f"good{i} word{i}" for i in range(20)]
    return pa.table([texts, ["a", "b"] * 10], schema=make_pickled_schema(place))


def write_parquet(place: Place) -> list[list[object]]:
    path = place.folder / "t.parquet"
    pq.write_table(make_pickled_table(place), path)
    return read_both(path)


def write_saved_data(place: Place) -> list[list[object]]:
    datasets = pytest.importorskip("datasets")
    table = make_pickled_table(place)
    folder = place.folder / "saved"
    datasets.Dataset.from_dict(table.to_pydict()).save_to_disk(str(folder))
    (path,) = folder.glob("*.arrow")
    with pa.ipc.new_stream(str(path), table.schema) as stream:
        stream.write_table(table)
    (folder / "saved.py").write_text(place.script)
    return read_data(folder)


def write_script(place: Place) -> list[list[object]]:
    """Write a data set with a script of its own, as the hub once ran them."""
    folder = place.folder / "films"
    folder.mkdir()
    shutil.copy(place.material.reviews, folder / "train.csv")
    for name in ("films.py", "__init__.py", "conftest.py", "setup.py"):
        (folder / name).write_text(place.script)
    return read_data(folder)


def write_package(place: Place) -> list[list[object]]:
    """Write a package of spaCy, with pickles and modules in it."""
    folder = place.folder / "en_core"
    (folder / "vocab").mkdir(parents=True)
    (folder / "meta.json").write_text(json.dumps({"lang": "en", "name": "core"}))
    (folder / "__init__.py").write_text(place.script)
    for name in ("lookups.bin", "key2row", "strings.json", "vectors.cfg"):
        (folder / "vocab" / name).write_bytes(place.payload)
    np.save(folder / "vocab" / "vectors", place.objects, allow_pickle=True)
    (folder / "vocab" / "vectors.npy").rename(folder / "vocab" / "vectors")
    return read_both(folder)


def write_model2vec(place: Place) -> list[list[object]]:
    folder = place.folder / "potion"
    folder.mkdir()
    (folder / "modeling.py").write_text(place.script)
    for name in ("tokenizer.json", "model.safetensors", "pytorch_model.bin", "config.json"):
        (folder / name).write_bytes(place.payload)
    return read_both(folder)


def write_study_arrays(place: Place) -> list[list[object]]:
    study = place.material.study
    for path in [*study.glob("predictions/*.npy"), *study.glob("*/*/*.npy")]:
        path.unlink()
        np.save(path, place.objects, allow_pickle=True)
    return read_study(study)


def write_study_pickles(place: Place) -> list[list[object]]:
    study = place.material.study
    for path in [*study.glob("predictions/*.npy"), *study.glob("*/*/*.npy")]:
        path.write_bytes(place.payload)
    for name in ("conf.py", "study.py", "__init__.py", "sitecustomize.py", "runs.csv.py"):
        (study / name).write_text(place.script)
    (study / "tokenizers").mkdir()
    (study / "tokenizers" / "reviews.json").write_bytes(place.payload)
    return read_study(study)


def write_model_pickles(place: Place) -> list[list[object]]:
    """Put pickles in place of a model's files, with the right hashes."""
    model = place.material.model
    config = json.loads((model / "config.json").read_bytes())
    for name in config["sha256"]:
        (model / name).write_bytes(place.payload)
        config["sha256"][name] = hashlib.sha256(place.payload).hexdigest()
    (model / "config.json").write_text(json.dumps(config))
    for name in ("modeling.py", "tokenizer.py", "__init__.py"):
        (model / name).write_text(place.script)
    return read_model(model, place.material.reviews)


def write_model_names(place: Place) -> list[list[object]]:
    """Name modules and pickles where a model names its tokenizer and its vectors."""
    model = place.material.model
    (place.folder / "evil.py").write_text(place.script)
    (place.folder / "t.kv").write_bytes(place.payload)
    config = json.loads((model / "config.json").read_bytes())
    config["tokenizer"]["name"] = "evil:tokenizer"
    config["vectors"] = {
        "name": "t.kv", "source": str(place.folder / "t.kv"), "dim": 8, "sha256": "0" * 64,
    }  # fmt: skip
    (model / "config.json").write_text(json.dumps(config))
    return read_model(model, place.material.reviews)


def write_compiled_code(place: Place) -> list[list[object]]:
    """Lay files of Python's and numba's caches where data are read."""
    home = Path(os.environ["EMBEDSTUDY_HOME"])
    for folder in (place.folder, home, place.material.study, place.material.model):
        cache = folder / "__pycache__"
        cache.mkdir(parents=True)
        for name in ("kernel-1.py311.nbi", "kernel-1.py311.1.nbc", "numpy.cpython-311.pyc"):
            (cache / name).write_bytes(place.payload)
        (folder / ".numba_config.yaml").write_text(f"cache_dir: {place.folder}\n")
        (folder / "matplotlibrc").write_text(f"backend: module://{place.folder}/evil\n")
    return [
        *read_data(place.material.reviews),
        *read_vectors(place.material.vectors),
        *read_study(place.material.study),
        *read_model(place.material.model, place.material.reviews),
    ]


def write_home(place: Place) -> list[list[object]]:
    """Put pickles in place of every array that the data home holds."""
    home = Path(os.environ["EMBEDSTUDY_HOME"])
    commands = [*read_data(place.material.reviews), *read_vectors(place.material.vectors)]
    _run_all([list(map(str, command)) for command in commands], [], place.folder / "first")
    for path in home.rglob("*"):
        if path.is_file():
            path.write_bytes(place.payload)
    return commands


def write_texts(place: Place) -> list[list[object]]:
    """Write texts, labels and words that spell code, in files of text."""
    code = f"__import__('os').mkdir({str(place.marker)!r})"
    rows = "".join(f'"{code} {i}","{{{{{code}}}}}{i % 2}"\n' for i in range(40))
    (place.folder / "t.csv").write_text(f"text,label\n{rows}")
    vectors = "".join(f"{code.replace(' ', '')}{i} 0.1 0.{i}\n" for i in range(20))
    (place.folder / "t.txt").write_text(vectors)
    (place.folder / "t.jsonl").write_text(
        "".join(json.dumps({"text": code, "label": f"{i % 2}"}) + "\n" for i in range(40))
    )
    return [
        *read_data(place.folder / "t.csv"),
        *read_data(place.folder / "t.jsonl"),
        *read_vectors(place.folder / "t.txt"),
    ]


PAYLOADS: dict[str, Callable[[Place], list[list[object]]]] = {
    "objects in .npy": write_array,
    "objects in .npz": write_arrays,
    **{f"pickle as .{ending}": write_pickle(ending) for ending in (
        "pkl", "kv", "bin", "txt", "csv", "json", "jsonl", "parquet", "xlsx", "safetensors",
    )},
    "joblib": write_joblib,
    "torch": write_torch,
    "pickle in .zip": write_packed_pickle,
    "extension type in Parquet": write_parquet,
    "extension type in Arrow": write_saved_data,
    "script of a data set": write_script,
    "spaCy package": write_package,
    "model2vec folder": write_model2vec,
    "objects in a study": write_study_arrays,
    "pickles in a study": write_study_pickles,
    "pickles in a model": write_model_pickles,
    "names in a model": write_model_names,
    "compiled code": write_compiled_code,
    "pickles in the data home": write_home,
    "code in texts": write_texts,
}  # fmt: skip


def _run_all(commands: list[list[str]], watched: list[str], report: Path) -> None:
    """Run commands in this process, and write each event that the hook sees, with its command."""
    with report.open("w", encoding="utf-8", buffering=1) as file:
        number = 0

        def record(event: str) -> None:
            file.write(f"{number} {event.encode('unicode_escape').decode()}\n")

        if watched:
            audit_hook.install(watched, record)
        for number, command in enumerate(commands):  # noqa: B007 - of the event
            try:
                main(command)
            except SystemExit as end:
                if end.code not in (0, 1, 2):
                    record(f"exit status {end.code}")
            except BaseException as error:
                record(f"{type(error).__name__}: {error}")


@pytest.fixture(scope="module")
def material(tmp_path_factory) -> Material:
    return make_material(tmp_path_factory.mktemp("material"))


@pytest.fixture
def place(material, tmp_path, home) -> Place:
    folder = tmp_path / "place"
    shutil.copytree(material.reviews.parent, folder)
    names = ("reviews", "vectors", "study", "model")
    return Place(
        folder,
        Material(*(folder / getattr(material, name).name for name in names)),
        tmp_path / "marker",
    )


def test_the_hook_sees_a_pickle(tmp_path):
    path, report, log = tmp_path / "t.pkl", tmp_path / "report", tmp_path / "log"
    path.write_bytes(pickle.dumps(Payload(tmp_path / "marker")))
    start_process(_load_pickle, path, report, log=log).join()
    assert (tmp_path / "marker").exists()
    assert "pickle.find_class" in report.read_text()


def _load_pickle(path: Path, report: Path) -> None:
    with report.open("w") as file:
        audit_hook.install([str(path.parent)], file.write)
        pickle.load(io.BytesIO(path.read_bytes()))


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.quick_faults if "study" in name else ())
        for name in PAYLOADS
    ],
)
def test_no_code_of_data_runs(name, place, tmp_path, trials):
    report, log = tmp_path / "report", tmp_path / "log"
    commands = [list(map(str, command)) for command in PAYLOADS[name](place)]
    watched = [str(place.folder), os.environ["EMBEDSTUDY_HOME"]]
    process = start_process(_run_all, commands, watched, report, log=log, folder=place.folder)
    process.join()
    lines = [line.partition(" ") for line in report.read_text("utf-8").splitlines()]
    for number, command in enumerate(commands):
        with trials.run(FAULT_CLASS, f"{name}: {' '.join(command[:2])}"):
            events = [event for at, _, event in lines if at == str(number)]
            assert not events, events
    assert process.exitcode == 0
    assert not place.marker.exists(), "the payload ran"
    assert "Traceback" not in log.read_text("utf-8")
