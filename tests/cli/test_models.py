"""train, predict and test, as a person meets them."""

import gzip
import json
import os
import signal
import subprocess
import sys

import numpy as np
import pytest

from embedstudy import EmbeddingClassifier
from tests.cli.runner import call, process

QUICK = ["--dim", "6", "--epochs", "3", "--lr", "0.5"]


@pytest.fixture(scope="module")
def reviews(tmp_path_factory):
    path = tmp_path_factory.mktemp("data") / "reviews.tsv"
    rows = (f"good film {i % 9}\tpos\nbad film {i % 7}\tneg\n" for i in range(60))
    path.write_text("text\tlabel\n" + "".join(rows))
    return path


@pytest.fixture(scope="module")
def model(reviews, tmp_path_factory):
    out = tmp_path_factory.mktemp("models") / "m"
    result = call("train", reviews, "--out", out, *QUICK, "--quiet")
    assert result.exit_code == 0
    assert result.stderr == ""
    assert "2 classes" in result.stdout
    assert "96 train, 12 dev, 12 test" in result.stdout
    assert "dev accuracy 100.0 %, test accuracy 100.0 %" in result.stdout
    assert f"written to {out}" in result.stdout
    return out


def predict(*arguments, given=b""):
    return call("predict", *arguments, given=given)


def lines(result):
    return result.stdout_bytes.decode().split("\n")[:-1]


def test_training_as_json(reviews, tmp_path):
    result = call(
        "train", reviews, "--out", tmp_path / "m", "--encoder", "dan", "--dim", "5",
        "--epochs", "4", "--hidden-size", "7", "--seed", "3", "--class-weight", "balanced",
        "--ngrams", "2", "--dropout", "0.1", "--json",
    )  # fmt: skip
    document = json.loads(result.stdout)
    assert document["texts"] == {"train": 96, "dev": 12, "test": 12}
    assert document["classes"] == ["neg", "pos"]
    chosen = document["parameters"]
    wanted = {
        "encoder": "dan", "dim": 5, "epochs": 4, "hidden_size": 7, "random_state": 3, "ngrams": 2,
        "class_weight": "balanced", "dropout": 0.1,
        "optimizer": "adam", "word_dropout": 0.3, "batch_size": 32,  # as recommended
    }  # fmt: skip
    assert {name: chosen[name] for name in wanted} == wanted
    found = {"dev_accuracy", "test_accuracy", "test_macro_f1", "learning_rate", "epoch"}
    assert found <= set(document)
    assert "choosing the learning rate ..." in result.stderr
    loaded = EmbeddingClassifier.load(tmp_path / "m")
    assert loaded.n_epochs_ == document["epoch"]
    assert loaded.learning_rate_ == document["learning_rate"]


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
        (["--vectors", "glov"], 2, "no vectors 'glov'; there are: glove"),
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


def test_a_line_for_each_line(model, tmp_path):
    given = "a good film\n\nbad\r\n\n  \u2028 \nGOOD, BAD".encode()
    result = predict(model, given=given)
    assert (result.exit_code, result.stderr) == (0, "")
    rows = [line.split("\t") for line in lines(result)]
    assert [label for label, _ in rows][:3] == ["pos", "neg", "neg"]
    fitted = EmbeddingClassifier.load(model)
    expected = fitted.predict_proba(["a good film", "", "bad", "", "", "good bad"]).max(axis=1)
    np.testing.assert_allclose([float(share) for _, share in rows], expected, atol=1e-6)
    path = tmp_path / "texts"
    for content in (given, gzip.compress(given)):
        path.write_bytes(content)
        assert predict(model, path).stdout == result.stdout
    assert predict(model).stdout == ""


def test_all_classes_and_json(model):
    (line,) = lines(predict(model, "--proba", given=b"good"))
    first, high, second, low = line.split("\t")
    assert (first, second) == ("pos", "neg")
    assert float(high) > 0.5 > float(low)
    plain, whole = (
        json.loads(predict(model, "--json", *more, given=b"good").stdout)
        for more in ([], ["--proba"])
    )
    assert plain == {"label": "pos", "probability": pytest.approx(float(high), abs=2e-6)}
    assert [each["label"] for each in whole["classes"]] == ["pos", "neg"]
    assert {name: whole[name] for name in plain} == plain


