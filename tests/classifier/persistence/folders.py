"""Folders of saved models: made by training, and written by hand."""

import json

import numpy as np
from safetensors.numpy import save as tensors

from embedstudy import EmbeddingClassifier
from embedstudy.classifier.persistence.layout import CONFIG, TENSORS, WORDS
from embedstudy.storage import SEAL, seal_document, sha256

TEXTS, LABELS = ["good1 word1 fine", "bad1 word2"] * 20, ["pos", "neg"] * 20
PROBE = ["good1", "bad1 word1", "", "good2 unheard"]


def fit_and_save(path, **parameters):
    """Fit a small model, save it to a folder and return it."""
    model = EmbeddingClassifier(**{"learning_rate": 0.5, "dim": 6, "epochs": 2, **parameters})
    model.fit(TEXTS, LABELS).save(path)
    return model


def write_format_1(folder):
    """Write a model of format 1 by hand, as every later version must read it."""
    folder.mkdir()
    arrays = {
        "embedding": np.array([[1, 0], [0, 1], [-1, 0]], np.float32),
        "weights": np.array([[2, 0], [0, 0]], np.float32),
        "bias": np.array([0, 1], np.float32),
        "log_prior": np.log(np.array([0.25, 0.75], np.float32)),
        "class_totals": np.array([5.0, 15.0]),
        "word_counts": np.array([9, 7, 4]),
        "buckets": np.empty(0, np.int32),
    }
    (folder / TENSORS).write_bytes(tensors(arrays))
    (folder / WORDS).write_bytes(b"good\nfilm\nbad\n")
    hashes = {name: sha256(folder / name) for name in (TENSORS, WORDS)}
    config = {
        "format": 1,
        "embedstudy": "0.1.0",
        "parameters": {
            "vectors": None, "strategy": "random", "encoder": "mean", "dim": 2, "epochs": 3,
            "optimizer": "sgd", "learning_rate": "auto", "batch_size": 1, "random_state": None,
            "tokenizer": "basic", "min_count": 1, "max_vocabulary": None, "max_tokens": 4,
            "unicode_form": "nfc",
            "window": 5, "hidden_size": 100, "hidden_layers": 1, "ngrams": 1, "buckets": 1000000,
            "momentum": 0.0, "nesterov": False, "schedule": "linear", "warmup": 0.0,
            "embedding_rate": 1.0, "weight_decay": 0.0, "dropout": 0.0, "word_dropout": 0.0,
            "max_norm": None, "unfreeze_after": None, "patience": None,
            "validation_fraction": 0.1, "embedding_initializer": "RandomUniform",
            "initializer": "GlorotUniform", "class_weight": [[1, 2.0]], "verbose": 0,
        },
        "classes": {"type": "int", "labels": [0, 1]},
        "tokenizer": {"name": "basic", "settings": "basic 2, Unicode 14.0.0"},
        "vectors": None,
        "learning_rate": 0.3,
        "epochs": 2,
        "history": [
            {"epoch": 1, "train_loss": 0.6, "dev_accuracy": None, "learning_rate": 0.3},
            {"epoch": 2, "train_loss": 0.5, "dev_accuracy": None, "learning_rate": 0.2},
        ],
        "sha256": hashes,
    }  # fmt: skip
    (folder / CONFIG).write_text(json.dumps(config))
    return config


def change_config(folder, **changes):
    """Change values of a saved configuration."""
    config = json.loads((folder / CONFIG).read_bytes())
    is_sealed = SEAL in config
    config |= changes
    (folder / CONFIG).write_text(json.dumps(seal_document(config) if is_sealed else config))
