from dataclasses import replace

from embedstudy.report.initializers.findings import list_findings
from embedstudy.report.initializers.summary import summarize
from tests.report.made_up import made_up


def find_texts(starts):
    return {
        f.outcome: f.text.replace("\u00a0", " ") for f in list_findings(starts, summarize(starts))
    }


def test_each_outcome_is_told_with_its_numbers():
    texts = find_texts(made_up())
    assert list(texts) == ["nothing", "copies", "distinct"]
    assert texts["nothing"] == (
        "Zeros learned nothing of the words: the embedding never moved, the loss stays at 0.693, "
        "and dev accuracy is 50.0 %, where the most frequent class alone gets 50.0 %."
    )
    assert texts["copies"].startswith("Ones kept one hidden unit, 50 times over")
    assert "reaches 65.0 % of dev" in texts["copies"]
    assert "HeNormal and RandomUniform kept all 50 units different" in texts["distinct"]
    assert "dev accuracy is 72.2 to 75.0 % (means over 2 seeds)" in texts["distinct"]
    assert (
        "Two seeds are two models: they predict the same class for 94.0 to 97.0 % of dev"
        in texts["distinct"]
    )
    assert "differ in accuracy by at most 2.0 points" in texts["distinct"]


def test_only_what_happened_is_told():
    assert list(find_texts(made_up("HeNormal()"))) == ["distinct"]
    assert "did no better" not in find_texts(made_up("HeNormal()"))["distinct"]


def test_a_start_that_moves_and_gains_nothing_is_named():
    assert (
        "HeNormal did no better than the most frequent class."
        in (find_texts(made_up("HeNormal()", dev_accuracy=0.5))["distinct"])
    )


def test_what_becomes_of_a_start_is_read_off_its_numbers_and_not_its_name():
    assert list(find_texts(made_up("Zeros()", moved=True))) == ["copies"]
    assert list(find_texts(made_up("HeNormal()", moved=False))) == ["nothing"]
    assert list(find_texts(made_up("HeNormal()", units_after=1))) == ["copies"]
    assert "kept 7 units different" in find_texts(made_up("HeNormal()", units_after=7))["distinct"]


def test_the_least_of_several_is_told_as_such():
    starts = made_up("HeNormal()")
    first = replace(starts.rows[0], units_after=40, rank_after=41)
    text = find_texts(replace(starts, rows=[first, *starts.rows[1:]]))["distinct"]
    assert "kept 40 or more units different and an embedding of rank 41 or more;" in text


def test_two_seeds_that_give_one_model_are_not_called_two():
    text = find_texts(made_up("HeNormal()", losses=(0.7, 0.2)))["distinct"]
    assert "Two seeds predict the same class" in text


def test_a_loss_that_changes_without_the_embedding_is_told():
    text = find_texts(made_up("Zeros()", losses=(0.7, 0.6)))["nothing"]
    assert "the loss goes from 0.700 to 0.600" in text


def test_many_starts_are_counted():
    starts = made_up("HeNormal()")
    names = [f"HeNormal(seed={i})" for i in range(4)]
    rows = [replace(row, initializer=name) for name in names for row in starts.rows]
    several = replace(starts, rows=rows, agreement=dict.fromkeys(names, 0.9))
    assert find_texts(several)["distinct"].startswith("All 4 starts kept")
    assert "4 of them did no better" in find_texts(replace(several, majority=0.9))["distinct"]
    with_zeros = made_up("Zeros()")
    both = replace(
        several,
        rows=[*with_zeros.rows, *rows],
        agreement={**with_zeros.agreement, **several.agreement},
    )
    assert find_texts(both)["distinct"].startswith("The other 4 starts kept")
