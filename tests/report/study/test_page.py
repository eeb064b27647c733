"""The page of a study as a browser gets it."""

import base64
import hashlib
import re
from dataclasses import replace
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest

from embedstudy.errors import InputError
from embedstudy.report.study import render_page, write_page
from embedstudy.results.create import begin
from embedstudy.results.rows import DriftRow, RunRow, StructureRow
from tests.report.study.made_up import (
    ACCURACIES,
    bare,
    comparison,
    drift,
    made_up,
    meta,
    neighbors,
    run_row,
    runs,
    structure,
    summaries,
)
from tests.report.tree import Tree, assert_ids_are_right, assert_self_contained
from tests.studies import forget_checksums

RANDOM, NO_OTHER = ("d", "random", "", "mean"), ("", "", "", None)
HOSTILE = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(2)> $x$ {{ 7 * 7 }}"


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return made_up(tmp_path_factory.mktemp("made-up") / "s")


@pytest.fixture(scope="module")
def content(study):
    return render_page(study).decode()


@pytest.fixture(scope="module")
def tree(content):
    return Tree(content)


@pytest.fixture(scope="module")
def text(tree):
    return " ".join(" ".join(tree.texts).split())


def text_of(study):
    return " ".join(" ".join(Tree(render_page(study).decode()).texts).split())


def test_the_same_study_gives_the_same_bytes(study, content):
    assert render_page(study).decode() == content
    assert write_page(study.path).read_bytes().decode() == content  # beside its own older page


