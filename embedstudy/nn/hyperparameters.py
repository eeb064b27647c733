"""How a model is trained, beside the data: all that is chosen beforehand."""

from dataclasses import dataclass

from embedstudy.errors import InputError
from embedstudy.nn.optimizers import OPTIMIZERS, check_optimizer
from embedstudy.nn.schedules import check_schedule
from embedstudy.validation import real_number, whole_number


@dataclass(frozen=True)
class Hyperparameters:
    """How a model is trained.

    Attributes
    ----------
    epochs : int
        Over which the learning rate moves.
    batch_size : int
        The gradient is averaged over so many documents.
    optimizer : {"sgd", "adagrad", "adam", "adadelta"}
    momentum : float
    nesterov : bool
        Both for ``sgd``.
    schedule : {"linear", "constant", "cosine"}
        How the learning rate moves.
    warmup : float
        The share of the training over which it first rises from zero.
    embedding_rate : float
        What the learning rate of the embedding is multiplied by.
    weight_decay : float
        Of all weights but biases; of the embedding, for the rows of a batch.
    dropout : float
        The share of features that are left out of each step.
    word_dropout : float
        The share of running words that are left out of each step (Iyyer et al. 2015).
    max_norm : float, optional
        The largest length of each class's output weights (Hinton et al. 2012).
    unfreeze_after : int, optional
        Frozen vectors learn from the epoch after this one on.
    patience : int, optional
        Stop when dev accuracy has not risen for so many epochs.
    """

    epochs: int = 10
    batch_size: int = 1
    optimizer: str = "sgd"
    momentum: float = 0.0
    nesterov: bool = False
    schedule: str = "linear"
    warmup: float = 0.0
    embedding_rate: float = 1.0
    weight_decay: float = 0.0
    dropout: float = 0.0
    word_dropout: float = 0.0
    max_norm: float | None = None
    unfreeze_after: int | None = None
    patience: int | None = None

    def __post_init__(self) -> None:
        check_optimizer(self.optimizer)
        check_schedule(self.schedule)
        for what in ("epochs", "batch_size"):
            self._keep(what, whole_number(what, getattr(self, what)))
        for what in ("unfreeze_after", "patience"):
            if getattr(self, what) is not None:
                self._keep(what, whole_number(what, getattr(self, what)))
        for what in ("momentum", "warmup", "dropout", "word_dropout"):
            self._keep(what, _within(what, getattr(self, what), below=1.0))
        for what in ("embedding_rate", "weight_decay"):
            self._keep(what, _within(what, getattr(self, what)))
        if self.max_norm is not None:
            max_norm = real_number(self.max_norm)
            if max_norm is None or not 0 < max_norm < float("inf"):
                raise InputError(f"max_norm is {self.max_norm!r}; it must be above 0")
            self._keep("max_norm", max_norm)
        if (self.momentum or self.nesterov) and self.optimizer != "sgd":
            raise InputError(f"momentum goes with optimizer 'sgd', not with {self.optimizer!r}")
        if self.nesterov and not self.momentum:
            raise InputError("nesterov needs a momentum above 0")

    def _keep(self, what: str, value: float) -> None:
        object.__setattr__(self, what, value)  # as Python's own number, whatever it came as

    def new_optimizer(self) -> object:
        """Make the optimizer."""
        if self.optimizer == "sgd":
            return OPTIMIZERS["sgd"](self.momentum, self.nesterov)
        return OPTIMIZERS[self.optimizer]()

    @property
    def is_plain_sgd(self) -> bool:
        """Whether a step is the gradient times the rate, so that it need not be kept."""
        return self.optimizer == "sgd" and not self.momentum and not self.weight_decay

    @property
    def is_fused(self) -> bool:
        """Whether the fused loop does all of it: plain SGD, a document a step."""
        plain = Hyperparameters(
            epochs=self.epochs,
            schedule=self.schedule,
            embedding_rate=self.embedding_rate,
            unfreeze_after=self.unfreeze_after,
            patience=self.patience,
        )
        return self == plain and self.schedule != "cosine"


def _within(what: str, value: object, below: float = float("inf")) -> float:
    number = real_number(value)
    if number is None or not 0 <= number < below:
        limit = f" and below {below:g}" if below < float("inf") else ""
        raise InputError(f"{what} is {value!r}; it must be at least 0{limit}")
    return number
