"""The columns of a study's tables: a class a table, a field a column."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from embedstudy.results.space_labels import SpaceKey

# The statuses of a crossover.
CROSSING, NO_CROSSING = "crossing", "none"
# The statuses of a run and of a trial. One that is unstable has finite numbers, but its loss or its
# embedding exploded; it has results, which count like those of others.
OK, UNSTABLE, DIVERGED = "ok", "unstable", "diverged"
HAVE_RESULTS = (OK, UNSTABLE)
# The methods of a forecast.
FORECAST, MEASURED, NO_FORECAST = "curves with prior", "measured", "none"


def optional(default: Any = None) -> Any:
    """Declare a column that a table has only where a row differs from the default."""
    return field(default=default, metadata={"optional": True})


def within(least: float, most: float) -> dict[str, tuple[float, float]]:
    """Return the metadata of a number that a table never has below or above some others."""
    return {"within": (least, most)}


@dataclass(frozen=True)
class RunRow:
    """A row of runs.csv: a run. `epochs` is the epoch chosen on dev; `note` says why a run failed.

    `fold` is empty where there is no cross-validation. `scale` is the factor on the start of the
    strategy: on its pretrained rows, or on what its initializer draws; it is empty where another
    scale was asked for. `dropout` is empty unless it was tuned. `c` is the inverse strength of
    regularization of a baseline, and of a run that is solved: `lr`, `epochs` and
    `tokens_per_second` are empty then. `dev_score` and `test_score` are by the metric of the study;
    they are missing where that is accuracy. `dev_size` counts the dev texts of a run on a sample of
    the training texts: its dev part is a sample too. `test_seen_words` is the score on test by the
    same metric where words that the training texts lack are left out; only strategies with vectors
    know such words. `optimizer` is the one chosen on dev; it is missing where one alone was tried,
    and empty of a run that is solved.
    """

    run: str
    dataset: str
    vectors: str
    strategy: str
    encoder: str
    train_size: int
    fold: int | None
    seed: int
    lr: float | None = None
    epochs: int | None = None
    dropout: float | None = None
    c: float | None = None
    scale: float | None = None
    dev_accuracy: float | None = None
    test_accuracy: float | None = None
    test_macro_f1: float | None = None
    train_loss: float | None = None
    seconds: float | None = None
    tokens_per_second: float | None = None
    status: str = "ok"
    note: str = ""
    dev_score: float | None = optional()
    test_score: float | None = optional()
    dev_size: int | None = optional()
    test_seen_words: float | None = optional()
    optimizer: str = optional("")

    @property
    def dev_metric(self) -> float | None:
        """The score on dev by the metric of the study."""
        return self.dev_accuracy if self.dev_score is None else self.dev_score

    @property
    def test_metric(self) -> float | None:
        """The score on test by the metric of the study."""
        return self.test_accuracy if self.test_score is None else self.test_score

    @property
    def has_result(self) -> bool:
        """Whether the run has predictions and a space."""
        return self.status in HAVE_RESULTS


@dataclass(frozen=True)
class TuningRow:
    """A row of tuning.csv: a trial, made to choose the settings of a cell.

    Settings that are not tuned are empty. `epochs` counts the epochs of the whole training; `c` is
    the inverse strength of regularization, as in runs.csv; `scale` is as in runs.csv. `rung` is the
    round of the search that the trial belongs to; only the last one has the epochs of a run.
    `dev_score` is by the metric of the study; it is missing where that is accuracy. `optimizer` and
    `dev_size` are as in runs.csv; where there is a `dev_size`, dev scores are means over the epochs
    of the trial.
    """

    dataset: str
    vectors: str
    strategy: str
    encoder: str
    train_size: int
    fold: int | None
    lr: float | None
    dropout: float | None
    epochs: int | None
    c: float | None
    scale: float | None
    rung: int | None
    seed: int
    dev_accuracy: float | None
    status: str
    dev_score: float | None = optional()
    dev_size: int | None = optional()
    optimizer: str = optional("")

    @property
    def dev_metric(self) -> float | None:
        """The score on dev by the metric of the study."""
        return self.dev_accuracy if self.dev_score is None else self.dev_score


@dataclass(frozen=True)
class SummaryRow:
    """A row of summary.csv: a cell.

    `mean` to `ci_high` describe the score on test by the study's metric: accuracy where the column
    `metric` is missing. `median` is that of the seeds, and `n` counts them.
    `coverage` is the share of the vocabulary's types that have a pretrained vector, and
    `coverage_tokens` the share of its running words. Both are empty where no vectors are used. A
    cross-validation takes the folds of a seed together; `lr` is empty where their rates differ.
    `c` is as in runs.csv, and empty where the runs differ in it; it is missing where no cell has
    one. `optimizer` is as in runs.csv, and empty where the runs differ in it. `test_seen_words` is
    the mean of that of the runs.
    `unstable` is the number of runs that were, which count in all means; it is missing where none
    was. `p_guessing` is the p-value, one-sided, of the hypothesis that the predictions have nothing
    to do with the classes. It is missing where the pair with the majority class tells as much.
    """

    dataset: str
    vectors: str
    strategy: str
    encoder: str
    train_size: int
    lr: float | None
    n: int
    mean: float | None = None
    std: float | None = None
    median: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    macro_f1: float | None = None
    macro_f1_std: float | None = None
    macro_f1_ci_low: float | None = None
    macro_f1_ci_high: float | None = None
    coverage: float | None = None
    coverage_tokens: float | None = None
    status: str = "complete"
    unstable: int = optional(0)
    metric: str = optional("accuracy")
    test_seen_words: float | None = optional()
    p_guessing: float | None = optional()
    c: float | None = optional()
    optimizer: str = optional("")


@dataclass(frozen=True)
class ScoreRow:
    """A row of scores.csv: the score of a cell on test by one of all metrics, whatever tuned it.

    `mean` and `std` are over seeds. ``ece`` and ``brier`` measure the calibration of probabilities.
    What needs probabilities has no row in a study that did not store them.
    """

    dataset: str
    vectors: str
    strategy: str
    encoder: str
    train_size: int
    metric: str
    n: int
    mean: float
    std: float | None


@dataclass(frozen=True)
class ComparisonRow:
    """A row of comparisons.csv: how far the test score of `a` lies above that of `b`.

    The scores are by the study's metric: accuracy where the column `metric` is missing.

    `p_value` allows for chance in seeds and in test examples, `p_seeds` for chance in seeds alone.
    `p_holm` is `p_value` adjusted for all hypotheses of the study. It is empty in a pair with a
    baseline that learns nothing. `wins` counts the seeds under which `a` did better. `vectors` and
    `encoder` are those of the strategies; a baseline has none.

    `margin` is the smallest difference that counts. `p_below` is the p-value, one-sided, of the
    hypothesis that the true difference is the margin or more; `p_above` that it is minus the margin
    or less. With two or three seeds both are at least those of a t-test over the seeds. All three
    are missing in older studies.
    """

    dataset: str
    vectors: str
    encoder: str
    train_size: int
    a: str
    b: str
    n_seeds: int
    n_examples: int = 0
    delta: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    p_value: float | None = None
    p_holm: float | None = None
    p_seeds: float | None = None
    wins: int = 0
    ties: int = 0
    losses: int = 0
    smallest_detectable: float | None = None
    metric: str = optional("accuracy")
    margin: float | None = optional()
    p_below: float | None = optional()
    p_above: float | None = optional()

    @property
    def p_equivalence(self) -> float | None:
        """The p-value of both one-sided tests: small where the difference is within the margin."""
        if self.p_below is None or self.p_above is None:
            return None
        return max(self.p_below, self.p_above)

    @property
    def decisive_p(self) -> float | None:
        """The p-value that decides: `p_holm`, or `p_value` outside Holm's family."""
        return self.p_value if self.p_holm is None else self.p_holm