def test_it_is_one_file_that_loads_nothing_and_runs_one_script(content, tree):
    assert_self_contained(content, tree)
    (script,) = re.findall(r"<script>(.*?)</script>", content, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'\"" in content
    assert len(tree.all("script")) == 1
    assert len(content) < 1_000_000


def test_ids_headings_and_landmarks(tree):
    assert_ids_are_right(tree)
    assert [len(tree.all(tag)) for tag in ("h1", "main", "header", "footer", "nav")] == [1] * 5
    levels = [int(tag[1]) for tag, _ in tree.elements if re.fullmatch("h[1-6]", tag)]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(th["scope"] in ("col", "row") for th in tree.all("th"))


def test_every_figure_says_in_words_what_it_shows(tree, text):
    figures = tree.all("svg")
    assert len(figures) == 9  # accuracy, curve, picture, drift, four of dynamics, tuning
    for figure in figures:
        assert figure["role"] == "img"
        assert figure["aria-labelledby"] == f"{figure['id']}-title {figure['id']}-desc"
    for sentence in (
        "random 75.0 [70.0, 80.0], seeds 70.0, 75.0, 80.0",
        "frozen 60.0 with 100, 62.0 with 1,000",
        "pretrained 0.100 and 0.300",
        "finetuned 0.99 for 1-9, 0.46 for 1000+",
        "random 55.0 at 0.01, 75.0 at 0.1;",  # the rate that diverged has no mean
    ):
        assert sentence in text


def test_the_verdict_leads(content, text):
    assert "With 1,000 training texts, fine-tuned table 81.0 %, random 75.0 %" in text
    assert content.index("fine-tuned table") < content.index("<svg")


@pytest.mark.parametrize(
    "expected",
    [
        "finetuned − random +6.2 +1.0 to +11.5 0.012 0.025 < 0.001 3/3 4.1",
        "random 0.1 75.0 ± 2.0 70.0 to 80.0 75.0 75.0 71.0 3",
        "1. random may overtake frozen open above: that random overtakes by 1,000 texts is not "
        "shown 272 150 to open above",
        "bad 123 0.32 good , nice awful , dull",
        "pretrained 0.10 0.30",
        "random 0.51 (0.50 to 0.52) 0.02",
        "random other seeds 0.34 0.68",
        "table 87.6 % 95.4 % 870 of 900 77 5.25 (21 times) it's , don't",
        "random 2.5 s 2.0 million 7",
        "−0.12",
        "41.3 0.07",
        "1 trial diverged",
        "SimLex-999 , 432 pairs",
        "embedstudy compare d --vectors table --baseline majority --seeds 3 --train-sizes 100,all",
        "1,000 texts to train on, 500 of dev, 500 of test, 2 classes, 4,321 words",
        "ab" * 32,
        "cd" * 32,
        "python 3.11.7, numpy 2.4.6",
        "2026-01-02T03:04:05+00:00 to 2026-01-02T03:05:06+00:00",
        "random: the best rate is the highest",
        "held 398 MB",
    ],
)
def test_the_numbers_of_the_study_are_there(text, expected):
    assert expected in text


def test_what_training_changed_in_neighbours_is_marked(content):
    gained = re.findall(r"<ins><bdi>(.*?)</bdi>", content)
    lost = re.findall(r"<del><bdi>(.*?)</bdi>", content)
    # All of random-before is lost: marks would tell nothing.
    assert (gained, lost) == (["j"], ["h"])
    assert re.findall(r"<td>(\d of \d kept)</td>", content) == ["0 of 3 kept", "2 of 3 kept"]


def test_a_space_without_the_word_has_an_empty_column(tmp_path):
    rows = [row for row in neighbors() if row.kind != "pretrained"] + neighbors("only", {
        "pretrained": ("x",)
    })  # fmt: skip
    content = render_page(made_up(tmp_path / "s", neighbors=rows)).decode()
    assert "<ins><bdi>" not in content  # bad has no neighbours before to compare with
    _, only = content.split('class="probe"')[1:]
    assert "<bdi>only</bdi>" in only
    assert only.count("<td></td>") == 3  # beside its one neighbour


def test_hostile_names_and_words_are_text(tmp_path):
    long, mixed = "x" * 500, "\u202eشر\u0301e\u0301 🎬\u2028"
    rows = runs(HOSTILE, vectors=HOSTILE, accuracies={**ACCURACIES, HOSTILE: (0.5, 0.6, 0.7)})
    rows[0] = replace(rows[0], test_accuracy=None, status="diverged", note=HOSTILE)
    words = [
        *neighbors(HOSTILE, {"random": (HOSTILE, long, mixed), "pretrained": (mixed,)}, HOSTILE)
    ]
    measured = [
        replace(row, of=HOSTILE if row.metric == "general_meaning" else row.of)
        for row in structure(HOSTILE, HOSTILE)
    ]
    moved = [replace(row, dataset=HOSTILE, word=HOSTILE, gained=long) for row in drift()]
    study_meta = meta(HOSTILE, HOSTILE, probes={HOSTILE: [HOSTILE]}, warnings=[HOSTILE, mixed])
    study = made_up(
        tmp_path / "s", study_meta=study_meta, runs=rows, neighbors=words, structure=measured,
        drift=moved, comparisons=[comparison(HOSTILE, "random", dataset=HOSTILE, vectors=HOSTILE)],
    )  # fmt: skip
    content = render_page(study).decode()
    tree = Tree(content)
    assert tree.all("script") == [{}]  # that of every page
    assert not tree.all("img")
    assert_self_contained(content, tree)
    text = " ".join(tree.texts)
    assert sum(HOSTILE in text_part for text_part in tree.texts) > 10
    assert long in text
    assert "\u202eشر\u0301e\u0301 🎬" in text
    assert r"\u202e" in text  # in a sentence it would turn what follows


def test_half_a_surrogate_pair_can_be_shown(tmp_path):
    study = made_up(tmp_path / "s", study_meta=meta(probes={"d": ["bad"]}))
    path = study.path / "study.json"
    path.write_bytes(path.read_bytes().replace(b"the highest", rb"the \udc80"))
    forget_checksums(study)
    assert r"the best rate is the \udc80" in text_of(study)


def test_nothing_but_runs(tmp_path):
    study = bare(tmp_path / "s", runs(), status="running", finished=None)
    text = text_of(study)
    assert "This study was not finished when this page was made: 10 of 10 runs are there" in text
    assert "There is no answer before the study is finished." in text
    assert "structure.csv has nothing on task alignment, general meaning, opposites, drift" in text
    assert "neighbors.csv has no words of this data set" in text
    assert "drift.csv has no words" in text
    assert "random 75.0, seeds 70.0, 75.0, 80.0" in text  # without an interval
    assert "to not finished" in text


def test_no_finished_run(tmp_path):
    for name, rows in (("none", []), ("diverged", [run_row("random", 0, None)])):
        study = bare(tmp_path / name, rows, status="running")
        text = text_of(study)
        assert "so there are no accuracies" in text
        assert "How it was run" in text
    assert "d-random-0: diverged, loss not finite at epoch 1" in text
    assert "1 run failed" in text


def test_diverged_runs_are_counted_and_named(tmp_path):
    rows = [*runs()[1:], run_row("random", 0, None)]
    text = text_of(made_up(tmp_path / "s", runs=rows))
    assert "1 run failed, and its cell is incomplete." in text
    assert "2 of 3" in text
    assert "Runs failed: random" in text


def test_one_strategy_one_seed_no_vectors(tmp_path):
    rows = [run_row("random", 0, 0.7, vectors="")]
    study_meta = meta()
    study_meta["identity"]["vectors_sha256"], study_meta["coverage"] = {"d": {}}, {"d": {}}
    study_meta["options"]["vectors"] = None
    study = bare(tmp_path / "s", rows)
    study.write_meta(study_meta)
    study.write_rows(type(summaries(rows)[0]), summaries(rows))
    text = text_of(study)
    assert "Random has 70.0 % accuracy" in text
    assert "Pretrained vectors, and the words" not in text
    assert "1 seed." in text
    assert "it comes with a finished study" not in text
    assert "table of pairs below" not in text
    assert "Each mark is a space" not in text


def test_what_could_not_be_measured_is_said_with_its_reason(tmp_path):
    rows = [
        replace(row, value=None, note="only 3 words") if row.metric == "task_alignment" else row
        for row in structure()
    ]
    content = render_page(made_up(tmp_path / "s", structure=rows)).decode()
    assert "Task alignment could not be measured: only 3 words." in content
    notes = {"WordSim-353": "only 2 pairs", "SimLex-999": "only 3 pairs"}
    rows = [
        StructureRow(*RANDOM, 0, "general_meaning", part, *NO_OTHER, None, 2, note)
        for part, note in notes.items()
    ]
    text = text_of(made_up(tmp_path / "two", structure=rows))
    assert "could not be measured: only 2 pairs (WordSim-353); only 3 pairs (SimLex-999)." in text
    assert "structure.csv has nothing" not in content


def test_several_data_sets_and_tables_have_sections_and_groups(tmp_path):
    rows = [*runs(), *runs(vectors="other"), *runs("e")]
    study_meta = meta(probes={"d": ["bad"], "e": ["bad"]})
    near = [
        *neighbors("bad", {"finetuned": ("p",)}),
        *neighbors("bad", {"finetuned": ("q",)}, "e"),
    ]
    study_meta["data"]["e"] = study_meta["data"]["d"]
    study = made_up(tmp_path / "s", study_meta=study_meta, runs=rows, neighbors=near)
    content = render_page(study).decode()
    tree = Tree(content)
    assert_ids_are_right(tree)
    assert [a["aria-label"] for a in tree.all("article")] == ["d", "e"]
    first, second = content.split("<article")[1:3]
    assert (first.count(">other</text>"), second.count(">other</text>")) == (2, 0)
    assert ("<bdi>p</bdi>" in first, "<bdi>q</bdi>" in first) == (True, False)
    assert ("<bdi>p</bdi>" in second, "<bdi>q</bdi>" in second) == (False, True)


def test_many_pairs_are_in_two_tables_and_few_in_one(tmp_path, content):
    names = [*"abcdefghi"]
    rows = [run_row(name, 0, 0.5) for name in names] + [runs()[-1]]
    pairs = [comparison("a", name_b) for name_b in names[1:]]
    pairs += [comparison(name, "majority") for name in names]
    many = render_page(made_up(tmp_path / "s", runs=rows, comparisons=pairs)).decode()
    assert content.count("p Holm</th>") == 1
    first, second = re.findall(r'<table[^>]*aria-labelledby="d0-pairs-.">.*?</table>', many, re.S)
    assert (first.count("a − "), first.count("majority")) == (8, 0)
    assert second.count(" − majority") == 9


def test_an_explorer_has_its_place(study):
    from markupsafe import Markup

    html = Markup('<section id="explorer"></section>')
    part = SimpleNamespace(html=html, style=".mine { top: 0 }", script="let a = 1;", data="[1]")
    content = render_page(study, explorer=part).decode()
    tree = Tree(content)
    assert [a for a in tree.all("section") if a.get("id") == "explorer"]
    assert "<script>let a = 1;</script>" in content
    assert '<script type="application/json" id="explorer-data">[1]</script>' in content
    assert ".mine { top: 0 }" in content
    assert "script-src 'sha256-" in content


def test_a_study_that_is_replaced_loses_its_page(tmp_path):
    study = made_up(tmp_path / "s")
    path = write_page(study)
    assert path.is_file()
    begin(study.path, study.meta, "replace")
    assert not path.exists()


def test_what_is_no_study_is_said(tmp_path):
    with pytest.raises(InputError, match="not a study"):
        write_page(tmp_path)
    with pytest.raises(InputError, match="no such study"):
        write_page(tmp_path / "gone")


@pytest.mark.parametrize(
    ("file", "damage"),
    [
        ("runs.csv", b"run,dataset\nx,y\n"),
        ("structure.csv", b"dataset,kind,seed,metric,of,value,n,note\nd,random,zero,a,b,c,d,e\n"),
        ("study.json", b"{"),
        ("study.json", b'{"data": {"d": {"train": 1}}}'),
        ("study.json", b'{"data": []}'),
    ],
)
def test_damage_is_one_line_that_names_the_file(tmp_path, file, damage):
    study = made_up(tmp_path / "s")
    (study.path / file).write_bytes(damage)
    with pytest.raises(InputError, match=re.escape(file)) as caught:
        write_page(study.path)
    assert "\n" not in str(caught.value)
    # Without study.json or runs.csv there is nothing to say; all else is shown without the table.
    assert (study.path / "report.html").exists() == (file == "structure.csv")
    if file == "structure.csv":
        assert str(caught.value).endswith("report.html shows the rest")
        text = " ".join(" ".join(Tree((study.path / "report.html").read_text()).texts).split())
        assert "This page is without a file that cannot be read" in text
        assert "structure.csv: damaged" in text
        assert "Test accuracy" in text


def test_spaces_that_are_damaged_take_the_explorer_alone(tmp_path):
    study = made_up(tmp_path / "s")
    run = study.runs[0].run
    matrix = np.ones((3, 2), np.float32)
    matrices = {"vectors": matrix, "initial": matrix}
    study.write_space(run, ["a", "b", "c"], matrices, {"without_vector": []})
    path = study.path / "spaces" / run / "vectors.npy"
    path.write_bytes(path.read_bytes()[:-4])
    with pytest.raises(InputError, match=r"vectors\.npy: damaged .*--resume makes it") as caught:
        write_page(study)
    assert "\n" not in str(caught.value)
    content = (study.path / "report.html").read_text()
    assert "vectors.npy: damaged" in content
    assert 'id="explorer' not in content
    assert "Test accuracy" in content


def test_pairs_without_runs_are_left_out(tmp_path):
    study = made_up(tmp_path / "s")
    study.write_rows(RunRow, [])
    assert "No run is finished yet" in text_of(study)


def test_a_study_that_says_nothing_of_its_data(tmp_path):
    study = made_up(tmp_path / "s")
    study.write_meta({key: value for key, value in study.meta.items() if key != "data"})
    assert "Test accuracy" in text_of(study)


def test_columns_say_what_they_are_of_and_p_is_the_largest(tmp_path):
    rows = [
        StructureRow(*RANDOM, seed, metric, part, *NO_OTHER, value, n, "")
        for seed in (0, 1)
        for metric, part, value, n in (
            ("task_alignment", "observed", 0.4, 90),
            ("task_alignment", "p", 0.2 + seed / 10, 90),
            ("general_meaning", "WordSim-353", 0.1, 31),
            ("opposites", "size", 0.1, 1),
            ("drift", "1-9", 0.9, 1200),
        )
    ]
    text = text_of(made_up(tmp_path / "s", structure=rows))
    assert "WordSim-353 (31 pairs)" in text
    assert "size (1 pair)" in text
    assert "1-9 (1,200 words)" in text
    assert "0.300" in text
    assert "0.250" not in text


def test_words_side_by_side_keep_their_direction_to_themselves(tmp_path):
    rows = [DriftRow(*RANDOM, 0, "a", 9, 0.1, "\u202eabc new\\x20york \u05e9", "x")]
    content = render_page(made_up(tmp_path / "s", drift=rows)).decode()
    assert "<bdi>\u202eabc</bdi>, <bdi>new york</bdi>, <bdi>\u05e9</bdi></td>" in content


@pytest.mark.parametrize("number", [2, 3])
def test_a_study_of_an_earlier_version_is_shown_without_what_it_lacks(tmp_path, number):
    later = ("distinct_vectors", "table_scale", "held_out_words", "peak_memory", "versions")
    old = {key: value for key, value in meta(format=number).items() if key not in later}
    del old["data"]["d"]["protocol"], old["data"]["d"]["repeats"]
    study = made_up(tmp_path / "s", study_meta=old)
    for name in ("scores", "texts", "structure_differences"):
        (study.path / f"{name}.csv").unlink(missing_ok=True)
    text = text_of(study)
    assert "Do you need pretrained vectors here? YES" in text
    assert "75.0 ± 2.0" in text
    assert "Brier" not in text
    assert "Protocol" not in text
