"""Where a data set stands among the reference ones, in sentences."""

from dataclasses import replace

from embedstudy.results.reference_sentences import describe_reference
from embedstudy.results.rows import ReferenceRow

ROW = ReferenceRow("d", "mean", "near", 3, 4, 100, 1000, 0.03, 0.42, 0.5)
ROWS = [
    ROW,
    replace(ROW, reference="far", distance=0.2, reference_error=0.3),
    replace(ROW, reference="farther", distance=0.3, reference_error=0.2, largest=300),
]
LACK = replace(ROW, reference="", n_curves=0, distance=None, note="the reference study has no x")


def test_the_nearest_are_named_and_the_easier_counted():
    assert describe_reference(ROWS) == [
        "By its learning curves this data set is nearest to near of the reference study (4 train "
        "sizes from 100 to 1,000), then far and farther.",
        "With 1,000 texts random makes 42 % of the errors of the most frequent class; 2 of 3 "
        "reference data sets are easier at the largest size in common.",
    ]


def test_where_random_overtook_frozen_on_the_nearest_is_told():
    rows = [replace(ROW, crossing=2240), replace(ROWS[1], crossing=100)]
    assert describe_reference(rows)[0].endswith(
        ", then far. On near random overtook frozen at about 2,240 texts."
    )


def test_one_shared_size_has_no_nearest():
    first, second = describe_reference([replace(ROW, distance=None, n_sizes=1)])
    assert first == (
        "No reference data set is nearest by curve: only 1 train size lies within their sizes, and "
        "a distance needs two."
    )
    assert "none of 1 reference data set is easier" in second


def test_without_random_nothing_is_placed():
    rows = [replace(row, relative_error=None, reference_error=None) for row in ROWS]
    assert len(describe_reference(rows)) == 1


def test_the_data_set_itself_and_other_vectors_are_told():
    itself = replace(LACK, reference="d", note="the data set itself")
    another = replace(ROW, note="my.txt compared with glove-6b-50d")
    assert describe_reference([another, itself])[2:] == [
        "The data set itself is a reference data set, and left out.",
        "My.txt compared with glove-6b-50d.",
    ]


def test_lacks_are_told():
    assert describe_reference([LACK]) == ["The reference study has no x."]
    assert describe_reference([]) == []


def test_encoders_are_named_where_there_are_several():
    first, second, last = describe_reference([ROW, replace(LACK, encoder="x")])
    assert first.startswith("By its learning curves with encoder mean this data set")
    assert second.startswith("With 1,000 texts and encoder mean, random makes 42 %")
    assert last == "The reference study has no x."
