"""The answer of a study on one screen."""

import io
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from rich.cells import cell_len

from embedstudy.cli.output.answer import draw_answer
from embedstudy.results.rows import FORECAST, NO_FORECAST, ForecastRow, ReferenceRow
from embedstudy.verdict import make_document, read_verdicts
from tests.verdict.made_up_tables import MadeUpTables, cell, make_meta, make_tables, pair, run

SCREEN = 23  # lines, and one for the prompt
CELLS = [cell("random", 0.769), cell("frozen", 0.711), cell("finetuned", 0.782),
         cell("majority", 0.501), cell("tfidf-linear-svm", 0.781)]  # fmt: skip
PAIRS = [pair("frozen", "random", -0.058, 0.001), pair("finetuned", "random", 0.013, 0.215),
         pair("random", "tfidf-linear-svm", -0.012, 0.2),
         pair("finetuned", "tfidf-linear-svm", 0.001, 0.9)]  # fmt: skip


def make_study(cells=CELLS, pairs=PAIRS, **facts):
    meta = {**make_meta(), "probes": {"reviews": ["bad", "it's", "dull"]}, **facts}
    return make_tables(cells, pairs, meta=meta)


def draw(study, width=80):
    lines = [line.plain for line in draw_answer(study, width)]
    assert all(line == line.rstrip() for line in lines)
    return lines


def test_the_whole_answer():
    lines = draw(make_study())
    assert len(lines) <= SCREEN
    assert lines[0] == "Do you need pretrained vectors here?  NOT SHOWN."
    start = next(i for i, line in enumerate(lines) if "to random" in line)
    assert lines[start - 1 : start + 6] == [
        "",
        " test accuracy, %  (5 seeds, 853 texts)                          to random",
        " finetuned  glove     78.2                        ──────●──────  +1.3  not shown",
        " TF-IDF + linear SVM  78.1                       ───────●──────  +1.2  not shown",
        " random               76.9                    ──────●──────            reference",
        " frozen     glove     71.1  ──────●──────                        -5.8  worse",
        " majority             50.1",
    ]
    assert lines[-4:] == [
        "",
        "next  embedstudy report runs/reviews --open",
        """      embedstudy neighbors runs/reviews bad 'it'"'"'s'""",
        "      embedstudy show runs/reviews --all    every pair, p value, setting",
    ]


@pytest.mark.parametrize("width", [60, 80])
def test_it_fits(width):
    tables = [f"/a/long/path/of/vectors/number-{i}.bin" for i in range(6)]
    cells = [cell(s, 0.7, vectors=t) for t in tables for s in ("random", "frozen", "finetuned")]
    pairs = [
        pair(s, "random", 0.01, 0.5, vectors=t) for t in tables for s in ("frozen", "finetuned")
    ]
    cells += [cell("majority", 0.5), cell("tfidf-logistic-regression", 0.7)]
    lines = draw(make_study(cells, pairs), width)
    (command,) = [line for line in lines if line.startswith("embedstudy ")]
    assert command.endswith("-cv10")  # it can be copied whole
    assert all(cell_len(line) <= width for line in lines if line != command)
    assert any(line.endswith("more: show --all") for line in lines)
    chart = [line for line in lines if line.startswith(" ")]
    assert sum(line.startswith(" random ") for line in chart) == 1
    assert any(line.startswith(" majority ") for line in chart)
    if width == 80:
        assert len(lines) <= SCREEN


def test_where_rows_are_left_out_those_of_the_sentences_stay():
    tables = [f"vectors-{i}" for i in range(19)]
    cells = [cell("random", 0.6, vectors=t) for t in tables]
    cells += [cell("finetuned", 0.8 - i / 100, vectors=t) for i, t in enumerate(tables)]
    pairs = [pair("finetuned", "random", 0.01, 0.5, vectors=t) for t in tables]
    study = make_study(cells, pairs)
    # On dev the last one is the best.
    study.runs = [
        replace(row, dev_accuracy=0.9) if row.vectors == tables[-1] else row for row in study.runs
    ]
    lines = draw(study, 60)
    assert any("more: show --all" in line for line in lines)
    assert lines[1].startswith("Fine-tuned vectors-18 62.0 %")
    assert any(line.startswith(" finetuned  vectors-18") for line in lines)


def test_a_long_note_is_whole_where_there_is_room():
    note = f"class 'ham' holds 95 % of the texts, {'so one class hides the others, ' * 3}it seems"
    whole = " ".join(draw(make_study(warnings=[note])))
    assert note in whole
    many = draw(make_study(warnings=[note] * 3))
    assert sum(line.startswith("note: class") for line in many) == 3
    assert len(many) <= SCREEN


@pytest.mark.parametrize("n_datasets", [2, 3, 6, 12])
def test_each_data_set_has_one_answer(n_datasets):
    names = [f"reviews-{i}" for i in range(n_datasets)]
    cells = [replace(c, dataset=name) for name in names for c in CELLS]
    pairs = [replace(p, dataset=name) for name in names for p in PAIRS]
    facts = make_meta()["data"]["reviews"]
    study = make_study(cells, pairs, data=dict.fromkeys(names, facts), coverage={})
    lines = draw(study)
    assert lines[0] == "Do you need pretrained vectors here?  NOT SHOWN."
    for name in names:
        assert sum(line.startswith(f"{name}: ") for line in lines) == 1
    if n_datasets <= 6:
        assert len(lines) <= SCREEN
    if n_datasets == 2:
        assert sum("to random" in line for line in lines) == 2


