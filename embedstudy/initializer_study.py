"""Why weights start at random: one network with a hidden layer, from each initializer.

Units of a layer with equal weights and equal inputs get equal gradients, and so stay equal. The
layer is then one unit, many times over, and learns no more than one unit can. A constant start is
such a start, and with zeros not even that one unit learns. Random weights break the symmetry.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from embedstudy.datasets.corpus import Corpus
from embedstudy.errors import DivergedError, EmbedstudyError, InputError
from embedstudy.initializers import INITIALIZERS
from embedstudy.initializers.parse import get_initializer
from embedstudy.nn.compile import warm_up
from embedstudy.nn.engine import TrainingPlan
from embedstudy.nn.examples import Examples
from embedstudy.nn.model import Model, Seeds, new_model
from embedstudy.nn.model_config import ModelConfig, learning_rates
from embedstudy.nn.training import Training, train
from embedstudy.options.model import ModelOptions
from embedstudy.progress import progress_bar
from embedstudy.results.initializers import Start, Starts
from embedstudy.start_study import DIM, check_seeds, describe_conditions, measure_majority
from embedstudy.study.data.study_datasets import encode_examples
from embedstudy.study.plan.config import TUNING_SEEDS
from embedstudy.text.tokenizers import get_tokenizer
from embedstudy.validation import whole_number

UNITS = 50
# Stands in for an initializer that cannot make a table of that shape, such as Identity.
_OTHERWISE = "RandomUniform(minval=-0.05, maxval=0.05)"
# Keras' Constant is zero by default, which equals Zeros.
_SHOWN = {"Constant": "Constant(value=0.1)"}


def format_initializer(name: str) -> str:
    """Return an initializer with its parameters, as it is tried here.

    Examples
    --------
    >>> format_initializer("Zeros"), format_initializer("Constant")
    ('Zeros()', 'Constant(value=0.1)')
    """
    return str(get_initializer(_SHOWN.get(name, name)))


def compare_starts(
    corpus: Corpus,
    *,
    tokenizer: str = "basic",
    initializers: Sequence[str] = tuple(INITIALIZERS),
    seeds: int = 3,
    epochs: int = 10,
    progress: bool = True,
) -> Starts:
    """Train a network with one hidden layer from each initializer.

    Parameters
    ----------
    corpus : Corpus
        Its test part is not looked at.
    tokenizer : str
    initializers : sequence of str
        Each draws the embedding and the weights of both layers.
    seeds, epochs : int
    progress : bool

    Returns
    -------
    Starts
        ``embedstudy.report.initializers.REPORT.write`` makes a report of it.

    Raises
    ------
    InputError
        If a name is unknown, or a number out of range.
    EmbedstudyError
        If training from an initializer diverges.
    """
    seeds = check_seeds(seeds)
    names = list(dict.fromkeys(format_initializer(name) for name in initializers))
    encoded = encode_examples(corpus, get_tokenizer(tokenizer), progress=progress)
    vocabulary = encoded.vocabulary(corpus.train.rows)
    if not len(vocabulary):
        raise InputError(f"{corpus.name}: not one word in the training texts")
    parts = {
        name: Examples.unweighted(encoded.encoded(part.rows, vocabulary), part.label_ids)
        for name, part in corpus.splits.items()
        if name != "test"
    }
    options = ModelOptions(
        hidden_size=UNITS, epochs=whole_number("epochs", epochs), batch_size=32, optimizer="adam"
    )
    model_config = ModelConfig("dan", options)
    trial = _Trial(parts, model_config, len(vocabulary), len(corpus.classes))
    warm_up(model_config, show=progress)
    rows: list[Start] = []
    agreement = {}
    rates = learning_rates(options)
    with progress_bar("training", len(names) * (len(rates) + seeds), show=progress) as advance:
        for place, name in enumerate(names):
            done = place * (len(rates) + seeds)
            rate = trial.choose_rate(name, rates, lambda i: advance(done + i, name))  # noqa: B023
            predicted = []
            for seed in range(seeds):
                advance(done + len(rates) + seed, name)
                try:
                    row, predictions = trial.start(name, seed, rate)
                except DivergedError as error:
                    raise EmbedstudyError(
                        f"{name}: training diverges at rate {error.learning_rate:g}, the best of "
                        "those tried (leave this initializer out, or give it smaller numbers)"
                    ) from None
                rows.append(row)
                predicted.append(predictions)
            agreement[name] = float((predicted[0] == predicted[1]).mean())
    how = describe_conditions(
        corpus, options, n_words=len(vocabulary), seeds=seeds, learning_rates=rates
    )
    how = replace(how, units=UNITS)
    return Starts(corpus.name, measure_majority(corpus), how, tuple(rows), agreement)


@dataclass(frozen=True, eq=False)
class _Trial:
    parts: dict[str, Examples]
    model_config: ModelConfig
    n_words: int
    n_classes: int

    def choose_rate(
        self, name: str, rates: Sequence[float], started: Callable[[int], None]
    ) -> float:
        """Return the rate of the highest dev accuracy; the lowest of those that tie."""
        accuracy_by_rate = {}
        for place, rate in enumerate(rates):
            started(place)
            try:
                _, training = self.train(name, TUNING_SEEDS[0], rate)
            except DivergedError:
                continue
            accuracy_by_rate[rate] = training.epochs[-1].dev_accuracy or 0.0
        if not accuracy_by_rate:
            return rates[0]
        return max(accuracy_by_rate, key=lambda rate: (accuracy_by_rate[rate], -rate))

    def start(self, name: str, seed: int, rate: float) -> tuple[Start, np.ndarray]:
        """Train one network; return its result, and its predictions for dev."""
        before = self.new(name, seed)
        model, training = self.train(name, seed, rate)
        predictions = model.predict(self.parts["dev"].documents)
        row = Start(
            initializer=name,
            seed=seed,
            learning_rate=rate,
            units_before=count_distinct_units(before),
            units_after=count_distinct_units(model),
            rank_before=int(np.linalg.matrix_rank(before.embedding)),
            rank_after=int(np.linalg.matrix_rank(model.embedding)),
            losses=tuple(epoch.train_loss for epoch in training.epochs),
            dev_accuracy=training.epochs[-1].dev_accuracy or 0.0,
            moved=bool((before.embedding != model.embedding).any()),
            classes_predicted=len(np.unique(predictions)),
        )
        return row, predictions

    def new(self, name: str, seed: int) -> Model:
        seeds, initializer = Seeds(seed), get_initializer(name)

        def draw(shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
            try:
                return initializer(shape, rng)
            except InputError:
                return get_initializer(_OTHERWISE)(shape, rng)

        embedding = draw((self.n_words, DIM), seeds.embedding)
        return new_model(
            self.model_config.new_encoder(), embedding, self.n_classes, seeds, initializer=draw
        )

    def train(self, name: str, seed: int, rate: float) -> tuple[Model, Training]:
        model = self.new(name, seed)
        plan = TrainingPlan(self.model_config.options, rate, Seeds(seed))
        training = train(model, self.parts["train"], plan)
        # The last epoch counts, not the best one: the page shows where each start leads.
        dev = self.parts["dev"]
        accuracy = float((model.predict(dev.documents) == dev.labels).mean())
        training.epochs[-1] = replace(training.epochs[-1], dev_accuracy=accuracy)
        return model, training


def count_distinct_units(model: Model, digits: int = 5) -> int:
    """Count the units of the hidden layer that differ, in what goes in or what comes out.

    Weights that agree to `digits` significant digits count as equal: sums of equal numbers in
    another order may differ in the last bit.
    """
    into = np.column_stack([model.parameters["hidden1"], model.parameters["bias1"]])
    units = np.column_stack([into, model.weights.T]).astype(np.float64)
    scale = np.abs(units).max() or 1.0
    return len(np.unique(np.round(units / scale, digits), axis=0))
