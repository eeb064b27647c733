"""Tables of a study."""

from dataclasses import replace
from shutil import copytree

from embedstudy.notebook import Study
from embedstudy.results.rows import CrossoverRow, CurveRow, StructureRow, SummaryRow
from tests.cli.runner import call


def test_numbers_are_whole_on_a_narrow_terminal(quick):
    narrow = {"COLUMNS": "40"}
    result = call("show", quick, "--all", env=narrow)
    assert "…" not in result.stdout
    for row in Study(quick).summary:
        assert f"[{100 * row.ci_low:.1f}, {100 * row.ci_high:.1f}]" in result.stdout


def test_task_alignment_stands_with_its_interval_and_ceiling(quick, tmp_path):
    copytree(quick, tmp_path / "s")
    study = Study(tmp_path / "s")
    dataset = study.runs[0].dataset
    none = ("", "", "", None)
    ceiling = StructureRow(
        dataset, "random", "", "mean", 0, "task_alignment", "ceiling", *none, 0.484, 841, ""
    )
    seeds = [
        replace(ceiling, of="observed", seed=k, value=v, ci_low=0.338, ci_high=0.477)
        for k, v in enumerate((0.4, 0.42))
    ]
    level = replace(ceiling, kind="random-before", of="observed", value=-0.001)
    study.write_rows(StructureRow, [level, *seeds, ceiling])
    stdout = " ".join(call("show", study.path, "--all").stdout.split())
    assert (
        "task alignment: random-before 0.00 and random 0.41 [0.34, 0.48]; a perfect space would "
        "have 0.48" in stdout
    )


def test_a_crossing_that_is_open_above_may_be_none(quick, tmp_path):
    copytree(quick, tmp_path / "s")
    study = Study(tmp_path / "s")
    row = study.summary[0]
    study.write_rows(type(row), [*study.summary, replace(row, train_size=1)])
    crossing = CrossoverRow(
        row.dataset, "", "mean", "random", "frozen", 1700, 1100, None, 5, 853, "crossing",
        "open above: that random overtakes by 8,530 texts is not shown",
    )  # fmt: skip
    closed = replace(crossing, a="finetuned", low=None, high=2900, note="open below: ...")
    study.write_rows(CrossoverRow, [crossing, closed])
    stdout = " ".join(call("show", study.path, "--all").stdout.split())
    assert (
        "random may overtake frozen at about 1,700 training texts (95 % interval from 1,100, open "
        "above)" in stdout
    )
    assert (
        "finetuned overtakes frozen at about 1,700 training texts (95 % interval up to 2,900, open "
        "below)" in stdout
    )


def test_a_curve_has_the_scores_without_unseen_words_and_what_it_rests_on(quick, tmp_path):
    copytree(quick, tmp_path / "s")
    study = Study(tmp_path / "s")
    row = next(row for row in study.summary if row.encoder)
    point = replace(row, train_size=1, mean=0.625, test_seen_words=0.5125)
    study.write_rows(SummaryRow, [*study.summary, point])
    curve = CurveRow(
        row.dataset, "train:word2vec", "mean", row.strategy, 1, 2, 0.625, None, None,
        test_seen_words=0.5125,
    )  # fmt: skip
    study.write_rows(CurveRow, [curve])
    run = replace(study.runs[0], run="sample", train_size=1, dev_size=7)
    study.write_rows(type(run), [*study.runs, run])
    stdout = " ".join(call("show", study.path, "--all").stdout.split())
    assert "without unseen words 51.2" in stdout or "without unseen words 51.3" in stdout
    assert "to choose the epoch: 7 with 1 training texts." in stdout
    assert "train:word2vec was trained on all training texts, without labels" in stdout


def test_the_protocol_is_a_paragraph_of_its_own(quick, tmp_path):
    copytree(quick, tmp_path / "s")
    study = Study(tmp_path / "s")
    data = study.meta["data"]
    dataset = study.runs[0].dataset
    facts = {**data[dataset], "protocol": "split at random", "repeats": {"test in train": 1}}
    study.write_meta({**study.meta, "data": {**data, dataset: facts}})
    lines = [line.rstrip() for line in call("show", study.path, "--all").stdout.splitlines()]
    place = lines.index("split at random")
    sentence = "1 test text stands in train too, word for word"
    assert lines[place - 1 : place + 3] == ["", "split at random", sentence, ""]


def test_a_cell_that_is_solved_shows_its_c_where_others_show_the_rate(quick, tmp_path):
    copytree(quick, tmp_path / "s")
    study = Study(tmp_path / "s")
    solved = [replace(row, lr=None, c=0.125) for row in study.summary]
    study.write_rows(SummaryRow, solved)
    assert "C 0.125" in call("show", study.path, "--all").stdout
    study.write_rows(SummaryRow, [replace(row, lr=0.25, c=None) for row in solved])
    stdout = call("show", study.path, "--all").stdout
    assert "0.25" in stdout
    assert "C 0" not in stdout