def test_the_largest_size_of_a_learning_curve_stands_there():
    cells = [replace(c, train_size=n) for n in (100, 8000) for c in CELLS]
    pairs = [replace(p, train_size=n) for n in (100, 8000) for p in PAIRS]
    lines = draw(make_study(cells, pairs))
    (heading,) = [line for line in lines if "to random" in line]
    assert "trained on 8,000" in heading
    assert sum(line.startswith(" random ") for line in lines) == 1


def test_without_random_no_heading_is_cut_short():
    cells = [replace(CELLS[0], mean=None, status="incomplete"), CELLS[1]]
    (heading,) = [line for line in draw(make_study(cells, [])) if "test accuracy" in line]
    assert heading == " test accuracy, %  (5 seeds, 853 texts)"


def test_what_went_wrong_is_a_line():
    failed = replace(run(CELLS[2], 7), status="diverged", note="not finite at epoch 1")
    failed = replace(failed, test_accuracy=None, dev_accuracy=None)
    study = make_study(warnings=[f"warning {i} " + "x" * 100 for i in range(5)])
    study.runs.append(failed)
    lines = draw(study)
    assert any("1 run diverged: " in line and "not finite at epoch 1" in line for line in lines)
    assert sum(line.startswith("note: warning") for line in lines) == 3
    assert "and 2 more notes: show --all" in lines
    assert len(lines) <= SCREEN
    nothing = MadeUpTables(
        [cell("random", None)], runs=[failed], meta={**make_meta(), "probes": {}}
    )
    assert any("diverged" in line for line in draw(nothing))


def test_several_encoders_and_cross_validation_are_named():
    cnn = [cell(s, 0.7, encoder="cnn") for s in ("random", "frozen", "finetuned")]
    pairs = [pair(s, "random", 0.0, 0.5, encoder="cnn") for s in ("frozen", "finetuned")]
    facts = {**make_meta()["data"]["reviews"], "examples": 10_662}
    study = make_study(
        [*CELLS, *cnn], [*PAIRS, *pairs], identity={"cv": 10}, data={"reviews": facts}
    )
    lines = draw(study)
    assert any("(10 folds, 5 seeds, 10,662 texts)" in line for line in lines)
    assert any(line.split()[:3] == ["finetuned", "glove", "cnn"] for line in lines)
    assert sum(line.rstrip().endswith("reference") for line in lines) == 2


def test_a_loss_has_its_own_axis():
    cells = [replace(c, metric="log-loss") for c in CELLS]
    lines = draw(make_study(cells, [replace(p, metric="log-loss") for p in PAIRS]))
    assert any("log loss" in line for line in lines)
    assert any("+0.013" in line for line in lines)


def test_the_chart_is_plain_where_the_stream_is(monkeypatch):
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="ascii"))
    text = "\n".join(draw(make_study()))
    assert text.isascii()
    assert "---o---" in text


def test_without_the_table_of_scores_the_sentences_stand_alone():
    study = make_study()
    whole = draw(study)
    stored = make_document(read_verdicts(study, Path("STUDY")))
    shown = draw(replace(study, summary=[], meta={**study.meta, "verdict": stored}))
    assert shown[:3] == whole[:3]
    assert "no run has finished" not in "".join(shown)
    assert not any("●" in line for line in shown)


def test_a_study_that_asked_says_where_it_stands():
    row = ReferenceRow("reviews", "mean", "near", 3, 4, 100, 1000, 0.03, 0.42, 0.5)
    texts = [line.plain for line in draw_answer(make_study(), 80, [row])]
    assert len(texts) <= SCREEN
    place = texts.index("next  embedstudy report runs/reviews --open")
    assert texts[place - 6 : place] == [
        "",
        "By its learning curves this data set is nearest to near of the reference study",
        "(4 train sizes from 100 to 1,000). With 1,000 texts random makes 42 % of the",
        "errors of the most frequent class; none of 1 reference data set is easier at the",
        "largest size in common.",
        "",
    ]


def forecast_row(dataset="reviews", method=FORECAST, note=""):
    size = 0 if method == NO_FORECAST else 20_000
    return ForecastRow(dataset, "glove", "random", "mean", size, *[0.8] * 5, method, note)


def draw_end(*rows, study=None):
    texts = [line.plain for line in draw_answer(study or make_study(), 80, forecast=rows)]
    assert len(texts) <= SCREEN
    place = texts.index("next  embedstudy report runs/reviews --open")
    return texts[place - 2 :]


def test_a_study_with_forecast_names_its_command():
    lines = draw_end(forecast_row(), forecast_row(method=NO_FORECAST, note="the curve falls"))
    assert lines[1:4] == [
        "",
        "next  embedstudy report runs/reviews --open",
        "      embedstudy forecast runs/reviews    accuracy with more texts",
    ]
    assert "No forecast" not in "".join(lines)


def test_where_no_strategy_has_a_forecast_a_line_says_why():
    lack = forecast_row(method=NO_FORECAST, note="one seed does not show how far seeds spread")
    lines = draw_end(lack, lack)
    assert lines[0] == "No forecast: one seed does not show how far seeds spread."
    assert not any("embedstudy forecast" in line for line in lines)
    lines = draw_end(lack, replace(lack, note="the curve falls"))
    assert (
        lines[0] == "No forecast: no curve allows one; embedstudy forecast runs/reviews says why."
    )
    lines = draw_end(lack, forecast_row("tweets"))
    assert lines[0] == "No forecast for reviews: one seed does not show how far seeds spread."
    assert "embedstudy forecast runs/reviews" in lines[3]
