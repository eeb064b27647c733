"""What a study compares."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from embedstudy.errors import InputError
from embedstudy.options.bounds import Count
from embedstudy.options.declaration import Choices, Flag, option_group
from embedstudy.strategies import USUAL


def _train_size(value: Any) -> Any:
    """Return a number that is given as text, as on a command line, as a number."""
    if not isinstance(value, str) or value == "all":
        return value
    try:
        return int(value)
    except ValueError:
        raise InputError(f"train size {value!r} is neither a number of texts nor 'all'") from None


TrainSize = Annotated[Count | Literal["all"], BeforeValidator(_train_size)]


@option_group("What to compare")
class StudyOptions:
    """What a study compares: strategies, encoders, vectors, seeds and amounts of training data."""

    vectors: Annotated[tuple[str, ...], Flag(metavar="NAME")] = ()
    """Pretrained vectors, by name or file; train:word2vec and train:fasttext train them on the
    training texts, unlabelled. Repeatable."""
    oov: Annotated[
        str,
        Choices("policy for words without a vector", "embedstudy.nn.oov:OOV"),
    ] = "random"
    """How a training word without a pretrained vector starts; drop leaves it out of the texts."""
    strategies: Annotated[
        tuple[str, ...],
        Choices("strategy", "embedstudy.strategies:STRATEGIES"),
        Flag(names=("--strategy",)),
    ] = USUAL
    """How the embedding starts and whether it learns. Repeatable."""
    encoders: Annotated[
        tuple[str, ...],
        Choices("encoder", "embedstudy.nn.encoders:ENCODERS"),
        Flag(names=("--encoder",)),
    ] = ("mean",)
    """How word vectors become features. Repeatable."""
    baselines: Annotated[
        tuple[str, ...],
        Choices("baseline", "embedstudy.baselines:BASELINES", also=("none",)),
        Flag(names=("--baseline",)),
    ] = ("majority", "tfidf-logistic-regression", "tfidf-linear-svm")
    """Models without embeddings to compare with, or none. Repeatable."""
    seeds: Count = 5
    """Runs of each strategy."""
    train_sizes: Annotated[tuple[TrainSize, ...], Flag(metavar="N,N,all", joined=True)] = ("all",)
    """Numbers of texts to train on; each sample lies within the next larger one."""
    cv: Annotated[Count | None, Flag(metavar="FOLDS")] = None
    """Cross-validate with this many folds in place of one test part."""
    probes: Annotated[tuple[str, ...], Flag(names=("--probe",), metavar="WORD")] = ()
    """Words whose neighbours are shown. By default the words most typical of a class.
    Repeatable."""
