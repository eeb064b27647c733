"""Options of a single classifier: how it is trained, saved, used and tested."""

from typing import Annotated

from pydantic import Field

from embedstudy.options.declaration import Choices, Flag, WholeNumber, option_group
from embedstudy.options.limits import LimitOptions
from embedstudy.options.model import ENCODERS, METRICS, STRATEGIES


@option_group("What to train")
class ClassifierOptions:
    """The vectors, strategy, encoder and seed of a single classifier.

    The options of its model, of its words and of its learning rate have groups of their own:
    `ModelOptions`, `TextOptions` and `TuningOptions`.
    """

    vectors: Annotated[str | None, Flag(metavar="NAME", completes="vectors")] = None
    """Pretrained vectors, by name or file."""
    strategy: Annotated[
        str, STRATEGIES, Flag(default="finetuned with --vectors, random without")
    ] = "random"
    """How the embedding starts and whether it learns."""
    encoder: Annotated[str, ENCODERS] = "mean"
    """How word vectors become features."""
    random_state: Annotated[WholeNumber, Flag(names=("--seed",), metavar="N")] = 0
    """Seed of the initial weights, the order of texts and dropout."""
    metric: Annotated[str, METRICS] = "accuracy"
    """Measure by which dev texts choose the learning rate and the epoch."""
    class_weight: Annotated[
        str | None, Choices("class_weight", ("balanced",), other="a dict of weights in Python")
    ] = None
    """Weight of each class in the loss. balanced gives rare classes more."""
    validation_fraction: Annotated[float, Field(gt=0, lt=1), Flag(hidden=True)] = 0.1
    """Share of the training texts held out for patience and for learning_rate="auto"."""
    verbose: Annotated[WholeNumber, Flag(hidden=True)] = 0
    """Show progress on stderr; 2 shows each epoch."""


@option_group("Output")
class SaveModelOptions:
    """The folder that a trained model is written to."""

    out: Annotated[str, Flag(metavar="DIR")]
    """The folder of the trained model."""
    force: bool = False
    """Replace the model in --out."""


@option_group("Prediction")
class PredictionOptions(LimitOptions):
    """How texts are read and predictions are written."""

    text: Annotated[tuple[str, ...], Flag(metavar="TEXT", default="none")] = ()
    """A text to predict, in place of a file."""
    text_column: Annotated[
        tuple[str, ...], Flag(metavar="NAME", default="as in training, or guessed")
    ] = ()
    """Column of texts of a table, by name or number; several are joined with a line break."""
    no_header: Annotated[bool, Flag(default="as in training")] = False
    """Line 1 of a table is data, not names; columns go by number."""
    encoding: Annotated[str, Flag(metavar="NAME")] = "utf-8"
    """The encoding of the texts."""
    skip_bad_lines: bool = False
    """Leave out rows of a table that cannot be read, and count them."""
    proba: bool = False
    """Print every class, the most probable first; of a table, a column for each."""
    json: bool = False
    """Print one JSON object a line."""
    quiet: Annotated[bool, Flag(names=("--quiet", "-q"))] = False
    """Do not tell on stderr how texts are read."""


@option_group("What to test on")
class EvaluationOptions:
    """The texts that a model is tested on."""

    part: Annotated[
        str | None,
        Choices("part", ("test", "dev", "train", "all")),
        Flag(default="test; all of a file that is not split"),
    ] = None
    """The part of the data set, as `train` splits it; all is all of it, unsplit. A file that the
    model was trained on is split too."""
