"""Mutants of a study file."""

import pytest

from embedstudy.study.plan.study_file import read_study
from tests.faults.mutants import Target, fuzz

STUDY_FILE = """\
dataset = ["sst2", "{folder}/reviews.csv"]
vectors = ["glove-6b-50d", "train:word2vec"]
seeds = 3
strategies = ["random", "finetuned"]

encoders = ["mean", "dan"]
tokenizer = "basic"
max_tokens = 200

[model]
epochs = 5
dropout = 0.1

[data]
encoding = "utf-8"
"""


@pytest.mark.quick_faults
def test_a_study_file(tmp_path, trials):
    (tmp_path / "reviews.csv").write_text("text,label\n")
    path = tmp_path / "films.toml"
    content = STUDY_FILE.format(folder=tmp_path).encode()
    fuzz(trials, "mutants of a study file", content, Target(path, lambda: read_study(path)))