@dataclass(frozen=True)
class CurveRow:
    """A row of curve.csv: a point of a learning curve, of the test score by the study's metric.

    `test_seen_words` is as in summary.csv.
    """

    dataset: str
    vectors: str
    encoder: str
    strategy: str
    train_size: int
    n: int
    mean: float | None
    ci_low: float | None
    ci_high: float | None
    metric: str = optional("accuracy")
    test_seen_words: float | None = optional()


@dataclass(frozen=True)
class CrossoverRow:
    """A row of crossovers.csv: the train size at which `a` overtakes `b` for good.

    `a` leads at the largest size. `status` is ``crossing`` or ``none``; with ``none``, `a` leads at
    every size and `train_size` is empty. `low` and `high` are the 95 % interval. An end is empty
    where it may lie beyond the sizes that were tried. `note` says so: "open below", "open above".
    """

    dataset: str
    vectors: str
    encoder: str
    a: str
    b: str
    train_size: int | None
    low: int | None
    high: int | None
    n_seeds: int
    n_examples: int
    status: str
    note: str
    metric: str = optional("accuracy")

    @property
    def is_open_above(self) -> bool:
        """Whether the lead of `a` is not shown even at the largest size."""
        return self.status == CROSSING and self.high is None and "above" in self.note


@dataclass(frozen=True)
class ForecastRow:
    """A row of forecast.csv: the test accuracy to expect of a strategy with more training texts.

    `expected` and the ends of the 80 % and 95 % intervals are of what the study would measure on
    its test texts with as many seeds. `method` says where they come from: `FORECAST`, `MEASURED`
    where the study has that size, or `NO_FORECAST`, with the reason in `note` and no numbers.
    """

    dataset: str
    vectors: str
    strategy: str
    encoder: str
    train_size: int
    expected: float | None
    low_80: float | None
    high_80: float | None
    low_95: float | None
    high_95: float | None
    method: str
    note: str = optional("")


