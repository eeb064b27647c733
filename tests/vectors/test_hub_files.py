"""Vectors of repositories of a hub on this machine."""

import contextlib
import io
import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save

from embedstudy import load_vectors
from embedstudy.errors import EmbedstudyWarning, FetchError, InputError
from embedstudy.vectors.hub_files import is_asked, locate_on_hub, parse_hub_name
from embedstudy.vectors.sources import check_name, is_here, locate
from tests.datasets.hub_server import HubServer

MATRIX = np.arange(6, dtype=np.float32).reshape(3, 2)
TEXT = b"good 1 2\nbad 3 4\n"
TOKENIZER = json.dumps({"model": {"vocab": {"good": 0, "bad": 1, "film": 2}}}).encode()


def npy(matrix):
    target = io.BytesIO()
    np.save(target, matrix)
    return target.getvalue()


REPOS = {
    "me/text": {"README.md": b"#", "en/v.vec": b"2 2\n" + TEXT, "config.json": b"{}"},
    "me/two": {"a.txt": TEXT, "b.txt": TEXT.replace(b"good", b"fine"), "vocab.txt": b"x\n"},
    "me/array": {"v.npy": npy(MATRIX), "vocab.txt": b"good\nbad\nfilm\n"},
    "me/static": {
        "config.json": b'{"model_type": "model2vec"}',
        "model.safetensors": save({"embeddings": MATRIX}),
        "tokenizer.json": TOKENIZER,
        "modeling.py": b"open('marker', 'w')",
    },
    "me/bert": {
        "config.json": b'{"model_type": "bert"}',
        "model.safetensors": save({"embeddings": MATRIX}),
        "tokenizer.json": TOKENIZER,
    },
    "me/nothing": {"README.md": b"#", "pytorch_model.bin": b"x", "model.onnx": b"x"},
    "me/gated": {"v.vec": TEXT},
}


@pytest.fixture
def hub(home, monkeypatch):
    server = HubServer(REPOS, gated=("me/gated",))
    monkeypatch.setenv("HF_ENDPOINT", server.address)
    yield server
    server.close()


def load(name, vocabulary=None):
    return load_vectors(name, vocabulary, progress=False)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("hf:me/text", ["good", "bad"]),
        ("hf:me/text@main", ["good", "bad"]),
        ("hf:me/two#b.txt", ["fine", "bad"]),
        ("hf:me/array", ["good", "bad", "film"]),
        ("hf:me/static", ["good", "bad", "film"]),
    ],
)
def test_vectors_are_fetched_once_and_stay_at_their_revision(name, words, hub):
    check_name(name)
    assert not is_here(name)
    assert list(load(name).words) == words
    assert is_here(name)
    assert is_asked(name)
    file = locate(name, progress=False)
    repo = parse_hub_name(name)[0]
    assert file.source.startswith(f"hf:{repo}@{hub.sha(repo)}")
    assert len(file.sha256) == 64
    requests = list(hub.requested)
    hub.repos[repo] = {"v.vec": b"other 1 2\n"}
    assert list(load(name).words) == words
    assert hub.requested == requests


@pytest.mark.parametrize(
    ("name", "phrase"),
    [
        ("hf:me/text", "vectors from en/v.vec"),
        ("hf:me/array", "vectors from v.npy, words from vocab.txt"),
        ("hf:me/array#v.npy", "words from vocab.txt"),
        ("hf:me/two#b.txt", ""),
    ],
)
def test_files_that_were_chosen_are_told(name, phrase, hub):
    assert load(name).reading == (f"read {name}: {phrase}" if phrase else "")


@pytest.mark.parametrize("links", [True, False])
def test_a_damaged_model_is_mended(links, hub, home, monkeypatch):
    if not links:
        monkeypatch.setattr(Path, "hardlink_to", lambda *_: (_ for _ in ()).throw(OSError()))
    expected = load("hf:me/static").matrix.tolist()
    for folder in ("web", "vectors/hub"):
        (path,) = (home / folder).rglob("*model.safetensors")
        content = path.read_bytes()
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 64]))
        checked = links or folder == "web"  # a copy is compared in silence
        with pytest.warns(EmbedstudyWarning) if checked else contextlib.nullcontext():
            assert load("hf:me/static").matrix.tolist() == expected
        assert path.read_bytes() == content


def test_no_code_is_fetched(hub):
    load("hf:me/static", ["good"])
    assert not any("modeling.py" in request for request in hub.requested)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("hf:me/two", r"hf:me/two: which of its 2 files\? there are: hf:me/two#a.txt, hf:me/two#b"),
        ("hf:me/two#c.txt", r"no file 'c\.txt'; there are: hf:me/two#a\.txt"),
        ("hf:me/none", "hf:me/none: no such repository of models on the hub, or one that needs"),
        ("hf:me/gated", "hf:me/gated: no such repository of models on the hub, or one that needs"),
        ("hf:me/bert", "hf:me/bert: is a model of type bert, no table of word vectors"),
        ("hf:me/nothing", r"no file in a format of vectors that is read \(it has README\.md"),
        ("hf:me/../x", "no name of the hub"),
        ("hf:text", "no name of the hub"),
    ],
)
def test_repositories_without_one_table(name, message, hub):
    with pytest.raises(InputError, match=message) as caught:
        load(name)
    assert "\n" not in str(caught.value)


def test_a_hub_that_does_not_answer(home, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setattr("embedstudy.fetch.transfer.time.sleep", lambda _: None)
    with pytest.raises(
        FetchError, match=r"hf:me/text: could not download http://127\.0\.0\.1:9/api"
    ):
        locate_on_hub("hf:me/text", progress=False)
    assert not is_asked("hf:me/text")
    assert not is_asked("hf:text")
