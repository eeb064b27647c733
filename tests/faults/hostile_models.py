"""Model folders that a stranger could have made: right hashes, wrong contents."""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import load as read_tensors
from safetensors.numpy import save as write_tensors

from embedstudy.classifier.persistence.layout import CONFIG, TENSORS, TOKENIZER, WORDS
from embedstudy.storage import SEAL, seal_document

Change = Callable[[Path], None]
# Values that no number of a model can have.
NUMBERS: list[Any] = [
    0, -1, 10**9, 2**31, 4294967296, 2**63, 10**30, 10**400, 0.5, 1e300, -0.0, True, None, "1",
    "9" * 5000, [], [1], {}, {"a": 1},
]  # fmt: skip
# Values that no name can have.
NAMES: list[Any] = [
    "", "x" * 10_000_000, "../../etc/passwd", "a\0b", "\udcff", "\x1b]0;owned\x07", "__import__",
    "Constant(value=" * 300, 7, True, None, [], ["mean"], [["a"] * 9] * 9, {"name": "mean"},
]  # fmt: skip
SIZES = (
    "dim", "epochs", "batch_size", "ngrams", "buckets", "window", "hidden_size", "hidden_layers",
    "max_tokens", "min_count", "max_vocabulary", "random_state", "verbose", "patience",
)  # fmt: skip
NAME_PARAMETERS = (
    "strategy", "encoder", "tokenizer", "unicode_form", "schedule", "optimizer", "metric", "scale",
    "embedding_initializer", "initializer", "char_ngrams", "class_weight", "vectors",
)  # fmt: skip
SPECIAL = ["/dev/zero", "/dev/stdin", "/proc/kmsg", "/proc/self/mem", "relative.txt", "/etc", "/"]


def read_config(folder: Path) -> dict[str, Any]:
    return json.loads((folder / CONFIG).read_bytes())


def write_config(folder: Path, config: dict[str, Any], *, hashed: bool = True) -> None:
    """Write a configuration with the hashes of the files that are there."""
    if hashed:
        config["sha256"] = {
            name: hashlib.sha256((folder / name).read_bytes()).hexdigest()
            for name in (TENSORS, WORDS, TOKENIZER)
            if (folder / name).is_file()
        }
    try:
        config = seal_document(config)
    except (ValueError, RecursionError):
        config.pop(SEAL, None)
    (folder / CONFIG).write_text(json.dumps(config))


def set_value(*path: str, value: Any) -> Change:
    """Set a value of the configuration, at a path of keys."""

    def change(folder: Path) -> None:
        config = read_config(folder)
        place = config
        for key in path[:-1]:
            place = place.setdefault(key, {})
        place[path[-1]] = value
        write_config(folder, config)

    return change


def set_tensor(name: str, make: Callable[[np.ndarray], np.ndarray | None]) -> Change:
    """Replace an array; None drops it."""

    def change(folder: Path) -> None:
        tensors = read_tensors((folder / TENSORS).read_bytes())
        array = make(np.array(tensors.pop(name, np.zeros(3, np.float32))))
        if array is not None:
            tensors[name] = np.ascontiguousarray(array)
        (folder / TENSORS).write_bytes(write_tensors(tensors))
        write_config(folder, read_config(folder))

    return change


def set_file(name: str, content: bytes) -> Change:
    def change(folder: Path) -> None:
        (folder / name).write_bytes(content)
        write_config(folder, read_config(folder))

    return change


def set_header(**entry: Any) -> Change:
    """Lie in the header of the arrays about the embedding."""

    def change(folder: Path) -> None:
        content = (folder / TENSORS).read_bytes()
        size = int.from_bytes(content[:8], "little")
        header = json.loads(content[8 : 8 + size])
        header["embedding"] |= entry
        text = json.dumps(header).encode()
        (folder / TENSORS).write_bytes(len(text).to_bytes(8, "little") + text + content[8 + size :])
        write_config(folder, read_config(folder))

    return change


def raw_config(content: bytes) -> Change:
    return lambda folder: (folder / CONFIG).write_bytes(content) and None


def replace_text(old: str, new: str) -> Change:
    """Change the text of the configuration, and take off its checksum."""

    def change(folder: Path) -> None:
        config = read_config(folder)
        config.pop(SEAL, None)
        (folder / CONFIG).write_text(json.dumps(config).replace(old, new))

    return change


