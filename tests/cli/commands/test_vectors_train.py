import gzip
import json

import numpy as np
import pytest
from gensim.models import KeyedVectors

from embedstudy.storage import sha256
from embedstudy.text.training_texts import open_training_texts
from embedstudy.vectors.training import train_vectors
from tests.cli.runner import call

LINES = "".join(f"The {'good' if i % 3 else 'BAD'} film number {i % 7}!\n" for i in range(200))
QUICK = ["--dim", "8", "--min-count", "2", "--quiet"]


@pytest.fixture
def texts(tmp_path):
    path = tmp_path / "texts.txt.gz"
    path.write_bytes(gzip.compress(LINES.encode()))
    return path


@pytest.mark.parametrize("method", ["word2vec", "fasttext"])
def test_what_is_written_is_what_was_trained_and_gensim_loads_it(texts, tmp_path, method):
    out = tmp_path / "new" / "v.bin"
    result = call("vectors", "train", "--corpus", texts, "--out", out, "--method", method, *QUICK)
    assert result.exit_code == 0
    assert result.stderr == ""
    assert "12 words x 8" in result.stdout
    expected = train_vectors(
        open_training_texts(str(texts)), method=method, dim=8, min_count=2, progress=False
    )
    loaded = KeyedVectors.load_word2vec_format(out, binary=True)
    assert loaded.index_to_key == list(expected.words)
    assert np.array_equal(loaded.vectors, expected.matrix)
    loaded.save_word2vec_format(tmp_path / "theirs.bin", binary=True)
    assert out.read_bytes() == (tmp_path / "theirs.bin").read_bytes()


def test_json_and_every_option(texts, tmp_path):
    out = tmp_path / "v.bin"
    options = {
        "architecture": "skipgram", "dim": 6, "window": 3, "negative": 4, "epochs": 2,
        "min_count": 1, "workers": 1, "seed": 9,
    }  # fmt: skip
    flags = [x for k, v in options.items() for x in (f"--{k.replace('_', '-')}", v)]
    result = call("vectors", "train", "--corpus", texts, "--out", out, *flags, "--json", "-q")
    document = json.loads(result.stdout)
    assert document["settings"] == {"method": "word2vec", **options}
    assert document["sha256"] == sha256(out)
    assert (document["words"], document["out"]) == (12, str(out))


def test_a_data_set_is_its_training_part(tmp_path):
    out = tmp_path / "v.bin"
    result = call("vectors", "train", "--corpus", "rotten-tomatoes", "--out", out, *QUICK,
                  "--epochs", "1")  # fmt: skip
    assert "from the training part of rotten-tomatoes (6,824 texts)" in result.stdout
    assert len(KeyedVectors.load_word2vec_format(out, binary=True)) > 5000


def test_a_file_is_replaced_only_when_asked(texts, tmp_path):
    out = tmp_path / "v.bin"
    out.write_text("mine")
    refused = call("vectors", "train", "--corpus", texts, "--out", out, *QUICK)
    assert refused.exit_code == 2
    assert "--force replaces it" in refused.stderr
    assert out.read_text() == "mine"
    forced = call("vectors", "train", "--corpus", texts, "--out", out, *QUICK, "--force")
    assert forced.exit_code == 0
    assert out.read_bytes().startswith(b"12 8\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--corpus", "rotten-tomatos"], "no data set 'rotten-tomatos'; there are: rotten-"),
        (["--corpus", "{texts}", "--method", "word"], "no method 'word'; there are: word2vec"),
        (["--corpus", "{texts}", "--architecture", "sg"], "no architecture 'sg'"),
        (["--corpus", "{texts}", "--dim", "0"], "dim is 0; it must be a whole number, at least 1"),
        (["--corpus", "{texts}", "--min-count", "999"], "no word occurs 999 times"),
        (["--corpus", "/dev/null/x"], "no data set '/dev/null/x'"),
        (["--corpus", "{empty}"], "no words to train on in 0 documents"),
        (["--corpus", "{latin}"], "line 1: not UTF-8"),
    ],
)
def test_bad_input_is_one_line_and_writes_nothing(texts, tmp_path, arguments, message):
    (tmp_path / "empty").touch()
    (tmp_path / "latin").write_bytes(b"na\xefve\n")
    places = {"texts": texts, "empty": tmp_path / "empty", "latin": tmp_path / "latin"}
    filled = [argument.format(**places) for argument in arguments]
    result = call("vectors", "train", "--out", tmp_path / "v.bin", "--quiet", *filled)
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stderr.count("\n") == 1
    assert not (tmp_path / "v.bin").exists()
