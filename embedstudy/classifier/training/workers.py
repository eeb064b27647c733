"""How many models are trained at once, so that all of them fit into memory."""

from joblib import cpu_count

from embedstudy.classifier.training.training_set import TrainingSet
from embedstudy.errors import ResourcesError
from embedstudy.memory import find_free_memory, format_bytes, is_checked
from embedstudy.nn.engine import count_states

_FLOAT = 4
# A model holds its table as it is drawn, in float64, as it is trained, and at its best epoch. A
# second channel is held as it is drawn and at its best epoch too.
_COPIES, _COPIES_OF_CHANNEL = 5, 3


def choose_workers(training_set: TrainingSet, wanted: int) -> int:
    """Return how many models are trained at once: so many, one a core, or as many as fit.

    Parameters
    ----------
    training_set : TrainingSet
    wanted : int

    Raises
    ------
    ResourcesError
        If not even one fits.
    """
    most = min(wanted, int(cpu_count()))
    memory = find_free_memory() if is_checked() else None
    if memory is None:
        return most
    size = estimate_memory(training_set)
    if size > memory.size:
        raise ResourcesError(
            f"training needs about {format_bytes(size)} more memory; {format_bytes(memory.size)} "
            f"are free ({memory.limit}): use --max-vocabulary N, fewer --buckets or shorter "
            "vectors (EMBEDSTUDY_CHECK_RESOURCES=0 goes on in spite of it)"
        )
    return max(1, min(most, memory.size // max(1, size)))


def estimate_memory(training_set: TrainingSet) -> int:
    """Return about how many bytes a model takes while it is trained."""
    config = training_set.config
    n_rows, dim = training_set.vectorizer.n_rows, training_set.extra.shape[1]
    states = count_states(config.model.options) if config.strategy.learns else 0
    copies = _COPIES + states + _COPIES_OF_CHANNEL * (config.strategy.channels - 1)
    return int(copies * _FLOAT * (n_rows + len(training_set.extra)) * dim)
