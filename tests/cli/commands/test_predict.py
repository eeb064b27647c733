"""``embedstudy predict``."""

import csv
import gzip
import io
import json
import os
import signal
import subprocess
import sys

import numpy as np
import pytest

from embedstudy import EmbeddingClassifier
from tests.cli.runner import call, process


def predict(*arguments, given=b""):
    return call("predict", *arguments, given=given)


def lines(result):
    return result.stdout_bytes.decode().split("\n")[:-1]


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


def test_a_file_whose_name_begins_with_a_dash(model, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "-new.txt").write_bytes(b"good\n")
    assert predict(model, "--", "-new.txt").stdout == predict(model, given=b"good").stdout
    assert predict(model, "-newer.txt").exit_code == 2


def test_a_table_is_read_by_column_and_printed_with_its_predictions(model, tmp_path):
    path = tmp_path / "new.csv"
    path.write_text('id,text,label\n1,a good film,pos\n2,"a bad,\nbad film",neg\n')
    result = predict(model, path)
    assert result.stderr == "read new.csv: text from column text (not used: id, label)\n"
    quiet = predict(model, path, "-q")
    assert (quiet.stdout, quiet.stderr) == (result.stdout, "")
    rows = list(csv.reader(io.StringIO(result.stdout)))
    assert rows[0] == ["id", "text", "label", "predicted", "probability"]
    assert [row[:4] for row in rows[1:]] == [
        ["1", "a good film", "pos", "pos"],
        ["2", "a bad,\nbad film", "neg", "neg"],
    ]
    lines_alone = lines(predict(model, given=b"a good film\na bad, bad film"))
    assert [row[4] for row in rows[1:]] == [line.split("\t")[1] for line in lines_alone]
    every = list(csv.reader(io.StringIO(predict(model, path, "--proba").stdout)))
    assert every[0][4:] == ["probability", "probability_neg", "probability_pos"]
    documents = [json.loads(line) for line in lines(predict(model, path, "--json"))]
    assert [document["label"] for document in documents] == ["pos", "neg"]
    path.write_text("predicted,body\nx,good\n")
    header = predict(model, path, "--text-column", "body").stdout.splitlines()[0]
    assert header == "predicted,body,predicted_,probability"
    path.write_text("x,good film\ny,bad film\n")
    numbered = predict(model, path, "--no-header", "--text-column", "2").stdout.splitlines()
    assert [numbered[0], len(numbered)] == ["1,2,predicted,probability", 3]
    path.write_text("text,n\ngood,1\nbad\n")
    skipped = predict(model, path, "--skip-bad-lines")
    assert len(lines(skipped)) == 2
    assert "warning: " in skipped.stderr
    assert "1 row left out: not as many cells" in skipped.stderr
    path.write_text("a line of text\nanother\n")
    refused = predict(model, path)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "new.csv:1: no column 'text'" in refused.stderr


def test_how_a_file_is_read_is_told_where_its_name_does_not_tell(model, tmp_path):
    for name, content, line in (
        ("a.txt", "good\nbad\n", ""),
        ("a.dat", "good\nbad\n", "read a.dat: a text a line\n"),
        ("b.txt", "text\tlabel\ngood\t\nbad\t\n", "read b.txt: text from column text (not used: "),
    ):
        (tmp_path / name).write_text(content)
        result = predict(model, tmp_path / name)
        assert result.exit_code == 0
        assert result.stderr.startswith(line)
        assert len(lines(result)) == 2 + ("column" in line)
    assert predict(model, tmp_path / "a.txt").stderr == ""
    piped = predict(model, given=b"text,label\ngood,pos\n")
    assert piped.stderr.startswith("warning: line 1 looks like a header")
    piped = predict(model, "--text-column", "text", given=b"label,text\npos,good\n")
    assert [line.split(",")[:3] for line in lines(piped)][1] == ["pos", "good", "pos"]


def test_the_name_of_the_column_is_no_text(model, tmp_path):
    (tmp_path / "a.txt").write_text("text\ngood\nbad\n")
    result = predict(model, tmp_path / "a.txt")
    assert len(lines(result)) == 2
    assert result.stderr == "line 1 is the name of a column of texts (text), left out\n"
    assert len(lines(predict(model, given=b"text\ngood\nbad\n"))) == 2


