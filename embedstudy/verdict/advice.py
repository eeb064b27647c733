"""The last sentence of a verdict: what to use, or what would show more, with the exact command."""

import shlex
from collections.abc import Mapping
from typing import Any

from embedstudy.baselines import speak_baseline
from embedstudy.options.command import read_command
from embedstudy.results.rows import SummaryRow
from embedstudy.strategies import REFERENCE
from embedstudy.verdict.contest import LEVEL, Lead
from embedstudy.verdict.decision import FEW_SEEDS
from embedstudy.verdict.phrases import join_sentences, speak_cell
from embedstudy.verdict.question import Question

# With so many seeds and folds the tests keep their level (docs/statistics.md).
ENOUGH_SEEDS, FOLDS = 5, 10
# With fewer texts to test on, chance in texts is more than chance in seeds.
MANY_TEXTS = 1000
# The vectors that a study without any is asked with.
USUAL_VECTORS = "glove-6b-50d"


def advise_yes(cell: SummaryRow, evidence: Mapping[str, Any], *, is_behind: bool = False) -> str:
    """Say which pretrained choice to use, or which baseline does as well without vectors.

    A choice that another one leaves behind on test is the best on dev, which a reader is told.
    """
    relation, name = _get_relation(evidence), speak_cell(cell)
    if is_behind:
        name = f"{name} (the best on dev)"
    if relation == "better":
        return f"Use {name_baseline(evidence)}: it needs no vectors and does better."
    if relation == "equal":
        return f"Use {name}, or {name_baseline(evidence)}, which needs no vectors."
    if relation == "not shown":
        return f"Use {name}; {name_baseline(evidence)} may do as well without vectors."
    return f"Use {name}."


def advise_no(evidence: Mapping[str, Any]) -> str:
    """Say what to use without vectors."""
    relation = _get_relation(evidence)
    if relation == "better":
        return f"Use {name_baseline(evidence)}: it does better than {REFERENCE}."
    if relation in ("equal", "not shown"):
        return f"Use {REFERENCE}, or {name_baseline(evidence)}: neither needs vectors."
    return f"Use {REFERENCE}: it needs no vectors."


def advise_more(question: Question, lead: Lead, evidence: dict[str, Any]) -> str:
    """Say what would show a difference that this study may have missed."""
    use, row = "", lead.row
    if _get_relation(evidence) == "better":
        use = f"Use {name_baseline(evidence)}, which does better."
    # Texts and seeds show a gain, but so few seeds do not show how far seeds spread.
    is_held_up = row.n_seeds <= FEW_SEEDS and lead.advantage > 0 and lead.p_value < LEVEL
    needs_seeds = is_held_up or (row.n_seeds < ENOUGH_SEEDS and row.n_examples >= MANY_TEXTS)
    if not question.has_folds and (row.n_seeds == 1 or needs_seeds):
        command = suggest_more(question, evidence, "seeds", ENOUGH_SEEDS)
        return join_sentences(use, f"Run {ENOUGH_SEEDS} seeds: {command}")
    text, metric = "More texts would show more", question.contest.metric
    # A test of a few texts may find no difference at all.
    most = 1.0 if metric.is_share else float("inf")
    if row.smallest_detectable is not None and row.smallest_detectable < most:
        least = f"{metric.format(row.smallest_detectable)}{metric.unit_of_difference}"
        text = f"A gain under {least} would often be missed: take more texts"
    if len({run.fold for run in question.runs}) >= FOLDS:
        return join_sentences(use, f"{text}.")
    command = suggest(question, evidence, f"cv{FOLDS}", cv=FOLDS)
    return join_sentences(use, f"{text}, or {command}")


def advise_macro_f1(
    question: Question, evidence: dict[str, Any], *, has_few_tests: bool = False
) -> str:
    """Say why accuracy hides rare classes, and by which command to ask by macro F1.

    With few tested texts, the command is that of a cross-validation.
    """
    share = 100 * (question.majority_share or 0.0)
    changes: dict[str, Any] = {"cv": FOLDS} if has_few_tests else {}
    suffix = f"macro-f1-cv{FOLDS}" if has_few_tests else "macro-f1"
    command = suggest(question, evidence, suffix, metric="macro-f1", **changes)
    return (
        f"One class holds {share:.0f} % of the texts, so accuracy hides the others; macro F1 "
        f"counts every class the same: {command}"
    )


def advise_vectors(question: Question, evidence: dict[str, Any]) -> str:
    """Say by which command a study without vectors is asked with some."""
    command = suggest(
        question, evidence, "vectors", vectors=(USUAL_VECTORS,), strategies=None, dim=None
    )
    return f"To answer it: {command}"


def advise_reference(question: Question, evidence: dict[str, Any]) -> str:
    """Say by which command a study gets the strategy that vectors are compared with."""
    return f"To answer it: {suggest_more(question, evidence, 'strategies', REFERENCE)}"


def suggest(question: Question, evidence: dict[str, Any], suffix: str, **changes: Any) -> str:
    """Return the command of another study, next to this one.

    It does not ask for a forecast by another metric than accuracy, as there is none.
    """
    stored = _read_study_options(question.meta)
    metric = changes.get("metric", stored.get("metric"))
    if stored.get("forecast") is True and metric != "accuracy":
        changes["forecast"] = None
    command = read_command(question.meta, changes)
    if command is None:  # made from Python objects
        values = {
            name: value[0] if isinstance(value, tuple) else value
            for name, value in changes.items()
            if value is not None
        }
        command = f"compare(..., {', '.join(f'{k}={v!r}' for k, v in values.items())})"
    else:
        command = f"{command} --out {shlex.quote(f'{question.path}-{suffix}')}"
    evidence["command"] = command
    return command


def _read_study_options(meta: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the options of the study; none if a study was made from Python objects."""
    options = meta.get("options") or {}
    study = options.get("study")
    return study if isinstance(study, Mapping) else {}


def suggest_more(question: Question, evidence: dict[str, Any], key: str, value: int | str) -> str:
    """Return the command that extends this study."""
    if question.meta.get("options"):
        folder = shlex.quote(str(question.path))
        command = f"embedstudy compare --out {folder} --add {key}={value}"
    else:
        planned = question.meta.get("identity", {}).get(key)
        more = [*planned, value] if isinstance(planned, list) else value
        command = f"compare(..., {key}={more!r}, extend=True)"
    evidence["command"] = command
    return command


def name_baseline(evidence: Mapping[str, Any]) -> str:
    """Name the baseline that the evidence has."""
    return speak_baseline(evidence["baseline"]["strategy"])


def _get_relation(evidence: Mapping[str, Any]) -> str:
    return str(evidence.get("baseline", {}).get("relation", ""))
