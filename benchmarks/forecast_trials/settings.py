"""What is chosen by how well it foretells other data sets: spreads and family weights."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy.optimize import minimize

from benchmarks.forecast_trials.trials import (
    EQUAL,
    Priors,
    compute_log_scores,
    find_widths,
    run_trials,
    score_by_dataset,
)
from embedstudy.forecast.curve_families import CURVE_FAMILIES

MISFITS, DRIFTS = (0.03, 0.05, 0.07, 0.1), (0.0, 0.1)
# Next to no weight; none at all has no logarithm.
_NONE = 1e-9
# Data set, vectors, encoder and strategy, pilot.
_Key = tuple[str, str, tuple[str, str], int]


@dataclass(frozen=True)
class Settings:
    """What is chosen by how well it foretells other data sets; see `Prior`."""

    misfit: float
    drift: float
    weights: Mapping[str, float]
    widths: Mapping[int, float]


class Chooser:
    """Chooses the settings without one data set."""

    def __init__(self, priors: Priors) -> None:
        self.trials = {
            setting: run_trials(priors, *setting, EQUAL)[0] for setting in product(MISFITS, DRIFTS)
        }
        self.scores = {setting: score_by_dataset(trials) for setting, trials in self.trials.items()}
        self.priors = priors
        self._by_family: dict[tuple[float, float], dict[str, dict[_Key, np.ndarray]]] = {}

    def choose(self, without: str = "") -> Settings:
        totals = {
            setting: np.mean([score for name, score in scores.items() if name != without])
            for setting, scores in self.scores.items()
        }
        misfit, drift = min(totals, key=lambda setting: totals[setting])
        widths = find_widths(self.trials[misfit, drift], without)
        return Settings(misfit, drift, self._stack(misfit, drift, without), widths)

    def _stack(self, misfit: float, drift: float, without: str) -> dict[str, float]:
        """Weigh the families by how well each foretells alone (stacking of log scores)."""
        if (misfit, drift) not in self._by_family:
            alone = {}
            for name in CURVE_FAMILIES:
                weights = dict.fromkeys(CURVE_FAMILIES, _NONE) | {name: 1.0}
                trials = run_trials(self.priors, misfit, drift, weights)[0]
                alone[name] = {
                    (t.known.dataset, t.known.vectors, t.known.kind, t.pilot): compute_log_scores(t)
                    for t in trials
                }
            self._by_family[misfit, drift] = alone
        alone = self._by_family[misfit, drift]
        keys = [key for key in alone[next(iter(alone))] if key[0] != without]
        count = {
            d: sum(len(alone["power"][k]) for k in keys if k[0] == d) for d in {k[0] for k in keys}
        }
        table = np.array([np.concatenate([alone[name][key] for key in keys]) for name in alone])
        share = np.concatenate([
            np.full(len(alone["power"][key]), 1 / count[key[0]]) for key in keys
        ])  # fmt: skip

        def lose(logits: np.ndarray) -> float:
            log_weights = logits - np.logaddexp.reduce(logits)
            # As if one more data set had every family alike, so that none is ruled out by chance.
            mixed = np.logaddexp.reduce(log_weights[:, None] + table, axis=0)
            return float(-(share * mixed).sum() - log_weights.mean())

        best = minimize(lose, np.zeros(len(table)), method="BFGS").x
        weights = np.exp(best - np.logaddexp.reduce(best))
        return dict(zip(alone, weights.tolist(), strict=True))