def test_labels_that_would_break_a_line(tmp_path):
    odd = EmbeddingClassifier(learning_rate=0.5, epochs=2)
    odd.fit(["a", "b"] * 10, ["x\ty\n", "z\\"] * 10).save(tmp_path / "m")
    found = [line.split("\t")[0] for line in lines(predict(tmp_path / "m", given=b"a\nb\n"))]
    assert found == [r"x\ty\n", r"z\\"]
    odd.fit(["a", "b"] * 10, [7, 5] * 10).save(tmp_path / "m")
    assert json.loads(predict(tmp_path / "m", "--json", given=b"a").stdout)["label"] == 7


def test_what_is_not_utf8_is_named_after_all_lines_before(model, tmp_path):
    path = tmp_path / "latin.txt"
    path.write_bytes("good\n\nna\xefve\ngood\n".encode("latin-1"))
    result = predict(model, path)
    assert result.exit_code == 2
    assert len(lines(result)) == 2
    assert f"error: {path}:3: byte 0xef is not utf-8" in result.stderr
    assert len(lines(predict(model, path, "--encoding", "latin-1"))) == 4
    assert "standard input:3: byte" in predict(model, given=path.read_bytes()).stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["no-such-model"], "no-such-model: no such folder of a saved model"),
        (["/etc"], "/etc: no saved model"),
        (["{model}", "no-such-file"], "no-such-file: No such file"),
        (["{model}", "/etc"], "/etc: Is a directory"),
        (["{model}", "--encoding", "utf-9"], "no encoding 'utf-9'"),
    ],
)
def test_bad_input_of_predict(model, arguments, message):
    result = call("predict", *(argument.format(model=model) for argument in arguments))
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stderr.count("\n") == 1


