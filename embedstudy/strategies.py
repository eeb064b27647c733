"""Strategies by name: where the embedding table starts, and whether it learns."""

from dataclasses import dataclass

from embedstudy.errors import InputError
from embedstudy.validation import known_name


@dataclass(frozen=True)
class Strategy:
    """One way to come by an embedding table.

    Attributes
    ----------
    pretrained : bool
        Whether it starts from pretrained vectors, or else from small random weights.
    learns : bool
        Whether it is trained with the classifier.
    channels : int
        Of two, the second stays as it was, and the encoder sees their sum.
    initializer : str, optional
        Of every weight, whatever the model's options say.
    """

    pretrained: bool
    learns: bool
    channels: int = 1
    initializer: str | None = None

    def frozen_rows(self, n_words: int, n_buckets: int) -> int:
        """Return how many rows of the embedding, from the first, do not learn.

        The rows of n-grams have no pretrained vector, and so learn beside frozen words.
        """
        if self.learns:
            return 0
        return n_words if self.pretrained else n_words + n_buckets


STRATEGIES = {
    "random": Strategy(pretrained=False, learns=True),
    "frozen": Strategy(pretrained=True, learns=False),
    "finetuned": Strategy(pretrained=True, learns=True),
    "multichannel": Strategy(pretrained=True, learns=True, channels=2),
    # Controls: what the classifier makes of vectors without any meaning; and no broken symmetry.
    "random-frozen": Strategy(pretrained=False, learns=False),
    "zeros": Strategy(pretrained=False, learns=True, initializer="Zeros"),
}
# Those that a study compares unless others are named.
USUAL = ("random", "frozen", "finetuned")
# Where one channel of two makes sense: filters are applied to both (Kim 2014).
CONVOLUTIONS = ("cnn",)


def strategy_named(name: str, *, has_vectors: bool) -> Strategy:
    """Look up a strategy.

    Raises
    ------
    InputError
        If there is none of that name, or it needs vectors and there are none.
    """
    if STRATEGIES[known_name("strategy", name, STRATEGIES)].pretrained and not has_vectors:
        raise InputError(f"strategy {name!r} needs vectors (name some, e.g. glove-6b-50d)")
    return STRATEGIES[name]


def check_strategy_fits(name: str, encoder: str) -> None:
    """Make sure that a strategy goes with an encoder.

    Raises
    ------
    InputError
        If it has several channels, and the encoder no filters to apply to them.
    """
    if STRATEGIES[name].channels > 1 and encoder not in CONVOLUTIONS:
        raise InputError(f"strategy {name!r} goes with encoder 'cnn', not with {encoder!r}")
