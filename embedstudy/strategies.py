"""Strategies by name: where the embedding starts, whether it learns, and how it is drawn."""

from dataclasses import dataclass

from embedstudy.entries import Entries
from embedstudy.errors import InputError
from embedstudy.plot_style import PlotStyle


@dataclass(frozen=True, kw_only=True)
class Strategy(PlotStyle):
    """One way to come by an embedding table, and its look.

    Attributes
    ----------
    pretrained : bool
        Whether the table starts from pretrained vectors, or else from small random weights.
    learns : bool
        Whether the table is trained with the classifier.
    channels : int
        With two, the second table stays as it was, and the encoder sees the sum of both.
    initializer : str, optional
        The initializer of every weight, whatever the model's options say.
    is_control : bool
        Whether its space means nothing, so that no space of it is shown.
    begins_as : str, optional
        The kind of space that the table is before training. A space that does not learn keeps this
        kind after training.
    adjective : str
        The strategy in the middle of a sentence, before the name of vectors; its name by default.
    """

    pretrained: bool
    learns: bool
    channels: int = 1
    initializer: str | None = None
    is_control: bool = False
    begins_as: str | None = None
    adjective: str = ""

    def frozen_rows(self, n_words: int, n_buckets: int) -> int:
        """Return how many rows of the embedding, from the first, do not learn.

        The rows of n-grams have no pretrained vector, so they learn although the words are frozen.
        """
        if self.learns:
            return 0
        return n_words if self.pretrained else n_words + n_buckets

    def learns_rows(self, *, has_ngrams: bool) -> bool:
        """Tell whether any row of the embedding learns."""
        return self.frozen_rows(1, int(has_ngrams)) < 1 + has_ngrams


STRATEGIES: Entries[Strategy] = Entries(
    "strategy",
    {
        "random": Strategy(
            title="random start, then trained", pretrained=False, learns=True,
            colour="blue", marker="o", sign="●", begins_as="random-before",
        ),
        "frozen": Strategy(
            title="pretrained, not trained", pretrained=True, learns=False,
            colour="orange", marker="s", sign="■", begins_as="pretrained",
        ),
        "finetuned": Strategy(
            title="pretrained, then trained", pretrained=True, learns=True,
            colour="green", marker="^", sign="▲", begins_as="pretrained", adjective="fine-tuned",
        ),
        "multichannel": Strategy(
            title="pretrained, one of two channels then trained", pretrained=True, learns=True,
            colour="purple", marker="D", sign="◆", channels=2, begins_as="pretrained",
        ),
        # The classifier on vectors without any meaning.
        "random-frozen": Strategy(
            title="random start, not trained", pretrained=False, learns=False,
            colour="sky", marker="p", sign="⬟", is_control=True,
        ),
        # The classifier where no symmetry breaks.
        "zeros": Strategy(
            title="all weights start at zero", pretrained=False, learns=True,
            colour="grey", marker="X", sign="✖", initializer="Zeros", is_control=True,
        ),
    },
)  # fmt: skip
# The strategies that a study compares unless others are named.
USUAL = ("random", "frozen", "finetuned")
# The strategy that pretrained vectors are compared with.
REFERENCE = "random"


def find_strategy(name: str, *, has_vectors: bool) -> Strategy:
    """Look up a strategy.

    Raises
    ------
    InputError
        If no strategy has that name, or it needs vectors and there are none.
    """
    strategy = STRATEGIES.find(name)
    if strategy.pretrained and not has_vectors:
        raise InputError(
            f"strategy {name!r} needs vectors (name some, as in --vectors glove-6b-50d), or "
            "take strategy 'random' alone (--strategy random)"
        )
    return strategy


def list_space_kinds() -> list[str]:
    """List the kinds of spaces in the order from chance to meaning to the task.

    A kind is the name of a strategy, or the space that a strategy begins as.

    Examples
    --------
    >>> list_space_kinds()[:2], list_space_kinds()[-1]
    (['random-before', 'random'], 'multichannel')
    """
    kinds = [
        kind
        for pretrained in (False, True)
        for name, strategy in STRATEGIES.items()
        if strategy.pretrained == pretrained
        for kind in (strategy.begins_as, name)
        if kind is not None
    ]
    return list(dict.fromkeys(kinds))


def list_strategies_beginning_as(kind: str) -> list[str]:
    """List the strategies whose table is a space of this kind before training.

    Strategies that do not learn come first: their space is of this kind after training too.

    Examples
    --------
    >>> list_strategies_beginning_as("pretrained"), list_strategies_beginning_as("random")
    (['frozen', 'finetuned', 'multichannel'], [])
    """
    names = [name for name, strategy in STRATEGIES.items() if strategy.begins_as == kind]
    return sorted(names, key=lambda name: STRATEGIES[name].learns)


def find_start(strategy: str) -> str | None:
    """Return the kind of space that training started from; None if nothing was trained.

    Parameters
    ----------
    strategy : str
        The name of a strategy, or any other kind of space.

    Examples
    --------
    >>> find_start("finetuned"), find_start("frozen"), find_start("pretrained")
    ('pretrained', None, None)
    """
    entry = STRATEGIES.get(strategy)
    return entry.begins_as if entry is not None and entry.learns else None


def speak_strategy(strategy: str, vectors: str = "") -> str:
    """Name a strategy with its vectors as people speak, in the middle of a sentence.

    Examples
    --------
    >>> speak_strategy("finetuned", "glove-6b-50d"), speak_strategy("random")
    ('fine-tuned glove-6b-50d', 'random')
    """
    adjective = STRATEGIES[strategy].adjective if strategy in STRATEGIES else ""
    return " ".join(filter(None, (adjective or strategy, vectors)))


def uses_vectors(strategy: str) -> bool:
    """Tell whether a strategy starts from pretrained vectors; a baseline does not."""
    return strategy in STRATEGIES and STRATEGIES[strategy].pretrained


def trains_shown_space(strategy: str) -> bool:
    """Tell whether training changes a space that is shown; those of controls are not.

    Examples
    --------
    >>> [trains_shown_space(name) for name in ("random", "frozen", "zeros", "majority")]
    [True, False, False, False]
    """
    entry = STRATEGIES.get(strategy)
    return entry is not None and entry.learns and not entry.is_control
