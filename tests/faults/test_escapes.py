"""Names, labels and words that would act on a terminal, in every command."""

import re
import shutil

import pytest

from embedstudy import EmbeddingClassifier
from tests.cli.runner import call

pytestmark = [
    pytest.mark.quick_faults,
    pytest.mark.filterwarnings("ignore::embedstudy.errors.EmbedstudyWarning"),
]
CLASS = "escapes for a terminal"
PAYLOADS = {
    "title": "\x1b]0;owned\x07",
    "colour": "\x1b[31m",
    "C1": "\x9b31m",
    "bidi": "\u202eabc\u2066",
    "return": "x\ry",
    "width": "a\u200bb\ufeff",
    "delete": "\x7f\x08",
}
# Control characters but for tabs and line feeds, marks of direction, signs without width.
RAW = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)


def make_files(folder, payload):
    """Write a data set, vectors and a model whose names and contents hold a payload."""
    rows = "".join(
        f"{word}{payload} film {i % 9}\t{label}{payload}\n"
        for i in range(40)
        for word, label in (("good", "pos"), ("bad", "neg"))
    )
    dataset = folder / f"data{payload}.tsv"
    dataset.write_text(f"text{payload}\tlabel{payload}\n{rows}", encoding="utf-8", newline="")
    vectors = folder / f"vectors{payload}.txt"
    words = [f"good{payload}", f"bad{payload}", "film", *map(str, range(9))]
    vectors.write_text(
        "".join(f"{word} {i % 3}.5 {i % 2}.25 1\n" for i, word in enumerate(words)),
        encoding="utf-8",
        newline="",
    )
    texts, labels = [f"good{payload} film", "bad film"] * 20, [f"pos{payload}", "neg"] * 20
    model = EmbeddingClassifier(dim=3, epochs=1, learning_rate=0.5, tokenizer="whitespace")
    model.fit(texts, labels).save(folder / f"model{payload}")
    return dataset, vectors, folder / f"model{payload}"


def list_commands(folder, payload):
    """Return commands of every kind, those that work and those that cannot."""
    dataset, vectors, model = make_files(folder, payload)
    columns = ["--text-column", f"text{payload}", "--label-column", f"label{payload}"]
    study, word = folder / f"study{payload}", f"good{payload}"
    quick = ["--epochs", 1, "--lr", 0.1, "--tokenizer", "whitespace"]
    missing = folder / f"none{payload}"
    return [
        ["datasets", "info", dataset, *columns],
        ["datasets", "info", dataset, "--text-column", f"no{payload}"],
        ["compare", dataset, *columns, "--vectors", vectors, "--seeds", 2, *quick, "--out", study],
        ["compare", dataset, *columns, "--out", study, *quick],
        ["show", study],
        ["show", study, "--json"],
        ["report", study],
        ["structure", study],
        ["neighbors", study, word, f"none{payload}"],
        ["neighbors", study, word, "--json"],
        ["export", study, "--out", folder / f"out{payload}", "--format", "csv"],
        ["export", study, "--out", folder / f"glove{payload}", "--format", "glove"],
        ["export", study, "--out", folder / f"o{payload}", "--format", f"no{payload}"],
        ["cite", study],
        ["train", dataset, *columns, "--dim", 3, *quick, "--out", folder / f"new{payload}"],
        ["train", dataset, *columns, "--out", folder / f"new{payload}"],
        ["predict", model, "--text", f"good{payload}", "--proba"],
        ["predict", model, "--text", f"good{payload}", "--json"],
        ["predict", folder / f"new{payload}", dataset, "--json"],
        ["predict", model, missing],
        ["predict", missing, "--text", "a"],
        ["test", folder / f"new{payload}", dataset],
        ["test", model, dataset, *columns],
        ["vectors", "info", vectors],
        ["vectors", "info", missing],
        ["vectors", "convert", vectors, folder / f"copy{payload}.npy"],
        ["vectors", "convert", vectors, folder / f"copy{payload}.npy"],
        ["vectors", "neighbors", vectors, word, f"none{payload}"],
        ["vectors", "evaluate", missing],
        [
            "vectors",
            "train",
            "--corpus",
            dataset,
            "--out",
            folder / f"w{payload}.bin",
            *columns[:2],
        ],
        ["vectors", "download", f"none{payload}"],
        ["datasets", "download", f"none{payload}"],
        ["initializers", f"none{payload}"],
        ["compare", f"none{payload}"],
        ["compare", dataset, f"--{payload}"],
        [payload],
        ["vectors", payload],
        ["show", missing],
        ["report", missing],
        ["completion", payload],
    ]


@pytest.mark.parametrize("kind", PAYLOADS)
def test_no_command_passes_an_escape_on(trials, tmp_path, monkeypatch, kind):
    if kind not in trials.random(CLASS).sample(sorted(PAYLOADS), trials.scaled(len(PAYLOADS))):
        pytest.skip("not in this share of the trials")
    monkeypatch.setenv("EMBEDSTUDY_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    for arguments in list_commands(tmp_path, PAYLOADS[kind]):
        with trials.run(CLASS, f"{kind}: {' '.join(map(str, arguments[:2]))!r}"):
            result = call(*arguments)
            for stream in (result.stdout, result.stderr):
                assert not (raw := RAW.search(stream)), repr(stream[: raw.end()][-80:])
            assert "Traceback" not in result.stderr
    shutil.rmtree(tmp_path / "home", ignore_errors=True)


def test_predictions_of_a_table_have_exact_cells_and_escaped_labels(trials, tmp_path):
    payload = PAYLOADS["title"]
    dataset, _, model = make_files(tmp_path, payload)
    with trials.run(CLASS, "predict, a table"):
        result = call("predict", model, dataset, "--text-column", f"text{payload}", "--quiet")
        header, first, *_ = result.stdout.splitlines()
        assert header == f"text{payload},label{payload},predicted,probability"
        assert first.startswith(f"good{payload} film 0,pos{payload},")
        assert first.split(",")[2] in ("neg", "pos\\x1b]0;owned\\x07")
