"""A study directory of a few words, made without training anything."""

import numpy as np

from embedstudy.options.looking import ExportOptions, ExportOutputOptions
from embedstudy.results.create import begin, claim_directory
from embedstudy.results.directory import WordCounts
from embedstudy.results.rows import RunRow
from embedstudy.storage import safe_name
from embedstudy.structure.export.export import export as export_space

# Frequent first, as in every vocabulary.
WORDS = ("good", "bad", "film", "the", "odd")
COUNTS = np.array([[1, 9], [8, 1], [4, 4], [3, 3], [0, 0]])
DIM = 4
# What breaks rows, and what a page or a spreadsheet would run.
HOSTILE = (
    "a\tb", "a\rb", "a\u2028b", "a\u2029b", "a\x85b", "a\x0bb", "a\x00b", "a b", "a\\tb", '"quoted',
    "=1+1", "+x", "-x", "@x", "-0.5", "＝1", "</script><script>alert(1)</script>", "\ufeffx",
    "\u202eabc", "👩‍🚀", "e\u0301", "", "x" * 500,
)  # fmt: skip


def row(strategy, *, seed=0, vectors="glove", encoder="mean", size=100, fold=None, status="ok"):
    name = safe_name(f"d-{strategy}-{encoder}-{vectors}-{size}-fold{fold}-seed{seed}")
    return RunRow(
        name, "d", vectors, strategy, encoder, size, fold, seed, 0.1, 1, *[None] * 3, 0.5, 0.5, 0.5,
        0.1, 1.0, 1.0, status, "" if status == "ok" else "loss not finite",
    )  # fmt: skip


RANDOM, FROZEN, TUNED = (row(strategy) for strategy in ("random", "frozen", "finetuned"))


def matrices(words, seed):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(2, len(words), DIM)).astype(np.float32)


def made_up(
    path, rows, words=WORDS, counts=COUNTS, classes=("neg", "pos"), *, without=(4,), saved_rows=None
):
    """Write a study with the spaces of some rows; of all that finished by default."""
    meta = {"identity": {}, "status": "complete", "data": {"d": {"classes": list(classes)}}}
    with claim_directory(path) as place:
        study = begin(place, meta)
    study.write_rows(RunRow, rows)
    for number, row in enumerate(rows):
        if row.status == "ok" if saved_rows is None else row in saved_rows:
            before, after = matrices(words, number)
            fixed = row.strategy in ("frozen", "random-frozen")
            spaces = {"vectors": after} if fixed else {"vectors": after, "initial": before}
            missing = [] if row.strategy.startswith("random") else list(without)
            study.write_space(row.run, words, spaces, {"without_vector": missing})
    if counts is not None:
        study.write_word_counts("d", WordCounts(words, classes, 10 * counts, counts))
    return study


def export(study, kind, run=None, *, initial=False, limit=None, every_word=False, **output):
    """Export with options as keywords."""
    space = ExportOptions(format=kind, run=run, initial=initial, limit=limit, every_word=every_word)
    if "out" in output:
        output["out"] = str(output["out"])
    return export_space(study, space, ExportOutputOptions(**output))


def read_tsv(path):
    """Read as strictly as a program may: a line is a row, a tab divides cells, and no quoting."""
    content = path.read_bytes().decode()
    assert content.endswith("\n")
    assert content.splitlines() == content.split("\n")[:-1]
    return [line.split("\t") for line in content.split("\n")[:-1]]
