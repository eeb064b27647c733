"""Where a data set stands among the reference ones, from curves whose distance is known."""

import math

import pytest

from embedstudy.forecast.reference import (
    COLUMNS,
    CURVES_FILE,
    RelativeCurve,
    compare_with_reference,
    find_match,
    find_reference_crossing,
    list_relative_curves,
    load_reference_curves,
    write_reference,
)
from embedstudy.notebook import Study
from tests.forecast.made_up_curves import META, make_summary
from tests.report.study.made_up import made_up

FACTS = META["data"]["d"]
SIZES = (100, 300, 1000)


def reference(name="r", errors=(0.9, 0.7, 0.5), sizes=SIZES, **place):
    fields = {"vectors": "glove", "strategy": "random", "encoder": "mean", **place}
    return RelativeCurve(name, sizes=sizes, errors=errors, **fields)


def compare(references, curves=None, **options):
    # With half of the texts in each class, relative errors of 0.8, 0.6 and 0.4.
    summary = make_summary(curves or {"random": (0.6, 0.7, 0.8)}, **options)
    return compare_with_reference(summary, FACTS, references)


def test_the_distance_is_the_mean_difference_of_relative_errors():
    (row,) = compare([reference()])
    assert (row.reference, row.n_curves, row.n_sizes) == ("r", 1, 3)
    assert (row.smallest, row.largest) == (100, 1000)
    assert row.distance == pytest.approx(0.1)
    assert (row.relative_error, row.reference_error) == pytest.approx((0.4, 0.5))
    assert row.note == ""


def test_the_nearest_comes_first():
    others = [
        reference("far", (0.2, 0.1, 0.1)),
        reference("near"),
        reference("none", sizes=(2, 3, 4)),
    ]
    assert [row.reference for row in compare(others)] == ["near", "far", "none"]


def test_between_its_sizes_a_reference_curve_is_straight_in_the_logarithm():
    curve = reference(errors=(0.8, 0.4), sizes=(100, 10_000))
    assert curve.find_error(1000) == pytest.approx(0.6)
    share = math.log(300 / 100) / math.log(100)
    assert curve.find_error(300) == pytest.approx(0.8 - 0.4 * share)


def test_sizes_beyond_a_reference_curve_do_not_count():
    (row,) = compare([reference(errors=(0.9, 0.7), sizes=(100, 500))])
    assert (row.n_sizes, row.largest) == (2, 300)
    (row,) = compare([reference(errors=(0.9, 0.8), sizes=(50, 200))])
    assert (row.n_sizes, row.distance) == (1, None)
    assert row.note == "1 train size within its curves, too few for a distance"
    assert row.reference_error == pytest.approx(0.85)
    (row,) = compare([reference(errors=(0.9, 0.8), sizes=(2000, 3000))])
    assert (row.n_curves, row.n_sizes, row.smallest, row.relative_error) == (0, 0, None, None)


def test_one_size_is_a_point_among_curves():
    (row,) = compare([reference()], {"random": (0.8,)}, sizes=(300,))
    assert (row.distance, row.n_sizes) == (None, 1)
    assert (row.relative_error, row.reference_error) == pytest.approx((0.4, 0.7))


def test_every_strategy_counts_the_same():
    curves = {"random": (0.6, 0.7, 0.8), "frozen": (0.6, 0.7, 0.8)}
    others = [reference(), reference(strategy="frozen", errors=(0.8, 0.6, 0.4))]
    (row,) = compare(others, curves)
    assert (row.n_curves, row.distance) == (2, pytest.approx(0.05))


def test_vectors_that_the_reference_lacks_are_compared_with_the_usual_ones():
    same, usual = reference(), reference(vectors="glove-6b-50d", errors=(0.8, 0.6, 0.4))
    assert find_match(reference("d"), [usual, same]) is same
    assert find_match(reference("d"), [usual]) is usual
    assert find_match(reference("d", strategy="frozen"), [usual, same]) is None
    (row,) = compare([usual])
    assert (row.distance, row.note) == (pytest.approx(0), "glove compared with glove-6b-50d")


def test_the_data_set_itself_is_left_out():
    another, itself = compare([reference("d"), reference()])
    assert (another.reference, itself.reference) == ("r", "d")
    assert (itself.n_curves, itself.note) == (0, "the data set itself")


@pytest.mark.parametrize(
    ("curves", "options", "note"),
    [
        ({"random": (0.6, 0.7, 0.8)}, {"metric": "macro-f1"}, "is by accuracy"),
        ({"zeros": (0.6, 0.7, 0.8)}, {}, "has random, frozen and finetuned alone"),
        ({"random": (1.0, 1.0, 1.0)}, {"majority": 1.0}, "or it is 100 %"),
    ],
)
def test_a_study_that_cannot_be_compared_says_why(curves, options, note):
    (row,) = compare([reference()], curves, **options)
    assert (row.reference, row.n_curves) == ("", 0)
    assert note in row.note


def test_an_encoder_that_the_reference_lacks_is_told():
    (row,) = compare([reference(encoder="cnn")])
    assert row.note == "the reference study has no encoder mean"


def test_sizes_with_failed_runs_do_not_count():
    (curve,) = list_relative_curves(make_summary({"random": (0.6, None, 0.8)}), FACTS)
    assert curve.sizes == (100, 1000)


def test_the_package_holds_whole_curves():
    curves = load_reference_curves()
    assert CURVES_FILE.read_text("utf-8").startswith(",".join(COLUMNS))
    assert {"random", "frozen", "finetuned"} == {curve.strategy for curve in curves}
    for curve in curves:
        assert list(curve.sizes) == sorted(set(curve.sizes))
        assert all(0 < error < 1.6 for error in curve.errors)


def test_a_study_gets_its_table(tmp_path):
    study = made_up(tmp_path / "s")
    write_reference(study)
    rows = Study(study.path).reference
    assert {row.dataset for row in rows} == {"d"}
    assert {row.reference for row in rows} == {c.dataset for c in load_reference_curves()}


@pytest.mark.parametrize(
    ("frozen", "crossing"),
    [((0.8, 0.6, 0.6), math.sqrt(300 * 1000)), ((0.8, 0.6, 0.4), None), ((0.95, 0.8, 0.6), None)],
)
def test_where_random_overtakes_frozen_on_a_reference_data_set(frozen, crossing):
    usual = {"vectors": "glove-6b-50d"}
    random = reference(**usual)  # errors of 0.9, 0.7 and 0.5
    curves = [random, reference(strategy="frozen", errors=frozen, **usual)]
    others = [reference(strategy="frozen", errors=(0.9, 0.9, 0.9))]
    expected = None if crossing is None else round(crossing)
    assert find_reference_crossing([*others, *curves]) == expected
    assert find_reference_crossing([random, *others]) is None
    (row,) = compare(curves)
    assert row.crossing == expected
