"""``embedstudy test``."""

import json

from tests.cli.runner import call


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


def test_a_file_that_is_not_split_is_tested_whole(model, reviews, tmp_path):
    path = tmp_path / "gold.csv"
    path.write_text("text,label\n" + "a good film,pos\na bad film,neg\n" * 4)
    result = call("test", model, path)
    assert f"on all of {path}, 8 texts: accuracy 100.0 %" in result.stdout
    assert result.stderr.startswith("read gold.csv: text from column text, label from label, 2 ")
    assert call("test", model, path, "--quiet").stderr == ""
    document = json.loads(call("test", model, path, "--json").stdout)
    assert (document["part"], document["texts"], document["note"]) == ("all", 8, "")
    assert "note: the model was trained on" in call("test", model, reviews).stdout


def test_labels_that_the_model_does_not_know_are_said(model, tmp_path):
    path = tmp_path / "new.tsv"
    path.write_text("text\tlabel\ngood\tpos\nbad\tneg\nso so\tmixed\ngood\tpos\n")
    result = call("test", model, path, "--part", "all")
    assert result.exit_code == 0
    assert "accuracy 75.0 %" in result.stdout
    assert "of 'mixed', which the model does not know: wrong (1)" in result.stdout
    path.write_text("text\tlabel\ngood\t1\nbad\t0\n")
    refused = call("test", model, path, "--part", "all")
    assert refused.exit_code == 2
    assert "not one label is a class of the model" in refused.stderr


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
