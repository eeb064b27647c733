"""How single models are saved, used and tested."""

from typing import Annotated

from embedstudy.options.declaration import Choices, Flag, option_group


@option_group("Output")
class SaveModelOptions:
    """The folder that a trained model is written to."""

    out: Annotated[str, Flag(metavar="DIR")]
    """The folder of the trained model."""
    force: bool = False
    """Replace the model in --out."""


@option_group("Prediction")
class PredictionOptions:
    """How texts are read and predictions are written."""

    encoding: Annotated[str, Flag(metavar="NAME")] = "utf-8"
    """The encoding of the texts."""
    proba: bool = False
    """Print every class, the most probable first."""
    json: bool = False
    """Print one JSON object a line."""


@option_group("What to test on")
class EvaluationOptions:
    """The texts that a model is tested on."""

    part: Annotated[str, Choices("part", ("test", "dev", "train", "all"))] = "test"
    """The part of the data set, as `train` splits it; all is all of it, unsplit."""
