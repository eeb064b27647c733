"""Tables of a tested model."""

import json

import numpy as np
import pytest

from embedstudy import EmbeddingClassifier
from embedstudy.cli.output.models import make_prediction_writer, make_table_writer
from tests.cli.runner import call


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


CLASSES = ["a\\b\tc\x1b[31m\u202e", "caf\xe9\xa0"]
SHARES = np.array([[0.75, 0.25]])


def test_a_label_is_escaped_where_the_format_has_no_escapes_of_its_own():
    lines = make_prediction_writer(CLASSES, every=True, as_json=False)(SHARES)
    assert lines == "a\\\\b\\tc\\x1b[31m\\u202e\t0.750000\tcaf\xe9\xa0\t0.250000\n"
    document = json.loads(make_prediction_writer(CLASSES, every=False, as_json=True)(SHARES))
    assert document == {"label": CLASSES[0], "probability": 0.75}


def test_cells_of_a_table_stay_as_they_are():
    header, write = make_table_writer(["te\x1bxt"], CLASSES, every=False)
    assert header == "te\x1bxt,predicted,probability\n"
    assert write([["good\x1b[0m"]], SHARES) == ("good\x1b[0m,a\\b\tc\\x1b[31m\\u202e,0.750000\n")


@pytest.mark.parametrize("every", [False, True])
def test_shares_are_rounded_as_python_rounds_them(every):
    rng = np.random.default_rng(0)
    ties = np.arange(1, 128) / 128  # half a millionth, exactly
    drawn = rng.random(3000) ** 9
    first = np.concatenate([[0, 1, 1e-7, 5e-7, 9e-7, 0.9999995], ties, drawn]).astype(np.float32)
    shares = np.stack([first, 1 - first], axis=1)
    names, lines, documents = ["a", 'caf\xe9"'], [], []
    for row in shares:
        order = np.argsort(-row, kind="stable")[: 2 if every else 1].tolist()
        lines.append("\t".join(f"{names[i]}\t{float(row[i]):.6f}" for i in order))
        ranked = [{"label": names[i], "probability": round(float(row[i]), 6)} for i in order]
        documents.append(json.dumps({**ranked[0], "classes": ranked} if every else ranked[0]))
    assert make_prediction_writer(names, every=every, as_json=True)(shares).split("\n") == [
        *documents,
        "",
    ]
    write = make_prediction_writer(names, every=every, as_json=False)
    assert write(shares).split("\n") == [*lines, ""]
    assert write(shares[:0]) == ""
    assert make_prediction_writer(["", "\ud800"], every=every, as_json=False)(shares[:1])