def test_answers_come_while_questions_do(model):
    command = [sys.executable, "-m", "embedstudy", "predict", str(model)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        for text, label in ((b"good\n", b"pos"), (b"bad\n", b"neg"), (b"good\n", b"pos")):
            running.stdin.write(text)
            running.stdin.flush()
            assert running.stdout.readline().startswith(label + b"\t")
        running.stdin.write(b"bad")
        running.stdin.close()
        assert running.stdout.read().startswith(b"neg\t")
        assert running.wait() == 0


def test_a_reader_that_has_seen_enough_is_no_traceback(model, tmp_path):
    path = tmp_path / "many.txt"
    path.write_bytes(b"good film\n" * 200_000)
    with process("predict", model, path) as running:
        assert running.stdout.readline().startswith("pos\t")
        running.stdout.close()
        assert running.stderr.read() == ""


def test_ctrl_c_is_no_traceback(model):
    with process("predict", model, stdin=subprocess.PIPE) as running:
        running.stdin.write("good\n")
        running.stdin.flush()
        running.stdout.readline()
        running.send_signal(signal.SIGINT)
        _, stderr = running.communicate(timeout=300)
    assert running.returncode == 130
    assert "Traceback" not in stderr


def test_memory_does_not_grow_with_the_lines(model, tmp_path):
    script = (
        "import resource, sys; from embedstudy.cli import main\n"
        "try: main(['predict', *sys.argv[1:]])\n"
        "finally: print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)"
    )
    peaks = []
    for count in (50_000, 200_000):
        path = tmp_path / f"{count}.txt"
        path.write_bytes(b"a good film of words that nobody knows\n" * count)
        result = subprocess.run(
            [sys.executable, "-c", script, model, path],
            capture_output=True,
            check=True,
            timeout=300,
        )
        assert result.stdout.count(b"\n") == count
        peaks.append(int(result.stderr.split()[-1]))
    assert peaks[1] - peaks[0] < 20_000  # KiB


def test_testing_a_model(model, reviews):
    result = call("test", model, reviews)
    assert result.exit_code == 0
    for expected in (
        "the test part", "12 texts: accuracy 100.0 %, macro F1 100.0 %", "precision", "recall",
        "neg", "pos", "by what was predicted",
    ):  # fmt: skip
        assert expected in result.stdout
    document = json.loads(call("test", model, reviews, "--part", "all", "--json").stdout)
    assert (document["part"], document["texts"], document["accuracy"]) == ("all", 120, 1.0)
    assert document["confusion"] == [[60, 0], [0, 60]]
    assert document["classes"][0] == {
        "label": "neg", "precision": 1.0, "recall": 1.0, "f1": 1.0, "support": 60, "known": True,
    }  # fmt: skip


def test_labels_that_the_model_does_not_know_are_said(model, tmp_path):
    path = tmp_path / "new.tsv"
    path.write_text("text\tlabel\ngood\tpos\nbad\tneg\nso so\tmixed\ngood\tpos\n")
    result = call("test", model, path, "--part", "all")
    assert result.exit_code == 0
    assert "accuracy 75.0 %" in result.stdout
    assert "of 'mixed', which the model does not know: wrong (1)" in result.stdout
    path.write_text("text\tlabel\ngood\t1\nbad\t0\n")
    other = call("test", model, path, "--part", "all")
    assert other.exit_code == 2
    assert "not one label is a class of the model" in other.stderr


def test_many_classes_fit_a_terminal(tmp_path):
    labels = [f"class {i}" for i in range(20)]
    texts = [f"word{i}" for i in range(20)]
    many = EmbeddingClassifier(learning_rate=0.5, epochs=1).fit(texts * 2, labels * 2)
    many.save(tmp_path / "m")
    path = tmp_path / "many.tsv"
    rows = (f"{text}\t{label}\n" for text, label in zip(texts * 2, labels * 2, strict=True))
    path.write_text("text\tlabel\n" + "".join(rows))
    result = call("test", tmp_path / "m", path, "--part", "all")
    assert "classes most often taken for another" in result.stdout
    assert max(map(len, result.stdout.splitlines()[1:])) <= 100


def test_bad_input_of_test(model, reviews):
    for arguments, message in (
        ([model, reviews, "--part", "tets"], "no part 'tets'; there are: test"),
        ([model, "no-such-data"], "no data set 'no-such-data'"),
        (["no-such-model", reviews], "no such folder of a saved model"),
    ):
        result = call("test", *arguments)
        assert result.exit_code == 2
        assert message in result.stderr
        assert result.stderr.count("\n") == 1


def test_a_callable_tokenizer_is_for_python_alone(tmp_path):
    model = EmbeddingClassifier(learning_rate=0.5, tokenizer=os.path.split)
    model.fit(["a/b", "c/d"] * 10, [0, 1] * 10).save(tmp_path / "m")
    result = call("predict", tmp_path / "m")
    assert result.exit_code == 2
    assert "posixpath.split is a Python callable, which is not saved" in result.stderr


def test_a_study_takes_the_options_of_a_model(reviews, tmp_path):
    chosen = ["--optimizer", "adam", "--batch-size", "8", "--dropout", "0.1", "--momentum", "0"]
    grams = ["--ngrams", "2", "--buckets", "50", "--initializer", "HeNormal", "--patience", "2"]
    result = call(
        "compare", reviews, "--strategy", "random", "--seeds", "1", "--lr", "0.01", "--epochs", "2",
        *chosen, *grams, "--out", tmp_path / "s", "--quiet",
    )  # fmt: skip
    assert result.exit_code == 0, result.stderr
    identity = json.loads((tmp_path / "s" / "study.json").read_bytes())["identity"]
    options = identity["model_configs"][0]["options"]
    assert (options["ngrams"], options["buckets"]) == (2, 50)
    assert options["initializer"] == "HeNormal"
    assert (options["optimizer"], options["batch_size"], options["dropout"]) == ("adam", 8, 0.1)
    assert (options["epochs"], options["patience"], options["schedule"]) == (2, 2, "linear")


def test_a_study_refuses_what_no_model_can_have(reviews, tmp_path):
    for option, value, message in (
        ("--dropout", "1.0", "error: dropout is 1.0; it must be a number, at least 0 and below 1"),
        ("--optimizer", "adm", "error: no optimizer 'adm'; there are: adam"),
        ("--hidden-size", "0", "error: hidden_size is 0; it must be a whole number, at least 1"),
        ("--initializer", "HeNorm", "error: no initializer 'HeNorm'; there are: HeNormal"),
    ):
        result = call(
            "compare", reviews, "--encoder", "dan", "--strategy", "random", option, value,
            "--out", tmp_path / "s",
        )  # fmt: skip
        assert result.exit_code == 2
        assert message in result.stderr
    assert not (tmp_path / "s").exists()
