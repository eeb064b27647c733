"""The prior of a forecast: what the reference study knows of learning curves."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from embedstudy.baselines import BASELINES
from embedstudy.forecast.posterior import FamilyPrior, Prior

_FILE = "prior.json"
# The encoder of most reference curves, which stands in for those that have none.
_USUAL_ENCODER = "mean"


@dataclass(frozen=True)
class ReferencePriors:
    """The priors by encoder and strategy, as `benchmarks/forecast.py` estimates them.

    Attributes
    ----------
    by_curve : mapping of (str, str) to Prior
        By encoder and strategy; a baseline has no encoder.
    pooled : Prior
        Of all strategies with an embedding.
    correlation : float
        Of the forecast errors of two strategies on one data set.
    datasets : tuple of str
        The data sets that they were learned from.
    """

    by_curve: Mapping[tuple[str, str], Prior]
    pooled: Prior
    correlation: float
    datasets: tuple[str, ...]

    def find(self, encoder: str, strategy: str) -> tuple[Prior, str]:
        """Return the prior for a curve, and a remark where it is that of other curves."""
        if (encoder, strategy) in self.by_curve:
            return self.by_curve[encoder, strategy], ""
        if (_USUAL_ENCODER, strategy) in self.by_curve:
            remark = f"prior of {_USUAL_ENCODER}: no reference curves of {encoder}"
            return self.by_curve[_USUAL_ENCODER, strategy], remark
        kind = "baseline" if strategy in BASELINES else "strategy"
        return self.pooled, f"prior of all strategies: no reference curves of {kind} {strategy}"


@cache
def load_priors() -> ReferencePriors:
    """Read the priors that the package holds."""
    return parse_priors(json.loads(files(__package__).joinpath(_FILE).read_text("utf-8")))


def parse_priors(document: Mapping[str, Any]) -> ReferencePriors:
    """Return the priors that a document describes, as `format_priors` wrote it."""
    curves = {
        (entry["encoder"], entry["strategy"]): _parse_prior(entry) for entry in document["curves"]
    }
    return ReferencePriors(
        by_curve=curves,
        pooled=_parse_prior(document["pooled"]),
        correlation=document["correlation"],
        datasets=tuple(document["datasets"]),
    )


def format_priors(priors: ReferencePriors) -> dict[str, Any]:
    """Return priors as plain data."""
    return {
        "datasets": list(priors.datasets),
        "correlation": priors.correlation,
        "pooled": _format_prior(priors.pooled),
        "curves": [
            {"encoder": encoder, "strategy": strategy, **_format_prior(prior)}
            for (encoder, strategy), prior in priors.by_curve.items()
        ],
    }


def _parse_prior(entry: Mapping[str, Any]) -> Prior:
    families = {
        name: FamilyPrior(
            family["weight"], np.array(family["mean"]), np.array(family["covariance"])
        )
        for name, family in entry["families"].items()
    }
    widths = {int(size): width for size, width in entry["widths"].items()}
    return Prior(families, entry["misfit"], entry["drift"], widths)


def _format_prior(prior: Prior) -> dict[str, Any]:
    families = {
        name: {
            "weight": round(family.weight, 4),
            "mean": family.mean.round(4).tolist(),
            "covariance": family.covariance.round(5).tolist(),
        }
        for name, family in prior.families.items()
    }
    widths = {str(size): round(width, 4) for size, width in prior.widths.items()}
    spreads = {"misfit": prior.misfit, "drift": prior.drift, "widths": widths}
    return {**spreads, "families": families}