def link(name: str, target: str) -> Change:
    def change(folder: Path) -> None:
        outside = folder.parent / "outside"
        shutil.copytree(folder, outside, dirs_exist_ok=True)
        (folder / name).unlink()
        (folder / name).symlink_to(target or outside / name)

    return change


def make_pipe(name: str) -> Change:
    def change(folder: Path) -> None:
        (folder / name).unlink()
        os.mkfifo(folder / name)

    return change


def make_sparse(name: str, size: int) -> Change:
    def change(folder: Path) -> None:
        os.truncate(folder / name, size)

    return change


def list_changes() -> Iterator[tuple[str, Change]]:
    """Yield changes by name."""
    parameters = [("parameters", name) for name in SIZES]
    yield from _list_values(parameters, NUMBERS)
    yield from _list_values([("parameters", name) for name in NAME_PARAMETERS], NAMES)
    keys = (
        ("format",), ("embedstudy",), ("learning_rate",), ("c",), ("epochs",), ("scale",),
        ("history",), ("data",), ("parameters",), ("classes",), ("classes", "labels"),
        ("classes", "type"), ("tokenizer",), ("tokenizer", "name"), ("tokenizer", "settings"),
        ("vectors",), ("parameters", "class_weight"),
    )  # fmt: skip
    yield from _list_values(keys, [*NUMBERS, *NAMES])
    yield from _list_vectors_changes()
    yield from _list_data_changes()
    yield from _list_array_changes()
    yield from _list_header_changes()
    yield from _list_file_changes()
    yield from _list_links()
    yield from _list_tokenizer_changes()
    for ngrams, buckets in ((2, 4294967296), (2, 2**31 - 1), (2, 2_000_000_000), (10**9, 100)):
        values = {"ngrams": ngrams, "buckets": buckets}
        yield f"ngrams = {ngrams}, buckets = {buckets}", update("parameters", values)


def update(key: str, values: dict[str, Any]) -> Change:
    def change(folder: Path) -> None:
        config = read_config(folder)
        config[key] |= values
        write_config(folder, config)

    return change


def _list_values(
    keys: Iterable[tuple[str, ...]], values: Iterable[Any]
) -> Iterator[tuple[str, Change]]:
    for path, value in product(keys, values):
        yield f"{'.'.join(path)} = {value!r:.40}", set_value(*path, value=value)


def _list_vectors_changes() -> Iterator[tuple[str, Change]]:
    vectors = {
        "name": "v", "source": None, "dim": 4, "sha256": "0" * 64, "factor": 1.0, "is_unit": False
    }  # fmt: skip
    for key, value in product(vectors, (*NUMBERS[:8], *NAMES[:9], *SPECIAL)):

        def change(folder: Path, key: str = key, value: Any = value) -> None:
            config = read_config(folder)
            config["parameters"]["strategy"] = "finetuned"
            config["vectors"] = {**vectors, key: value}
            write_config(folder, config)

        yield f"vectors.{key} = {value!r:.40}", change


def _list_data_changes() -> Iterator[tuple[str, Change]]:
    data = {
        "name": "d", "sha256": "0" * 64, "text_columns": ["text"], "has_header": True,
        "label_column": "label", "encoding": "utf-8", "skip_bad_lines": False,
    }  # fmt: skip
    for key, value in product(data, (*NUMBERS[:8], *NAMES, "hex", "idna", "undefined")):
        yield f"data.{key} = {value!r:.40}", set_value("data", value={**data, key: value})


def _list_array_changes() -> Iterator[tuple[str, Change]]:
    makers: dict[str, Callable[[np.ndarray], np.ndarray | None]] = {
        "none": lambda _: None,
        "empty": lambda array: array[:0],
        "NaN": lambda array: np.full_like(array, np.nan) if array.dtype.kind == "f" else -array - 1,
        "inf": lambda array: np.full_like(array, np.inf) if array.dtype.kind == "f" else array + 9,
        "largest": lambda array: np.full_like(
            array,
            np.finfo(array.dtype).max if array.dtype.kind == "f" else np.iinfo(array.dtype).max,
        ),
        "longer": lambda array: np.concatenate([array, array]),
        "float64": lambda array: array.astype(np.float64),
        "int32": lambda array: np.nan_to_num(array).astype(np.int32),
        "uint8": lambda array: np.nan_to_num(array).astype(np.uint8),
        "a scalar": lambda array: np.zeros((), array.dtype),
        "three dimensions": lambda array: array[..., None, None],
    }
    names = (
        "embedding", "weights", "bias", "log_prior", "class_totals", "word_counts", "buckets",
        "channel", "char_buckets", "encoder.hidden1", "unknown",
    )  # fmt: skip
    for name in names:
        for kind, make in makers.items():
            yield f"{name}: {kind}", set_tensor(name, make)


