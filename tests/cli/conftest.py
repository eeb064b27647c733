"""A small study, a small model and small data sets, which tests of commands share."""

from pathlib import Path

import pytest
from datasets import Dataset, DatasetDict

from tests.cli.runner import call

DATA = ["rotten-tomatoes", "--vectors", "glove-6b-50d"]


@pytest.fixture(scope="session")
def quick(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("cli") / "quick"
    result = call(
        "compare", *DATA, "--seeds", 2, "--epochs", 1, "--lr", 0.1, "--baseline", "majority",
        "--quiet", "--out", out,
    )  # fmt: skip
    assert result.exit_code == 0
    assert result.stderr == ""
    for expected in ("Do you need pretrained vectors here?", "random", "frozen", "finetuned"):
        assert expected in result.stdout
    return out


@pytest.fixture
def saved(tmp_path):
    texts = [f"word{i % 7} text {i} [bold]" for i in range(40)]
    train = Dataset.from_dict({"text": texts, "label": ["a\x1b[31m", "[b]"] * 20})
    test = train.select(range(10))
    path = tmp_path / "saved"
    DatasetDict({"train": train, "test": test}).save_to_disk(path)
    return path


@pytest.fixture(scope="session")
def reviews(tmp_path_factory):
    path = tmp_path_factory.mktemp("data") / "reviews.tsv"
    rows = (f"good film {i % 9}\tpos\nbad film {i % 7}\tneg\n" for i in range(60))
    path.write_text("text\tlabel\n" + "".join(rows))
    return path


@pytest.fixture(scope="session")
def model(reviews, tmp_path_factory):
    out = tmp_path_factory.mktemp("models") / "m"
    result = call("train", reviews, "--out", out, "--dim", 6, "--epochs", 3, "--lr", 0.5, "--quiet")
    assert result.exit_code == 0
    assert result.stderr == ""
    assert "2 classes" in result.stdout
    assert "96 train, 12 dev, 12 test" in result.stdout
    assert "dev accuracy 100.0 %, test accuracy 100.0 %" in result.stdout
    assert f"written to {out}" in result.stdout
    return out
