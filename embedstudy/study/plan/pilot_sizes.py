"""Train sizes for a forecast, where a person names none."""

from embedstudy.errors import InputError
from embedstudy.options.study import StudyOptions, TrainSize

# As many sizes as a forecast needs, and a size that is told apart from the one before it.
_MIN_SIZES = 3
_STEPS = (1, 3)
_FIRST = 100


def needs_pilot_sizes(study: StudyOptions) -> bool:
    """Tell whether a study is to forecast and leaves its train sizes open.

    Raises
    ------
    InputError
        If it is to forecast from too few sizes.
    """
    if not study.forecast or len(study.train_sizes) >= _MIN_SIZES:
        return False
    if study.train_sizes == ("all",):
        return True
    sizes = ",".join(map(str, study.train_sizes))
    raise InputError(
        f"train sizes {sizes}: forecast needs {_MIN_SIZES} or more, as in --train-sizes "
        "100,300,all; leave train sizes out, and the study chooses some"
    )


def choose_pilot_sizes(n_texts: int, n_classes: int) -> tuple[TrainSize, ...]:
    """Return train sizes that grow threefold, and all texts.

    Parameters
    ----------
    n_texts : int
        The training texts of the smallest data set.
    n_classes : int
        The most classes of a data set; each needs a text.

    Examples
    --------
    >>> choose_pilot_sizes(6824, 2), choose_pilot_sizes(180, 3)
    ((100, 300, 1000, 3000, 'all'), (45, 90, 'all'))
    """
    half = n_texts // 2
    powers = range(len(str(n_texts)))
    sizes = [step * _FIRST * 10**power for power in powers for step in _STEPS]
    chosen = [size for size in sizes if n_classes <= size <= half]
    if len(chosen) < _MIN_SIZES - 1:
        chosen = [size for size in (n_texts // 4, half) if size >= n_classes]
    return (*chosen, "all")