def _list_header_changes() -> Iterator[tuple[str, Change]]:
    for shape in ([10**9, 10**9], [-1, 4], [2**62, 4], [1.5, 4], [True, 4], "44", [], [0, 4]):
        yield f"header: shape {shape}", set_header(shape=shape)
    for offsets in ([0, 10**12], [-8, 8], [10**18, 10**18 + 8], [8, 0], [0], "ab", [0.0, 8.0]):
        yield f"header: offsets {offsets}", set_header(data_offsets=offsets)
    for dtype in ("F16", "BF16", "F8_E4M3", "BOOL", "I8", "", 4, None, []):
        yield f"header: dtype {dtype}", set_header(dtype=dtype)


def _list_file_changes() -> Iterator[tuple[str, Change]]:
    for size in (0, 1, 7, 8, 9, 100):
        yield f"arrays of {size} bytes", set_file(TENSORS, b"\xff" * size)
    deep = b"[" * 100_000
    length = len(deep).to_bytes(8, "little")
    yield "header: deep", set_file(TENSORS, length + deep)
    yield "header: huge", set_file(TENSORS, (2**63).to_bytes(8, "little") + b"{}")
    for kind, content in {
        "empty": b"", "not UTF-8": b"\xff\xfe\n" * 9, "one long word": b"x" * 5_000_000,
        "many": b"w\n" * 3_000_000, "twice": b"a\n" * 8, "binary": bytes(range(256)) * 9,
    }.items():  # fmt: skip
        yield f"words: {kind}", set_file(WORDS, content)
    for kind, content in {
        "empty": b"", "deep": deep, "deep objects": b'{"a":' * 100_000, "NaN": b'{"format": NaN}',
        "many lists": b"[" + b"[]," * 8_000_000 + b"[]]", "long": b" " * 50_000_000,
        "an infinity": b'{"format": 1e999, "embedstudy": "1"}',
    }.items():  # fmt: skip
        yield f"config: {kind}", raw_config(content)
    yield "config: changed", replace_text('"format": 1', '"format": 3')
    yield "config: infinite", replace_text('"learning_rate": ', '"learning_rate": 1e999, "y": ')


def _list_links() -> Iterator[tuple[str, Change]]:
    for name in (CONFIG, TENSORS, WORDS):
        yield f"{name}: a link out", link(name, "")
        yield f"{name}: a link to /dev/zero", link(name, "/dev/zero")
        yield f"{name}: a link to itself", link(name, name)
        yield f"{name}: a link to nothing", link(name, "nothing")
        yield f"{name}: a pipe", make_pipe(name)
    for name in (TENSORS, WORDS):
        yield f"{name}: 100 GB, sparse", make_sparse(name, 10**11)
    yield "config.json: 100 GB, sparse", make_sparse(CONFIG, 10**11)


def _list_tokenizer_changes() -> Iterator[tuple[str, Change]]:
    for kind, state in {
        "empty": "{}", "deep": "[" * 100_000, "ids": '{"model": {"vocab": {"a": 4000000000}, '
        '"merges": []}}', "merges": '{"model": {"vocab": {"a": 0}, "merges": ["a b"]}}',
        "negative": '{"model": {"vocab": {"a": -1}, "merges": []}}',
        "floats": '{"model": {"vocab": {"a": 0.0}, "merges": []}}',
        "odd merges": '{"model": {"vocab": {"a": 0}, "merges": [1, [2], "a"]}}',
        "lists": '{"model": {"vocab": [["a", 0]], "merges": {}}}',
        "one empty": '{"model": {"vocab": {"": 0}, "merges": []}}',
        "long": "[" + "0," * 3_000_000 + "0]",
    }.items():  # fmt: skip

        def learn(folder: Path, state: str = state) -> None:
            (folder / TOKENIZER).write_text(state)
            config = read_config(folder)
            config["tokenizer"]["name"] = config["parameters"]["tokenizer"] = "subwords:100"
            write_config(folder, config)

        yield f"tokenizer: {kind}", learn
