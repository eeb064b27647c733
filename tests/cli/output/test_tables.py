"""Tables that fit: every table of every command, at three widths."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from rich.cells import cell_len

from embedstudy.cli.output import datasets, initializers, models, neighbors, status, structure
from embedstudy.cli.output import study as study_output
from embedstudy.cli.output import vectors as vectors_output
from embedstudy.cli.output.tables import PrintedTable, fit_table, make_table, print_table
from embedstudy.notebook import Study
from embedstudy.options.data import DataOptions
from embedstudy.results.rows import (
    ComparisonRow,
    CrossoverRow,
    DriftRow,
    NeighborRow,
    StructureDifferenceRow,
    StructureRow,
    SummaryRow,
)
from embedstudy.results.space_labels import SpaceKey
from embedstudy.structure.tables import Structure
from embedstudy.text.tokenizers import get_tokenizer
from embedstudy.vectors.evaluation import EvaluationRow
from tests.cli.output.test_status import begun, run_row
from tests.cli.runner import call
from tests.report.made_up import made_up

WIDTHS = (60, 80, 120)
LONG = [f"{'class-of-a-long-name ' * 5}"[:97] + f"_{i:02}" for i in range(20)]
NO_SPACE = ("", "", "", None)


def check(text: str, width: int, *parts: str) -> None:
    """Make sure that lines fit, end in no blank and hold all of some parts, each whole."""
    assert text.strip()
    for line in text.splitlines():
        assert cell_len(line) <= width, line
        assert line == line.rstrip(), line
    for part in parts:
        assert part in text


@pytest.fixture(params=WIDTHS)
def width(request, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(request.param))
    return request.param


def test_headings_are_wrapped_first_and_then_names():
    table = make_table("", ["name"], ["a long heading", "12"])
    table.add_row("tfidf-logistic-regression", "1.5", "2")
    (lines,) = fit_table(table, 80)
    assert lines[0].plain == " name                       a long heading  12"
    (lines,) = fit_table(table, 39)
    assert [line.plain for line in lines] == [
        "                             a long",
        " name                       heading  12",
        " ──────────────────────────────────────",
        " tfidf-logistic-regression      1.5   2",
    ]
    (lines,) = fit_table(table, 30)
    assert [line.plain for line in lines[-2:]] == [
        " tfidf-logistic-       1.5   2", " regression"
    ]  # fmt: skip


def test_columns_go_below_each_other_with_the_first_again():
    table = make_table("", ["name"], ["first", "second"])
    table.add_name("a group")
    table.add_row("x", "[+10.5, +20.5]", "[-10.5, -20.5]")
    table.add_row("y", "[+30.5, +40.5]", "")
    first, second = ([line.plain for line in part] for part in fit_table(table, 30))
    assert first[-3:] == [" a group", " x     [+10.5, +20.5]", " y     [+30.5, +40.5]"]
    assert second[-2:] == [" a group", " x     [-10.5, -20.5]"]  # y has nothing there


def test_a_file_gets_each_row_whole(capsys):
    table = PrintedTable("title")
    table.add_columns("name", "other")
    table.add_row("x" * 300, "")
    print_table(table)
    assert capsys.readouterr().out.splitlines()[-2:] == [" " + "x" * 300, ""]


def test_signs_are_spelled_where_the_stream_lacks_them(quick):
    result = call("show", quick, "--all", env={"COLUMNS": "80"}, encoding="ascii")
    assert "---" in result.stdout
    assert "+/-" in result.stdout


def test_a_study_fits(quick, tmp_path, width, capsys):
    study = Study(quick)
    name = f"train:{LONG[0]}"
    fine = study.summary[0]
    rows = [
        replace(fine, vectors=vectors, strategy=strategy, encoder=encoder, train_size=size)
        for size in (100, 6824)
        for vectors, strategy, encoder in (
            (name, "random", "cnn"), (name, "random-frozen", "cnn"), ("", LONG[1], "")
        )
    ]  # fmt: skip
    pair = ComparisonRow(
        fine.dataset, name, "cnn", 6824, LONG[1], "random", 5, 853, -0.1234, -0.2345, 0.1234,
        0.0123, 0.0234, 0.0345, 1, 2, 2, 0.0456,
    )  # fmt: skip
    crossing = CrossoverRow(
        fine.dataset, name, "cnn", LONG[1], "random", 1700, 1100, None, 5, 853, "crossing", ""
    )
    copy = begun(tmp_path / "s")
    copy.write_meta(study.meta)
    for kind, table in ((SummaryRow, rows), (ComparisonRow, [pair]), (CrossoverRow, [crossing])):
        copy.write_rows(kind, table)
    study_output.print_study(copy)
    text = capsys.readouterr().out
    text = text.partition("made with: ")[0]
    # A command can be copied whole.
    text = "\n".join(line for line in text.split("\n") if not line.startswith("embedstudy "))
    check(text, width, "-12.3 [-23.4, +12.3]", "0.012", "0.023", "4.6")


def test_a_study_that_runs_fits(tmp_path, width, capsys):
    study = begun(tmp_path / "s")
    rows = [replace(run_row("random-frozen", i), vectors=LONG[0], dataset=LONG[1]) for i in (0, 1)]
    study.write_rows(type(rows[0]), rows)
    status.print_so_far(study)
    check(capsys.readouterr().out, width, "50.0", "25.0", "1,000")


def test_structure_fits(width, capsys):
    def make(kind, part, value, second=NO_SPACE, metric="general_meaning"):
        return StructureRow(
            "d", kind, LONG[0], "mean", 0, metric, part, *second, value, 60, "", -0.25, 0.75
        )

    kinds = ("random", "frozen", "finetuned", "multichannel")
    rows = [make(kind, part, 0.5) for kind in kinds for part in ("WordSim-353", "SimLex-999")]
    rows += [
        make(kind, "", 0.125, (second, LONG[0], "mean", 0), "cka")
        for kind in kinds for second in kinds
    ]  # fmt: skip
    drift = [DriftRow("d", "random", LONG[0], "mean", 0, LONG[2], 50, 0.25, "a b", " ".join(LONG))]
    differences = [
        StructureDifferenceRow(
            "d", "general_meaning", "WordSim-353", kind, LONG[0], "mean", "random", LONG[0],
            "mean", 0.375, -0.125, 0.625, 5, 60,
        )
        for kind in kinds[1:]
    ]  # fmt: skip
    structure.print_structure(Structure(structure=rows, drift=drift, differences=differences))
    check(capsys.readouterr().out, width, "0.500 [-0.250, 0.750]", "0.125", "+0.375")


def test_neighbours_fit(width, capsys):
    spaces = [SpaceKey("d", kind, vectors=LONG[0], encoder="mean") for kind in "abcdef"]
    rows = [
        NeighborRow("d", space.kind, LONG[0], "mean", 0, "good", 1, LONG[1], 0.5)
        for space in spaces
    ]
    neighbors.print_neighbors(["good"], spaces, rows)
    neighbors.print_nearest("v", LONG[:5], [])
    check(capsys.readouterr().out, width)


def test_a_tested_model_fits(width, capsys):
    for n in (12, 20):
        scores = [
            {"label": label, "known": True, "support": 1234, "precision": 0.5, "recall": 0.25,
             "f1": 1.0}
            for label in LONG[:n]
        ]  # fmt: skip
        models.print_classes({"classes": scores, "confusion": np.full((n, n), 12345)})
        check(capsys.readouterr().out, width, "12,345", "100.0", "25.0")


def test_data_sets_fit(width, capsys, tmp_path, home):
    datasets.print_list()
    check(capsys.readouterr().out, width, "rotten-tomatoes", "560,000")
    path = tmp_path / "many.csv"
    rows = (f"word{i} text,{LONG[i % 20]}\n" for i in range(400))
    path.write_text("text,label\n" + "".join(rows))
    tokenizer = get_tokenizer("basic")
    document = datasets.make_info_document(str(path), DataOptions(), tokenizer, (), progress=False)
    capsys.readouterr()
    datasets.print_tables(document)
    check(capsys.readouterr().out, width, "5.0%")


def test_vectors_fit(width, capsys):
    vectors_output.print_list()
    vectors_output.print_evaluation(
        "v", [EvaluationRow(LONG[0], LONG[1], "accuracy", 0.5, 3000, 7000)]
    )
    check(capsys.readouterr().out, width, "glove-6b-50d", "50.0", "3,000", "7,000")


def test_initializers_fit(width, capsys):
    initializers.print_starts(made_up(), Path("report.html"))
    check(capsys.readouterr().out, width, "one class")


@pytest.mark.parametrize("n_rows", [1, 2, 5])
def test_a_table_of_one_column_has_all_its_rows(n_rows):
    names = [f"word{i} 0.9{i}" for i in range(n_rows)]
    table = make_table("", ["nearest"])
    for name in names:
        table.add_row(name)
    (lines,) = fit_table(table, 80)
    assert [line.plain.strip() for line in lines][-n_rows:] == names
    assert len(lines) == n_rows + 2  # the heading, and the line below it
