"""The values that tuning tries on dev, with the same budget for all."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from embedstudy.nn.model_config import (
    ModelConfig,
    choose_usual_rate,
    is_convex,
    learning_rates,
)
from embedstudy.options.scale import read_scale
from embedstudy.options.tuning import TuningOptions
from embedstudy.strategies import Strategy
from embedstudy.tuning.search import Rung, Search
from embedstudy.tuning.values import TunedValues

# Factors on the start. GloVe's rows are some twenty times as long as those of a random start, whose
# range of 0.05 becomes 0.5, 0.05 and 0.005.
PRETRAINED_SCALES = (1.0, 0.3, 0.1)
RANDOM_SCALES = (1.0, 10.0, 0.1)
# Of successive halving. The first rung has this share of the epochs: shorter trainings like higher
# rates, and with a fifth of them the best one of rotten-tomatoes and r8 was lost. With several
# seeds, a second rung has all epochs and one seed.
FIRST_SHARE = 0.4
SHARE_KEPT = 1 / 3
N_FINALISTS = 3
# Candidates that follow the last rung: beyond an edge, or near the best.
RESERVE = 3
# C of a model that is solved, the inverse strength of its penalty; the middle one where none is
# tuned. Its features have a length of 1, and on rotten-tomatoes, r8 and bbc-news the best lay
# between 1 and 100.
SOLVED_CS = (0.1, 1.0, 10.0, 100.0, 1000.0)
# With one seed the reserve only goes beyond edges: with few dev texts, one text more or less would
# choose among finer values.
N_FINALISTS_ONCE, RESERVE_ONCE = 4, 2
_DRAWS = 6  # seed of the random search; the same points for every strategy
_PATIENCE = 20  # draws for each combination that must differ from the others


@dataclass(frozen=True)
class SearchSpace:
    """The values that are tried for each cell, and how they are searched.

    Attributes
    ----------
    method : {"halving", "grid", "random", "none"}
        Every combination, by successive halving or in full; some drawn at random, the same for
        every strategy; or only the middle learning rate.
    trials : int
        The number of combinations that ``random`` draws.
    learning_rate : float, optional
        The one for all cells; the rates of the optimizer by default. The scale is not tuned then.
    dropout : tuple of float
    epochs : tuple of int
        Values to try; empty leaves those of the model.
    """

    method: str = "halving"
    trials: int = 0
    learning_rate: float | None = None
    dropout: tuple[float, ...] = ()
    epochs: tuple[int, ...] = ()

    @classmethod
    def from_options(cls, options: TuningOptions) -> "SearchSpace":
        """Return the search space that options describe.

        Examples
        --------
        >>> SearchSpace.from_options(TuningOptions(tune="random:20")).trials
        20
        """
        method, _, trials = options.tune.partition(":")
        return cls(
            method=method,
            trials=int(trials or 0),
            learning_rate=None if options.learning_rate == "auto" else options.learning_rate,
            dropout=tuple(sorted(set(options.tune_dropout))),
            epochs=tuple(sorted(set(options.tune_epochs))),
        )

    def make_search(
        self, config: ModelConfig, strategy: Strategy, n_seeds: int, margin: float = 0.0
    ) -> Search:
        """Return the search for the values of a model.

        Parameters
        ----------
        config : ModelConfig
        strategy : Strategy
        n_seeds : int
            The seeds of the last rung.
        margin : float
            As `Search.margin`.
        """
        candidates = tuple(self.list_values(config, strategy))
        is_once = n_seeds == 1
        reserve = RESERVE_ONCE if is_once else RESERVE
        if self.solves(config, strategy):
            solutions = self._list_solutions(config, strategy, most=len(candidates))
            is_halved = self.method == "halving" and not is_once and len(solutions) > N_FINALISTS
            first = (Rung(1.0, 1, N_FINALISTS),) if is_halved else ()
            return Search(
                solutions, None, (*first, Rung(1.0, n_seeds)), reserve, margin, refines=not is_once
            )
        rungs: tuple[Rung, ...] = (Rung(1.0, n_seeds),)
        if self.method == "halving" and len(candidates) > N_FINALISTS_ONCE:
            if is_once:
                rungs = (Rung(FIRST_SHARE, 1, N_FINALISTS_ONCE), *rungs)
            else:
                n_kept = max(N_FINALISTS, math.ceil(SHARE_KEPT * len(candidates)))
                rungs = (Rung(FIRST_SHARE, 1, n_kept), Rung(1.0, 1, N_FINALISTS), *rungs)
        return Search(
            candidates, config.options.epochs, rungs, reserve, margin, refines=not is_once
        )

    def make_c_search(self, cs: Sequence[float], n_seeds: int, margin: float = 0.0) -> Search:
        """Return the search for the C of a baseline; it takes no epochs, so it is a grid."""
        if cs and self.method == "none":
            cs = [1.0]  # the default of scikit-learn
        candidates = tuple(TunedValues(c=c) for c in cs) or (TunedValues(),)
        return Search(candidates, None, (Rung(1.0, n_seeds),), RESERVE, margin)

    def solves(self, config: ModelConfig, strategy: Strategy) -> bool:
        """Tell whether a model is solved: its loss is convex, and no rate or dropout is given."""
        return is_convex(strategy, config) and self.learning_rate is None and not any(self.dropout)

    def _list_solutions(
        self, config: ModelConfig, strategy: Strategy, most: int
    ) -> tuple[TunedValues, ...]:
        """List the values of C to try: the middle ones if they may be few.

        The scale is not tuned. A factor on the word vectors changes nothing: see `nn.solving`.
        """
        scale, *_ = self._list_scales(config, strategy, can_scale=False)
        first = max(0, (len(SOLVED_CS) - most) // 2)
        return tuple(TunedValues(c=c, scale=scale) for c in SOLVED_CS[first : first + most])

    def list_values(self, config: ModelConfig, strategy: Strategy) -> list[TunedValues]:
        """List the first candidates for a model, the gentlest first: as many for each strategy."""
        scales = self._list_scales(config, strategy)
        rates = self._list_rates(config)
        if strategy.initializer is not None and len(rates) > 1:
            # A start that no factor changes spends its trials on finer steps of the rate.
            n_scales = len(self._list_scales(config, strategy, can_scale=True))
            steps = np.geomspace(min(rates), max(rates), len(rates) * n_scales)
            rates = tuple(float(f"{rate:.3g}") for rate in steps) if n_scales > 1 else rates
        dropouts: Sequence[float | None] = self.dropout or (None,)
        epochs: Sequence[int | None] = self.epochs or (None,)
        if self.method != "random":
            return [
                TunedValues(rate, dropout, n_epochs, scale=scale)
                for rate, scale, dropout, n_epochs in product(rates, scales, dropouts, epochs)
            ]
        return self._draw(rates, scales, dropouts, epochs)

    def _list_rates(self, config: ModelConfig) -> tuple[float, ...]:
        if self.learning_rate is not None:
            return (self.learning_rate,)
        if self.method == "none":
            return (choose_usual_rate(config.options),)
        return learning_rates(config.options)

    def _list_scales(
        self, config: ModelConfig, strategy: Strategy, *, can_scale: bool | None = None
    ) -> tuple[float | None, ...]:
        """Return the factors on the start; None alone with a scale that is not a factor."""
        scale = read_scale(config.options.scale)
        can_scale = strategy.initializer is None if can_scale is None else can_scale
        is_tuned = scale.is_tuned and self.method != "none" and self.learning_rate is None
        if is_tuned and can_scale:
            return PRETRAINED_SCALES if strategy.pretrained else RANDOM_SCALES
        if scale.is_tuned or not strategy.pretrained:
            return (1.0,)
        return (None,) if scale.unit or scale.length is not None else (scale.factor,)

    def _draw(
        self,
        rates: Sequence[float],
        scales: Sequence[float | None],
        dropouts: Sequence[float | None],
        epochs: Sequence[int | None],
    ) -> list[TunedValues]:
        """Draw combinations: rates and factors evenly in the logarithm, the others from a list."""
        rng, drawn = np.random.default_rng(_DRAWS), dict[TunedValues, None]()
        for _ in range(_PATIENCE * self.trials):  # few values have fewer combinations
            rate = _draw_between(rates, rng)
            dropout = dropouts[int(rng.integers(len(dropouts)))]
            n_epochs = epochs[int(rng.integers(len(epochs)))]
            # Drawn also where it is not tuned, so that the rates are those of other strategies.
            factor = _draw_between([factor or 1.0 for factor in scales], rng)
            scale = factor if scales[0] is not None else None
            drawn[TunedValues(rate, dropout, n_epochs, scale=scale)] = None
            if len(drawn) == self.trials:
                break
        return sorted(
            drawn, key=lambda v: (v.learning_rate or 0.0, v.dropout or 0.0, v.epochs or 0)
        )


def _draw_between(values: Sequence[float], rng: np.random.Generator) -> float:
    """Draw a value between the least and the largest; the value itself if there is one."""
    low, high = math.log(min(values)), math.log(max(values))
    drawn = math.exp(rng.uniform(low, high))
    # Digits that a table on disk keeps.
    return values[0] if len(values) == 1 else float(f"{drawn:.3g}")