def test_texts_on_the_command_line(model):
    result = predict(model, "--text", "a good film", "--text", "bad,\nbad")
    assert [line.split("\t")[0] for line in lines(result)] == ["pos", "neg"]
    wrong = predict(model, "a good film")
    assert (wrong.exit_code, wrong.stderr.count("\n")) == (2, 1)
    assert "a good film: No such file or directory (a text itself is given with --text)" in (
        wrong.stderr
    )
    assert len(predict(model, "good " * 2000).stderr) < 200
    assert "give a file or --text, not both" in predict(model, "x.txt", "--text", "good").stderr


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
    assert [row["label"] for row in whole["classes"]] == ["pos", "neg"]
    assert {name: whole[name] for name in plain} == plain


def test_labels_that_would_break_a_line(tmp_path):
    odd = EmbeddingClassifier(learning_rate=0.5, epochs=2)
    odd.fit(["a", "b"] * 10, ["x\ty\n", "z\\"] * 10).save(tmp_path / "m")
    labels = [line.split("\t")[0] for line in lines(predict(tmp_path / "m", given=b"a\nb\n"))]
    assert labels == [r"x\ty\n", r"z\\"]
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
        (["{model}", "--prob"], "no option '--prob' (see --help)"),
        (["{model}", "-", "--prob"], "no option '--prob'; nearest: --proba"),
    ],
)
def test_bad_input_of_predict(model, arguments, message):
    result = call("predict", *(argument.format(model=model) for argument in arguments))
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stderr.count("\n") == 1


def test_answers_come_while_questions_do_and_ctrl_c_is_no_traceback(model):
    with process("predict", model, stdin=subprocess.PIPE) as running:
        for text, label in (("good\n", "pos"), ("bad\n", "neg"), ("good\n", "pos")):
            running.stdin.write(text)
            running.stdin.flush()
            assert running.stdout.readline().startswith(label + "\t")
        running.send_signal(signal.SIGINT)
        _, stderr = running.communicate(timeout=300)
    assert running.returncode == 130
    assert "Traceback" not in stderr


def test_a_reader_that_has_seen_enough_is_no_traceback(model, tmp_path):
    path = tmp_path / "many.txt"
    path.write_bytes(b"good film\n" * 200_000)
    with process("predict", model, path) as running:
        assert running.stdout.readline().startswith("pos\t")
        running.stdout.close()
        assert running.stderr.read() == ""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_memory_does_not_grow_with_the_lines(model, tmp_path):
    script = (
        "import sys; from embedstudy.cli import main\n"
        "for path in sys.argv[2:]:\n"
        "    try: main(['predict', sys.argv[1], path])\n"
        "    except SystemExit as end: assert not end.code\n"
        "    # not getrusage, which counts the parent's memory before the exec\n"
        "    peak = next(x for x in open('/proc/self/status') if x.startswith('VmHWM'))\n"
        "    print(peak.split()[1], file=sys.stderr)"
    )
    counts = (3_000, 30_000)
    paths = [tmp_path / f"{count}.txt" for count in counts]
    for path, count in zip(paths, counts, strict=True):
        path.write_bytes((b"nobody knows incomprehensibilities good " * 30 + b"\n") * count)
    result = subprocess.run(
        [sys.executable, "-c", script, model, *paths],
        capture_output=True,
        check=True,
        timeout=300,
    )
    assert result.stdout.count(b"\n") == sum(counts)
    first, second = map(int, result.stderr.split())
    assert second - first < 15_000  # KiB; the lines alone are 30,000 more


def test_a_callable_tokenizer_is_for_python_alone(tmp_path):
    model = EmbeddingClassifier(learning_rate=0.5, tokenizer=os.path.split)
    model.fit(["a/b", "c/d"] * 10, [0, 1] * 10).save(tmp_path / "m")
    result = call("predict", tmp_path / "m")
    assert result.exit_code == 2
    assert "posixpath.split is a Python callable, which is not saved" in result.stderr
