"""``embedstudy train``."""

import json

import pytest

from embedstudy import EmbeddingClassifier
from tests.cli.runner import call

QUICK = ["--dim", "6", "--epochs", "3", "--lr", "0.5"]


def test_training_as_json(reviews, tmp_path):
    result = call(
        "train", reviews, "--out", tmp_path / "m", "--encoder", "dan", "--dim", "5",
        "--epochs", "4", "--hidden-size", "7", "--seed", "3", "--class-weight", "balanced",
        "--ngrams", "2", "--dropout", "0.1", "--char-ngrams", "3-6", "--json",
    )  # fmt: skip
    document = json.loads(result.stdout)
    assert document["texts"] == {"train": 96, "dev": 12, "test": 12}
    assert document["classes"] == ["neg", "pos"]
    chosen = document["parameters"]
    wanted = {
        "encoder": "dan", "dim": 5, "epochs": 4, "hidden_size": 7, "random_state": 3, "ngrams": 2,
        "char_ngrams": "3-6",
        "class_weight": "balanced", "dropout": 0.1,
        "optimizer": "adam", "word_dropout": 0.3, "batch_size": 32,  # as recommended
    }  # fmt: skip
    assert {name: chosen[name] for name in wanted} == wanted
    keys = {"dev_accuracy", "test_accuracy", "test_macro_f1", "learning_rate", "epoch"}
    assert keys <= set(document)
    assert "choosing rate and scale ..." in result.stderr
    assert "read reviews.tsv: text from column text, label from label, cells" in result.stderr
    loaded = EmbeddingClassifier.load(tmp_path / "m")
    assert loaded.n_epochs_ == document["epoch"]
    assert loaded.learning_rate_ == document["learning_rate"]


def test_a_model_that_is_solved(reviews, tmp_path):
    arguments = ("train", reviews, "--strategy", "random-frozen", "--dim", "6", "--out")
    document = json.loads(call(*arguments, tmp_path / "json", "--json", "-q").stdout)
    assert (document["learning_rate"], document["epoch"]) == (None, None)
    assert document["C"] == EmbeddingClassifier.load(tmp_path / "json").C_ > 0
    printed = call(*arguments, tmp_path / "text", "-q").stdout
    assert f"solved as a logistic regression, C {document['C']:g}: dev accuracy" in printed


def test_a_metric_chooses_and_is_named(reviews, tmp_path):
    arguments = ("train", reviews, *QUICK, "--metric", "auroc", "-q", "--out")
    document = json.loads(call(*arguments, tmp_path / "json", "--json").stdout)
    assert document["metric"] == "auroc"
    assert 0 <= document["dev_score"] <= document["test_score"] <= 1
    dev, test = (f"{100 * document[f'{part}_score']:.1f} %" for part in ("dev", "test"))
    printed = " ".join(call(*arguments, tmp_path / "text").stdout.split())
    assert f"dev AUROC {dev}, test AUROC {test}, test accuracy " in printed
    model = EmbeddingClassifier.load(tmp_path / "json")
    assert model.metric == "auroc"
    assert {"dev_accuracy", "dev_score"} < set(model.history_[0])
    tested = call("test", tmp_path / "json", reviews).stdout
    assert f"12 texts: AUROC {test}, accuracy " in " ".join(tested.split())
    refused = call("train", reviews, "--out", tmp_path / "x", "--metric", "auc")
    assert refused.exit_code == 2
    assert "no metric 'auc'; there are: auroc" in refused.stderr


def test_a_model_is_replaced_only_when_asked(reviews, tmp_path):
    out = tmp_path / "m"
    assert call("train", reviews, "--out", out, *QUICK, "-q").exit_code == 0
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    refused = call("train", reviews, "--out", out, *QUICK, "-q", "--seed", "5")
    assert refused.exit_code == 2
    assert "holds a model already (--force replaces it)" in refused.stderr
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    forced = call("train", reviews, "--out", out, *QUICK, "-q", "--seed", "5", "--force")
    assert forced.exit_code == 0
    assert (out / "model.safetensors").read_bytes() != before["model.safetensors"]


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["--encoder", "men"], 2, "no encoder 'men'; there are: mean"),
        (["--optimizer", "adamm"], 2, "no optimizer 'adamm'; there are: adam"),
        (["--strategy", "frozen"], 2, "strategy 'frozen' needs vectors"),
        (["--vectors", "glov"], 2, "no vectors 'glov'; nearest: glove"),
        (["--encoder", "hier", "--window", "-1"], 2, "window is -1"),
        (["--dropout", "1"], 2, "dropout is 1.0"),
        (["--batch-size", "97"], 2, "batch_size is 97, more than the 96 texts"),
        (["--initializer", "Identity"], 2, "Identity: "),
        (["--class-weight", "even"], 2, "no class_weight 'even'"),
        (["--tokenizer", "tree"], 2, "no tokenizer 'tree'"),
        (["--text-column", "body"], 2, "no column 'body'"),
        (["--lr", "1e39"], 1, "not finite at epoch 1, step"),
    ],
)
def test_bad_input_is_one_line_and_writes_nothing(reviews, tmp_path, arguments, status, message):
    result = call("train", reviews, "--out", tmp_path / "m", "--quiet", *arguments)
    assert result.exit_code == status
    assert message in result.stderr
    assert result.stderr.count("\n") == 1
    assert result.stdout == ""
    assert not (tmp_path / "m").exists()


def test_a_misspelt_option_is_found_before_the_data_are_read(tmp_path):
    result = call("train", "no-such-data", "--out", tmp_path / "m", "--encoder", "men")
    assert "no encoder 'men'" in result.stderr
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    taken = call("train", "no-such-data", "--out", tmp_path / "mine", "--force")
    assert taken.exit_code == 2
    assert "holds other files than a model's" in taken.stderr
