"""Selects a space of a study by the name that a person gives."""

from collections.abc import Sequence
from dataclasses import dataclass

from embedstudy.errors import InputError
from embedstudy.results.directory import StudyDirectory
from embedstudy.results.rows import RunRow
from embedstudy.storage import safe_name
from embedstudy.strategies import list_space_kinds, list_strategies_beginning_as, uses_vectors
from embedstudy.structure.spaces import is_trained
from embedstudy.validation import nearest

_SHOWN = 8


@dataclass(frozen=True)
class SelectedSpace:
    """A space of a study.

    Attributes
    ----------
    run : RunRow
    initial : bool
        Whether it is the space before training; False where training changes nothing.
    """

    run: RunRow
    initial: bool

    @property
    def name(self) -> str:
        """Its name, safe as a file name; it ends in ``-before`` for the space before training."""
        return safe_name(self.run.run) + ("-before" if self.initial else "")

    @property
    def is_pretrained(self) -> bool:
        """Whether it is the pretrained table as it was loaded."""
        return uses_vectors(self.run.strategy) and (self.initial or not self.moves)

    @property
    def moves(self) -> bool:
        """Whether training changes the space of this run."""
        return is_trained(self.run)


def select_space(
    study: StudyDirectory, name: str | None = None, *, initial: bool = False
) -> SelectedSpace:
    """Return the space of a study that has a name.

    Parameters
    ----------
    study : StudyDirectory
    name : str, optional
        A run; or a strategy, ``pretrained`` or ``random-before``, of the first seed that finished.
        By default the one space that was learned.
    initial : bool
        Whether to select the space before training.

    Raises
    ------
    InputError
        If no space or several spaces have the name, or the study does not keep the space.
    """
    rows = study.runs
    if not rows:
        raise InputError(f"{study.path}: no run has finished, there is no space to export")
    if name is None:
        learned = [row for row in rows if row.encoder and is_trained(row)]
        return _select_first(study, learned or rows, None, initial=initial)
    for row in rows:
        if row.run == name:
            if not study.has_space(name):
                raise InputError(f"{name}: {_explain_absence(study, row)}")
            return SelectedSpace(row, initial and is_trained(row))
    for strategy in list_strategies_beginning_as(name):
        candidates = [row for row in rows if row.strategy == strategy]
        if any(study.has_space(row.run) for row in candidates):
            return _select_first(study, candidates, name, initial=True)
    candidates = [row for row in rows if row.strategy == name]
    if candidates:
        return _select_first(study, candidates, name, initial=initial)
    raise _make_unknown_error(name, rows)


def _select_first(
    study: StudyDirectory, candidates: Sequence[RunRow], name: str | None, *, initial: bool
) -> SelectedSpace:
    """Return the first seed of the one cell that the candidates are of."""
    with_space = [row for row in candidates if study.has_space(row.run)]
    if not with_space:
        raise InputError(f"{candidates[0].run}: {_explain_absence(study, candidates[0])}")
    cells: dict[tuple[str, str, str, str], RunRow] = {}
    for row in sorted(with_space, key=lambda row: row.seed):
        cells.setdefault((row.dataset, row.vectors, row.strategy, row.encoder), row)
    if len(cells) > 1:
        what = f"several spaces are called {name!r}" if name else "there are several learned spaces"
        if name is None and len({row.strategy for row in cells.values()}) == len(cells):
            names = [row.strategy for row in cells.values()]
        else:
            names = [row.run for row in cells.values()]
        raise InputError(f"{study.path}: {what}; choose one with --run: {_join_names(names)}")
    first = next(iter(cells.values()))
    return SelectedSpace(first, initial and is_trained(first))


def _explain_absence(study: StudyDirectory, row: RunRow) -> str:
    if not row.has_result:
        why = f" ({row.note})" if row.note else ""
        return f"it {row.status}{why}, and so has no space"
    if not row.encoder:
        return "a baseline has no space"
    if row.fold:
        return "of a cross-validation only the first fold's spaces are kept (fold 0)"
    n_texts = _count_training_texts(study, row.dataset)
    if row.train_size < n_texts:
        reason = (
            "runs on a sample of the training texts keep no space, only those on all of them do"
        )
        has_whole = any(r.dataset == row.dataset and r.train_size == n_texts for r in study.runs)
        return reason if has_whole else f"{reason} (compare --train-sizes all)"
    return "its space is missing from the study directory, or was never finished"


def _count_training_texts(study: StudyDirectory, dataset: str) -> int:
    """Return how many training texts a data set has, or the most that a run was trained on."""
    data = study.meta.get("data")
    facts = data.get(dataset) if isinstance(data, dict) else None
    count = facts.get("train") if isinstance(facts, dict) else None
    sizes = [row.train_size for row in study.runs if row.dataset == dataset]
    return max([*sizes, count if isinstance(count, int) else 0])


def _make_unknown_error(name: str, rows: Sequence[RunRow]) -> InputError:
    encoded = [row for row in rows if row.encoder]
    strategies = dict.fromkeys(row.strategy for row in encoded)
    kinds = [
        kind
        for kind in list_space_kinds()
        if any(strategy in strategies for strategy in list_strategies_beginning_as(kind))
    ]
    names = [*strategies, *kinds, *(row.run for row in encoded)]
    return InputError(f"no run {name!r}; there are: {_join_names(nearest(name, names))}")


def _join_names(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN} more (see runs.csv)" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