@dataclass(frozen=True)
class ForecastCrossoverRow:
    """A row of forecast_crossovers.csv: the train size from which on `a` will do better than `b`.

    `train_size` is the median, the other sizes are the ends of its intervals. An end is empty where
    it lies within the sizes of the study, or beyond `farthest`; so is `train_size`. `share_now` is
    the probability that `a` is ahead at the largest size of the study, `share_never` that it is not
    ahead for good by `farthest`. A baseline has no vectors and no encoder of its own; they are
    those of `a`.
    """

    dataset: str
    vectors: str
    encoder: str
    a: str
    b: str
    train_size: int | None
    low_80: int | None
    high_80: int | None
    low_95: int | None
    high_95: int | None
    share_now: float
    share_never: float
    farthest: int


@dataclass(frozen=True)
class ForecastGainRow:
    """A row of forecast_gains.csv: what a strategy gains from `times` as many training texts.

    `train_size` is the largest of the study; gains are differences of test accuracy.
    """

    dataset: str
    vectors: str
    strategy: str
    encoder: str
    train_size: int
    times: int
    gain: float
    low_80: float
    high_80: float
    low_95: float
    high_95: float


@dataclass(frozen=True)
class ReferenceRow:
    """A row of reference.csv: how far the curves of a data set lie from those of a reference one.

    Errors are relative to those of the most frequent class. `distance` is the mean difference over
    `n_curves` curves and `n_sizes` train sizes from `smallest` to `largest`; it is empty where
    fewer than two sizes are shared. `relative_error` and `reference_error` are those of random at
    the largest shared size. `note` says why a row has no numbers. `crossing` is the train size at
    which random overtakes frozen on the reference data set, where its curves cross.
    """

    dataset: str
    encoder: str
    reference: str
    n_curves: int
    n_sizes: int
    smallest: int | None
    largest: int | None
    distance: float | None
    relative_error: float | None
    reference_error: float | None
    note: str = optional("")
    crossing: int | None = optional()


