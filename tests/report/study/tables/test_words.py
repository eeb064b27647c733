"""Words that moved, and the neighbours of probe words."""

from dataclasses import replace

from embedstudy.report.study.tables.words import (
    GAINED,
    LOST,
    SAME,
    list_probe_words,
    tabulate_moved,
)
from tests.report.study.made_up import drift, neighbors


def test_the_words_that_moved_most_come_first():
    (table,) = tabulate_moved("t", drift())
    assert [row.head for row in table.rows] == ["bad", "still"]
    assert table.rows[0].cells == ("123", "0.32", ("good", "nice"), ("awful", "dull"))
    assert table.caption.startswith("finetuned: the words that training moved most. ")


def test_of_many_words_ten_are_shown():
    (table,) = tabulate_moved("t", [replace(drift()[0], word=str(i)) for i in range(1200)])
    assert len(table.rows) == 10
    assert "10 of the 1,200 in drift.csv" in table.caption


def test_changes_by_training_are_marked():
    (probe,) = list_probe_words(neighbors())
    assert [column.kind for column in probe.columns] == [
        "random-before", "random", "pretrained", "finetuned",
    ]  # fmt: skip
    before, after = probe.columns[2:]
    assert [(near.word, near.change) for near in before.neighbors] == [
        ("g", SAME), ("h", LOST), ("i", SAME),
    ]  # fmt: skip
    assert [(near.word, near.change) for near in after.neighbors] == [
        ("g", SAME), ("i", SAME), ("j", GAINED),
    ]  # fmt: skip
    assert (before.still_there, after.still_there) == ("", "2 of 3 kept")


def test_where_nothing_is_kept_nothing_is_marked():
    (probe,) = list_probe_words(neighbors())
    before, after = probe.columns[:2]
    assert {near.change for near in (*before.neighbors, *after.neighbors)} == {SAME}
    assert after.still_there == "0 of 3 kept"


def test_a_space_without_the_word_is_an_empty_column():
    rows = [*neighbors(), *neighbors("only", {"pretrained": ("x",)})]
    probes = {probe.word: probe for probe in list_probe_words(rows)}
    assert [len(column.neighbors) for column in probes["only"].columns] == [0, 0, 1, 0]
    assert probes["only"].ranks == range(1)
    assert probes["only"].columns[3].still_there == ""
