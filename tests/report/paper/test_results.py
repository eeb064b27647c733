from dataclasses import replace

from embedstudy.report.paper.results import tabulate_accuracy, tabulate_pairs
from tests.report.study import made_up
from tests.verdict.made_up_tables import pair as cell_pair


def test_every_cell_with_its_difference_to_random(study):
    table = tabulate_accuracy(study)
    rows = {row[1]: row for row in table.rows if row[0] == "1,000"}
    assert table.headings[:3] == ("Texts", "Strategy", "Accuracy")
    assert rows["finetuned"][2:8] == (
        "81.0 ± 2.0", "[76.0, 86.0]", "81.0", "+6.2", "[+1.0, +11.5]", "0.012",
    )  # fmt: skip
    assert rows["majority"][5] == "−6.2"  # the pair is random − majority
    assert rows["random"][5:9] == ("", "", "", "")
    assert "1 to 3 seeds" in table.caption


def test_a_baseline_is_held_against_random_of_the_best_encoder(tmp_path):
    low = {name: tuple(s - 0.4 for s in scores) for name, scores in made_up.ACCURACIES.items()}
    rows = [*made_up.runs(), *made_up.runs(encoder="max", accuracies=low)[:-1]]
    pairs = [
        cell_pair("random", "majority", delta, 0.001, vectors="table", encoder=encoder, size=1000,
                  dataset="d")
        for encoder, delta in (("mean", 0.55), ("max", 0.15))
    ]  # fmt: skip
    summary = made_up.summaries(rows)
    study = made_up.made_up(tmp_path / "s", runs=rows, summary=summary, comparisons=pairs)
    (row,) = [row for row in tabulate_accuracy(study).rows if "majority" in row]
    assert "−55.0" in row


def test_random_stands_once_for_several_tables(tmp_path):
    rows = [*made_up.runs(), *made_up.runs(vectors="other")]
    study = made_up.made_up(tmp_path / "s", runs=rows, summary=made_up.summaries(rows))
    table = tabulate_accuracy(study)
    assert [row[:2] for row in table.rows] == [
        ("", "random"), ("table", "frozen"), ("table", "finetuned"), ("", "majority"),
        ("other", "frozen"), ("other", "finetuned"),
    ]  # fmt: skip


def test_less_is_better(tmp_path):
    rows = made_up.runs()
    summary = [replace(row, metric="log-loss") for row in made_up.summaries(rows)]
    study = made_up.made_up(tmp_path / "s", runs=rows, summary=summary)
    table = tabulate_accuracy(study)
    assert table.caption.startswith("Test log loss (less is better)")
    assert "points" not in table.caption


def test_pairs_leave_the_most_frequent_class_out(study):
    pairs = [row[0] for row in tabulate_pairs(study).rows]
    assert pairs == ["finetuned − random", "finetuned − frozen"]


def test_a_study_without_results_has_no_tables(tmp_path):
    study = made_up.bare(tmp_path / "s")
    assert tabulate_accuracy(study) is None
    assert tabulate_pairs(study) is None
