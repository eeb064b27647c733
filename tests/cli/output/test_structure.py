"""The tables of ``embedstudy structure``, from rows that are made here."""

from embedstudy.cli.output.structure import SHOWN_COUNT, print_structure
from embedstudy.results.rows import DriftRow, StructureRow
from embedstudy.structure.tables import Structure


def measured(kind, seed, value, metric="mean_cosine", other_space=("", "", "", None), note=""):
    return StructureRow("d", kind, "", "mean", seed, metric, "", *other_space, value, 60, note)


def printed(capsys, **rows):
    print_structure(Structure(**rows))
    return capsys.readouterr().out


def test_a_row_for_each_space_with_the_mean_of_its_seeds(capsys):
    rows = [measured("random", seed, value) for seed, value in enumerate((0.1, 0.3))]
    text = printed(capsys, structure=[*rows, measured("finetuned", 0, 0.5)])
    lines = [line.split() for line in text.splitlines()]
    assert ["random", "0.200", "±", "0.141"] in lines
    assert ["finetuned", "0.500"] in lines
    assert "n = 60" in text


def test_other_seeds_stand_last_and_other_spaces_by_their_label(capsys):
    between_seeds = measured("random", 0, 0.7, "cka", ("random", "", "mean", 1))
    other_space = measured("random", 0, 0.2, "cka", ("frozen", "", "mean", 0))
    rows = [between_seeds, other_space, measured("frozen", 0, 0.4)]
    text = printed(capsys, structure=rows)
    (heading,) = (line for line in text.splitlines() if "other seeds" in line)
    assert heading.split() == ["frozen", "other", "seeds"]


def test_a_missing_value_has_its_reason_once(capsys):
    rows = [measured(kind, 0, None, note="too few words") for kind in ("random", "frozen")]
    text = printed(capsys, structure=rows)
    assert text.count("too few words") == 1
    rows[1] = measured("frozen", 0, 0.5)
    assert "random: too few words" in printed(capsys, structure=rows)


def test_rare_words_are_not_among_those_that_moved(capsys):
    drift = [
        DriftRow("d", "random", "", "mean", 0, word, count, 0.1, "a b", "c")
        for word, count in (("often", SHOWN_COUNT), ("rare", SHOWN_COUNT - 1))
    ]
    text = printed(capsys, structure=[measured("random", 0, 0.5)], drift=drift)
    assert ["often", str(SHOWN_COUNT), "0.10", "a", "b", "c"] in map(str.split, text.splitlines())
    assert "rare" not in text
