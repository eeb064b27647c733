import math

import numpy as np
import pytest

from benchmarks.reference_study.over_datasets import (
    Difference,
    adjust,
    average_families,
    compute_wilcoxon_p,
    find_detectable,
    find_median,
    pool,
    rank,
)

INF = math.inf


def differ(value, reach=0.01, dataset="d"):
    return Difference(dataset, value, value - reach, value + reach)


def test_a_difference_knows_its_standard_error_and_whether_it_is_shown():
    assert differ(0.02, 0.0196).standard_error == pytest.approx(0.01, rel=1e-3)
    assert differ(0.02).is_shown_above
    assert differ(-0.02).is_shown_below
    assert not differ(0.005).is_shown_above


def test_equal_differences_pool_to_themselves():
    pooled = pool([differ(0.03) for _ in range(8)])
    assert pooled.mean == pytest.approx(0.03)
    assert pooled.tau == 0
    assert pooled.ci_low < 0.03 < pooled.ci_high
    # Eight standard errors of .0051 make one of .0018, times 2.36, the quantile of t with 7.
    assert pooled.ci_high - 0.03 == pytest.approx(2.365 * 0.01 / 1.96 / math.sqrt(8), rel=1e-3)
    assert (pooled.n, pooled.n_above, pooled.n_shown_above, pooled.n_shown_below) == (8, 8, 8, 0)
    assert pooled.p_wilcoxon == pooled.smallest_p == pytest.approx(2 / 2**8)


def test_data_sets_that_differ_widen_the_interval():
    near = pool([differ(value) for value in (0.02, 0.03, 0.04)])
    far = pool([differ(value) for value in (-0.07, 0.03, 0.13)])
    assert far.tau > 0.05 > near.tau
    assert far.ci_high - far.ci_low > near.ci_high - near.ci_low
    assert far.new_high - far.new_low > far.ci_high - far.ci_low


def test_the_interval_covers_the_mean_of_data_sets():
    rng = np.random.default_rng(0)
    covered = []
    for _ in range(300):
        truths = rng.normal(0.02, 0.03, 10)
        observed = truths + rng.normal(0, 0.01, 10)
        pooled = pool([differ(value, 0.0196) for value in observed])
        covered.append(pooled.ci_low <= 0.02 <= pooled.ci_high)
    assert 0.91 <= np.mean(covered) <= 0.98


def test_one_data_set_says_nothing_of_others():
    assert pool([differ(0.1)]) is None


def test_wilcoxon_needs_six_data_sets_to_show_anything():
    assert compute_wilcoxon_p([0.1, 0.2, 0.3, 0.4, 0.5]) == pytest.approx(2 / 2**5)
    assert compute_wilcoxon_p([0.1, 0.2, 0.3, 0.4, 0.5, 0.6]) < 0.05
    assert compute_wilcoxon_p([0.0, 0.0]) == 1


def test_what_can_be_found_shrinks_with_data_sets():
    few, many = np.tile([-1.0, 1.0], 3), np.tile([-1.0, 1.0], 30)
    assert find_detectable(few) > find_detectable(many)
    # Cohen's table for a paired t-test: 34 pairs find an effect of half a deviation.
    rng = np.random.default_rng(1)
    values = rng.normal(size=34)
    assert find_detectable(values) / values.std(ddof=1) == pytest.approx(0.5, abs=0.01)


def test_holm():
    assert adjust([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert adjust([]) == []


def test_a_family_counts_as_one_data_set():
    rows = [differ(0.02, dataset="r8"), differ(0.04, dataset="r52"), differ(0.1, dataset="imdb")]
    reuters, imdb = average_families(rows, {"r8": "Reuters", "r52": "Reuters"})
    assert (reuters.dataset, imdb.dataset) == ("Reuters", "imdb")
    assert reuters.value == pytest.approx(0.03)
    assert reuters.ci_high - reuters.ci_low == pytest.approx(0.02 / math.sqrt(2))


def test_ranks_of_treatments_that_always_keep_their_order():
    scores = {"a": [9, 8, 7, 9, 8, 9], "b": [5, 5, 5, 6, 6, 5], "c": [1, 2, 3, 4, 3, 2]}
    ranking = rank(scores)
    assert ranking.ranks == {"a": 1, "b": 2, "c": 3}
    assert ranking.p_friedman == pytest.approx(math.exp(-6))
    assert ranking.critical_difference == pytest.approx(2.343 * math.sqrt(3 * 4 / 36), abs=2e-3)
    assert ranking.p_nemenyi["a", "c"] < 0.05 < ranking.p_nemenyi["a", "b"]


def test_two_data_sets_are_not_ranked():
    assert rank({"a": [1, 2], "b": [2, 3], "c": [4, 5]}) is None


def test_the_median_of_sizes_beyond_what_was_measured():
    median = find_median([300, 600, 2000, 700, INF, -INF])
    assert (median.value, median.low, median.high) == (600, -INF, INF)
    median = find_median([100, 200, 300, 400, 500, 600, 700, 800, 900, INF])
    assert (median.value, median.low, median.high) == (500, 200, 900)
    assert find_median([INF] * 4).value == INF
    assert find_median([1, 2, 3]).high == INF


def test_the_interval_of_a_median_covers_it():
    rng = np.random.default_rng(2)
    drawn = [find_median(rng.lognormal(size=10)) for _ in range(500)]
    assert np.mean([m.low <= 1 <= m.high for m in drawn]) >= 0.95