@dataclass(frozen=True)
class SpaceRow:
    """The first columns of a row about a space, and the seed of the run that made it.

    `vectors` is empty where random weights are the same with every table of vectors. `encoder` and
    `seed` are empty where the space is that of a table of vectors.
    """

    dataset: str
    kind: str
    vectors: str
    encoder: str
    seed: int | None

    @cached_property  # a page asks for it many times
    def space(self) -> SpaceKey:
        """The space, whatever the seed."""
        return SpaceKey(self.dataset, self.kind, self.vectors, self.encoder)


@dataclass(frozen=True)
class NeighborRow(SpaceRow):
    """A row of neighbors.csv: one of the nearest neighbours of a word in a space."""

    word: str
    rank: int
    neighbor: str
    cosine: float


@dataclass(frozen=True)
class StructureRow(SpaceRow):
    """A row of structure.csv: a measure of a space, or of how two spaces differ.

    `of` names the part that is measured: a band of frequency, a list of word pairs; it is empty
    where the measure has one part. A measure of two spaces names the other one, of the same data
    set, in `other_kind`, `other_vectors`, `other_encoder` and `other_seed`. `n` counts the words or
    pairs of words that were measured. `ci_low` and `ci_high` are the 95 % interval of the mean over
    the seeds of the space, for new seeds and new words or pairs: the same in each of its rows. They
    are empty where no interval is known.
    """

    metric: str
    of: str
    other_kind: str
    other_vectors: str
    other_encoder: str
    other_seed: int | None
    value: float | None
    n: int
    note: str
    ci_low: float | None = None
    ci_high: float | None = None

    @property
    def other(self) -> SpaceKey | None:
        """The other space, whatever the seed; None in a measure of one space."""
        if not self.other_kind:
            return None
        return SpaceKey(self.dataset, self.other_kind, self.other_vectors, self.other_encoder)


