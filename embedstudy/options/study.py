"""Options of a comparison: strategies, encoders, vectors, seeds, train sizes, initializers."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from embedstudy.errors import InputError
from embedstudy.options.declaration import Choices, Count, Flag, Positive, option_group
from embedstudy.options.model import ENCODERS, INITIALIZERS, METRICS, STRATEGIES
from embedstudy.options.scale_range import parse_scales
from embedstudy.strategies import USUAL
from embedstudy.validation import parse_number


def _read_train_size(value: Any) -> Any:
    """Return a number that is given as text, as on a command line, as a number."""
    if not isinstance(value, str) or value == "all":
        return value
    try:
        return parse_number(value, int)
    except ValueError:
        raise InputError(f"train size {value!r} is neither a number of texts nor 'all'") from None


TrainSize = Annotated[Count | Literal["all"], BeforeValidator(_read_train_size)]


@option_group("What to compare")
class StudyOptions:
    """A comparison: strategies, encoders, vectors, seeds and amounts of training data."""

    vectors: Annotated[
        tuple[str, ...],
        Flag(metavar="NAME", completes="vectors", default="glove-6b-50d or train:word2vec"),
    ] = ()
    """Pretrained vectors, by name or file; train:word2vec and train:fasttext train them on the
    training texts."""
    oov: Annotated[str, Choices("policy for words without a vector", "embedstudy.nn.oov:OOV")] = (
        "random"
    )
    """How a training word without a vector starts. drop leaves it out."""
    strategies: Annotated[tuple[str, ...], STRATEGIES, Flag(names=("--strategy",))] = USUAL
    """How the embedding starts and whether it learns."""
    encoders: Annotated[tuple[str, ...], ENCODERS, Flag(names=("--encoder",))] = ("mean",)
    """How word vectors become features."""
    baselines: Annotated[
        tuple[str, ...],
        Choices("baseline", "embedstudy.baselines:BASELINES", also=("none",)),
        Flag(names=("--baseline",), default="the first three"),
    ] = ("majority", "tfidf-logistic-regression", "tfidf-linear-svm")
    """Models without embeddings to compare with."""
    seeds: Count = 5
    """Runs of each strategy, one a seed."""
    train_sizes: Annotated[tuple[TrainSize, ...], Flag(metavar="N,N,all", joined=True)] = ("all",)
    """Numbers of texts to train on; each sample holds the smaller ones."""
    forecast: Annotated[
        bool | None,
        Flag(names=("--forecast", "--no-forecast"), default="with 3 sizes or more"),
    ] = None
    """Forecast the accuracy with more texts. Takes smaller train sizes too, if none are named."""
    snapshots: Annotated[
        bool | None,
        Flag(names=("--snapshots", "--no-snapshots"), default="where they are cheap", rare=True),
    ] = None
    """Keep the embedding of frequent words at moments of the training (docs/dynamics.md)."""
    reference: bool = False
    """Find the nearest data sets of the reference study."""
    no_unseen_words: bool = False
    """Withhold the vectors of words that the training texts lack; without it, dev and test texts
    have them."""
    metric: Annotated[str, METRICS] = "accuracy"
    """Measure of dev and test scores."""
    margin: Annotated[Positive, Flag(metavar="POINTS")] = 1.0
    """Smallest gain in points that the verdict counts."""
    class_weight: Annotated[str | None, Choices("class_weight", ("balanced",))] = None
    """Weight of each class in the loss, of baselines too."""
    cv: Annotated[Count | None, Flag(metavar="FOLDS")] = None
    """Folds of cross-validation, in place of one test part."""
    probes: Annotated[
        tuple[str, ...],
        Flag(names=("--probe",), metavar="WORD", default="the words most typical of a class"),
    ] = ()
    """Words whose neighbours are shown."""


@option_group("What to compare")
class InitializerStudyOptions:
    """The options of a study of initializers."""

    initializers: Annotated[
        tuple[str, ...],
        INITIALIZERS,
        Flag(names=("--initializer",), default="all; with --scales RandomUniform"),
    ] = ()
    """Initializers to compare."""
    scales: Annotated[str | None, Flag(metavar="LOW:HIGH")] = None
    """Compare starts of these scales: a range such as 1e-4:10, or values with commas."""
    encoder: Annotated[str | None, ENCODERS, Flag(default="mean")] = None
    """With --scales: how word vectors become features."""
    learning_rate: Annotated[
        Positive | None,
        Flag(names=("--learning-rate", "--lr"), metavar="RATE", default="tuned on dev"),
    ] = None
    """With --scales: one learning rate for every scale."""
    seeds: Annotated[Count, Flag(metavar="N")] = 3
    """Networks from each start."""
    epochs: Annotated[Count, Flag(metavar="N")] = 10
    """Passes over the training part."""

    def __post_init__(self) -> None:
        if self.scales is not None:
            parse_scales(self.scales)  # checks it
            return
        for flag, value in (("--encoder", self.encoder), ("--learning-rate", self.learning_rate)):
            if value is not None:
                raise InputError(f"{flag} goes with --scales, such as --scales 1e-4:10")


@option_group("Output")
class InitializerOutputOptions:
    """The report of a study of initializers."""

    out: Annotated[
        str | None, Flag(metavar="DIR", default="runs/initializers-DATASET or runs/scales-DATASET")
    ] = None
    """The directory of the report and its numbers. A report of an earlier call is replaced."""
    open_page: Annotated[bool, Flag(names=("--open",))] = False
    """Open the report in a browser."""
