"""The prior in the package: whole, sensible, and the same after a round trip."""

import numpy as np
import pytest

from embedstudy.baselines import BASELINES
from embedstudy.forecast.curve_families import CURVE_FAMILIES
from embedstudy.forecast.prior import format_priors, load_priors, parse_priors
from embedstudy.strategies import USUAL


def test_the_package_holds_a_prior_of_every_usual_curve():
    priors = load_priors()
    names = [("mean", strategy) for strategy in USUAL]
    names += [("", name) for name, baseline in BASELINES.items() if not baseline.is_chance]
    assert set(names) <= priors.by_curve.keys()
    assert 0 <= priors.correlation < 1
    for prior in (*priors.by_curve.values(), priors.pooled):
        assert prior.families.keys() == CURVE_FAMILIES.keys()
        assert sum(family.weight for family in prior.families.values()) == pytest.approx(1)
        assert all(np.linalg.eigvalsh(f.covariance).min() > 0 for f in prior.families.values())


def test_priors_are_the_same_after_a_round_trip():
    document = format_priors(load_priors())
    assert format_priors(parse_priors(document)) == document


@pytest.mark.parametrize(
    ("encoder", "strategy", "remark"),
    [
        ("mean", "random", ""),
        ("dan", "frozen", "prior of mean: no reference curves of dan"),
        ("mean", "zeros", "prior of all strategies: no reference curves of strategy zeros"),
    ],
)
def test_a_curve_without_reference_takes_the_nearest_prior(encoder, strategy, remark):
    assert load_priors().find(encoder, strategy)[1] == remark