@dataclass(frozen=True)
class StructureDifferenceRow:
    """A row of structure_differences.csv: how far a measure of a space lies above that of another.

    `value` is the difference of the means over the seeds that both have, `ci_low` and `ci_high` its
    95 % interval, for new seeds and new words or pairs; `n` counts those. Only a difference whose
    interval leaves out zero is found.
    """

    dataset: str
    metric: str
    of: str
    kind: str
    vectors: str
    encoder: str
    other_kind: str
    other_vectors: str
    other_encoder: str
    value: float
    ci_low: float
    ci_high: float
    n_seeds: int
    n: int

    @property
    def space(self) -> SpaceKey:
        """The space that comes first."""
        return SpaceKey(self.dataset, self.kind, self.vectors, self.encoder)

    @property
    def other(self) -> SpaceKey:
        """The space that it is compared with."""
        return SpaceKey(self.dataset, self.other_kind, self.other_vectors, self.other_encoder)

    @property
    def is_found(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.ci_low > 0 or self.ci_high < 0


@dataclass(frozen=True)
class DynamicsRow(SpaceRow):
    """A row of dynamics.csv: a space at a moment of its training, under the first seed.

    `epoch` is how much of the training was over: 0 at the start, 0.3 within the first epoch.
    `chosen` marks the epoch that dev chose, whose vectors the model ended with. `train_loss` is
    that of the model of this moment on a fixed sample of the training texts, and `dev_accuracy` its
    accuracy on dev.

    `task_alignment` and `effective_rank` are as in structure.csv. `opposites` is that of all pairs,
    and `general_meaning` that by WordSim-353. `change_rank` is the effective rank of the change
    since the start, `change_share` the share of the squared change in its first C - 1 directions,
    of C classes, and `change_norm` its Frobenius norm divided by that of the start.
    `overlap_before` and `overlap_end` are the share of the ten nearest neighbours in common with
    the moment before, and with the chosen moment. `n` counts the words. A measure that is not
    defined is empty; `note` says why. A run without snapshots has one row, with the reason in
    `note`.
    """

    epoch: float = field(metadata=within(0, 1e9))
    chosen: bool
    train_loss: float | None = field(metadata=within(-1e-3, 3.5e38))  # as in single precision
    dev_accuracy: float | None = field(metadata=within(0, 1))
    task_alignment: float | None = field(metadata=within(-100, 100))
    effective_rank: float | None = field(metadata=within(0, 1e6))
    change_rank: float | None = field(metadata=within(0, 1e6))
    change_share: float | None = field(metadata=within(0, 1))
    change_norm: float | None = field(metadata=within(0, 1e100))
    opposites: float | None = field(metadata=within(-1, 1))
    general_meaning: float | None = field(metadata=within(-1, 1))
    overlap_before: float | None = field(metadata=within(0, 1))
    overlap_end: float | None = field(metadata=within(0, 1))
    n: int
    note: str


@dataclass(frozen=True)
class DriftRow(SpaceRow):
    """A row of drift.csv: a word, and how far training has moved it in a space.

    `cosine` is between before and after; `count` is of the training texts. `lost` and `gained` are
    the neighbours that training took away and those that it brought, nearest first; see
    `embedstudy.results.row_format.join_words`.
    """

    word: str
    count: int
    cosine: float
    lost: str
    gained: str


@dataclass(frozen=True)
class WordRow:
    """A row of words.csv: how much more often a class says a word than the others do.

    `log_odds` compares the class with the others in the held-out texts; `z` is the same, divided by
    its standard error (Monroe, Colaresi and Quinn 2008). With two classes only the second has rows.
    """

    dataset: str
    word: str
    count: int
    class_name: str
    log_odds: float
    z: float


# The groups of texts.csv.
ALL_WRONG, ONLY_PRETRAINED, ONLY_RANDOM = "all-wrong", "only-pretrained", "only-random"


@dataclass(frozen=True)
class TextRow:
    """A row of texts.csv: a test text on which strategies differ, or on which all of them fail.

    `group` is ``all-wrong``: every seed of every strategy is wrong. Or it is ``only-pretrained`` or
    ``only-random``: more than half of the seeds are right with that start, and fewer than half with
    the other. `predicted` is the class that those who are wrong predict most often, and
    `probability` the mean of the probabilities that they give it. `pretrained` is the strategy with
    vectors that is compared, `pretrained_right` of `pretrained_seeds` are right; both are empty in
    a study without vectors, and the columns of ``random`` in a study without that strategy.

    `text` is the beginning of the text. `words` are its words that the training texts have, in
    their order; see `embedstudy.results.row_format.join_words`. `log_odds` and `z` have a number
    for each, divided by spaces: the log-odds of `label` against `predicted` in the training texts,
    and the same divided by their standard error.
    """

    dataset: str
    group: str
    rank: int
    id: int
    label: str
    predicted: str
    probability: float | None
    pretrained: str
    pretrained_right: int | None
    pretrained_seeds: int | None
    random_right: int | None
    random_seeds: int | None
    text: str = ""
    words: str = ""
    log_odds: str = ""
    z: str = ""


# The tables of a study by name: the name and ``.csv`` is the file, the class has the columns.
TABLES: dict[str, type[Any]] = {
    "runs": RunRow,
    "tuning": TuningRow,
    "summary": SummaryRow,
    "scores": ScoreRow,
    "comparisons": ComparisonRow,
    "curve": CurveRow,
    "crossovers": CrossoverRow,
    "forecast": ForecastRow,
    "forecast_crossovers": ForecastCrossoverRow,
    "forecast_gains": ForecastGainRow,
    "reference": ReferenceRow,
    "neighbors": NeighborRow,
    "structure": StructureRow,
    "structure_differences": StructureDifferenceRow,
    "dynamics": DynamicsRow,
    "drift": DriftRow,
    "words": WordRow,
    "texts": TextRow,
}


def find_table_name(kind: type[Any]) -> str:
    """Return the name of the table that has rows of a class.

    Examples
    --------
    >>> find_table_name(RunRow)
    'runs'
    """
    return next(name for name, row_class in TABLES.items() if row_class is kind)
