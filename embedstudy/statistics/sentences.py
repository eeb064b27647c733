"""The sentences of a verdict, and the numbers that they state."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from embedstudy.baselines import BASELINES, speak_baseline
from embedstudy.metrics import METRICS, Metric
from embedstudy.options.command import read_command
from embedstudy.results.rows import SummaryRow
from embedstudy.statistics.causes import find_causes
from embedstudy.statistics.contest import Choice, Contest, Lead, is_of
from embedstudy.statistics.decision import Answer, Decision, Learning
from embedstudy.statistics.question import Question
from embedstudy.strategies import REFERENCE, STRATEGIES, speak_strategy, uses_vectors
from embedstudy.wording import counted, join_names, printable

# With so few seeds the tests find more differences than there are (docs/statistics.md).
FEW_SEEDS = 3
# With so many seeds and folds they keep their level.
ENOUGH_SEEDS, FOLDS = 5, 10
_LONGEST_NAME = 40


@dataclass
class Written:
    """An answer in words.

    Attributes
    ----------
    answer : str
    headline : str
    lines : list of str
        Without those that are empty, they are the sentences.
    evidence : dict
    """

    answer: Answer
    headline: str
    lines: list[str]
    evidence: dict[str, Any] = field(default_factory=dict)

    @property
    def sentences(self) -> tuple[str, ...]:
        """The lines that say something."""
        return tuple(line for line in self.lines if line)


def write_answer(question: Question) -> Written:
    """Answer the question for one data set."""
    evidence = _list_facts(question)
    if not question.contests:
        return _write_not_shown(
            evidence, ["No run finished.", "Look for the reasons in runs.csv and study.log."]
        )
    evidence |= _list_numbers(question)
    learning = question.learning
    if learning is not None and not learning.is_shown:
        return _write_nothing_learned(question, learning, evidence)
    if not question.contest.choices:
        return _write_not_asked(question, evidence)
    return _write_comparison(question, evidence)


def _write_not_shown(evidence: dict[str, Any], lines: list[str]) -> Written:
    return Written("not shown", "NOT SHOWN", lines, evidence)


# ---- what was asked, and what was learned


def _write_not_asked(question: Question, evidence: dict[str, Any]) -> Written:
    """Say that the study lacks a side of the comparison, and how to add it."""
    contest = question.contest
    if not contest.pretrained:
        reason = "no pretrained vectors finished" if _planned_vectors(question) else (
            "the study has no pretrained vectors"
        )  # fmt: skip
        command = _suggest(
            question, "vectors", vectors=("glove-6b-50d",), strategies=None, dim=None
        )
    else:
        reason = f"the study has no strategy {REFERENCE} to compare pretrained vectors with"
        command = _suggest_more(question, f"strategies={REFERENCE}")
    best = contest.cells[0]
    first = f"This study cannot tell: {reason}."
    baseline = _describe_baseline(contest, best, evidence)
    score = f"{_capitalize(_speak(best))} has {_format_score(best)} {contest.metric.title}."
    return _write_not_shown(
        evidence, [first, " ".join(filter(None, (score, baseline))), f"To answer it: {command}"]
    )


def _planned_vectors(question: Question) -> bool:
    return any(uses_vectors(cell.strategy) for cell in question.cells)


def _write_nothing_learned(
    question: Question, learning: Learning, evidence: dict[str, Any]
) -> Written:
    contest, best = question.contest, learning.cell
    causes = find_causes(question.meta, question.dataset, question.runs)
    evidence |= {"causes": causes, "learned_p": learning.p_value}
    majority = contest.majority
    if majority is None or learning.lead is None:
        first = (
            f"No strategy is shown to do better than a guess: {_speak(best)}, the best on dev, has "
            f"{_format_score(best)} {contest.metric.title} ({_format_p(learning.p_value)})."
        )
    else:
        lead = learning.lead
        evidence |= {"majority": majority.mean, "majority_delta": lead.delta}
        first = (
            f"No strategy is shown to do better than {_speak(majority)} "
            f"({_format_score(majority)}): {_speak(best)}, the best on dev, has "
            f"{_format_score(best)}: {_format_difference(contest.metric, lead)}, "
            f"{_format_p(learning.p_value)}."
        )
    second = _describe_learning_baseline(contest, evidence)
    if causes:
        advice = f"Likely causes: {'; '.join(list(causes.values())[:3])}."
    else:
        advice = "The directory names no cause: look whether labels belong to their texts."
    last = f"Nothing is recommended. {advice}"
    if contest.metric is METRICS["accuracy"] and question.is_imbalanced:
        last = f"{_describe_imbalance(question, evidence)} {last}"
    lines = [first, " ".join(filter(None, (second, _describe_state(question)))), last]
    return Written("nothing learned", "NOTHING LEARNED", lines, evidence)


def _describe_learning_baseline(contest: Contest, evidence: dict[str, Any]) -> str:
    """Say whether the best baseline does better than the majority class."""
    baselines, majority = contest.baselines, contest.majority
    if not baselines or majority is None:
        return ""
    best = baselines[0]
    lead = contest.find_lead(best, majority)
    is_better = lead is not None and lead.advantage > 0 and lead.p_value < 0.05
    evidence["baseline"] = _describe_cell(best) | {"is_better_than_majority": is_better}
    verb = "does better" if is_better else "is not shown to do better"
    name = _capitalize(_speak(best))
    return f"{name}, without embeddings, {verb} ({_format_score(best)})."


# ---- pretrained vectors against random


def _write_comparison(question: Question, evidence: dict[str, Any]) -> Written:
    decision = question.decision
    contest, choice = question.contest, decision.choice
    if choice is None or choice.lead is None:
        text = "This study cannot tell: no seed finished both with pretrained vectors and random."
        return _write_not_shown(evidence, [text, _describe_state(question)])
    evidence |= _list_comparison(decision)
    if decision.answer == "no" and question.smaller:
        return _write_few_texts(question, decision, choice, evidence)
    subject = choice.random if decision.answer == "no" else choice.cell
    first = _describe_choice(question, contest, choice, decision)
    second = " ".join(filter(None, (
        _describe_smaller(question, evidence),
        _describe_others(contest, choice, evidence),
        _describe_baseline(contest, subject, evidence),
        _describe_state(question),
    )))  # fmt: skip
    if decision.answer == "yes":
        last = _advise_yes(choice, evidence)
    elif decision.answer == "no":
        last = _advise_no(evidence)
    else:
        last = _advise_more(question, choice.lead, evidence)
    return Written(decision.answer, decision.answer.upper(), [first, second, last], evidence)


def _describe_choice(
    question: Question, contest: Contest, choice: Choice, decision: Decision
) -> str:
    """Compare the pretrained choice with random: scores, difference, interval and p."""
    lead, metric = choice.lead, contest.metric
    assert lead is not None  # noqa: S101 - a decision names a choice that was compared
    conditions = []
    if metric is not METRICS["accuracy"]:
        conditions.append(f"by {metric.title}{metric.note}")
    if len(question.sizes) > 1:
        conditions.append(f"with {choice.cell.train_size:,} training texts")
    if len(contest.encoders) > 1:
        conditions.append(f"with {choice.cell.encoder}, the best encoder on dev")
    scores = [f"{_speak(cell)} {_format_score(cell)}" for cell in (choice.cell, choice.random)]
    text = ", ".join([*conditions, *scores])
    text = f"{_capitalize(text)}: {_format_difference(metric, lead)}"
    if decision.answer == "no":
        choices = len(contest.choices)
        by = f" by any of the {choices} choices" if choices > 1 else ""
        p_gain = "" if decision.p_gain is None else f" ({_format_p(decision.p_gain)})"
        text += f"; a gain of {_format_margin(question)}{by} is ruled out{p_gain}"
    else:
        text += f", {_format_p(decision.p_value)}"
        if decision.n_hypotheses > 2:
            text += f" (adjusted for {decision.n_hypotheses} choices)"
    return f"{text}{_warn_of_seeds(question, lead)}."


def _warn_of_seeds(question: Question, lead: Lead) -> str:
    n_seeds = lead.row.n_seeds
    if n_seeds > FEW_SEEDS or question.has_folds:
        return ""
    if n_seeds == 1:
        return "; p is too small, as one seed does not show how far seeds spread"
    return f"; with {n_seeds} seeds p may be too small"


def _describe_others(contest: Contest, choice: Choice, evidence: dict[str, Any]) -> str:
    """Say how the other pretrained choices compare with random."""
    by_relation: dict[str, list[SummaryRow]] = {}
    for other in contest.choices:
        if other is not choice and other.lead is not None:
            by_relation.setdefault(_relate(other.lead), []).append(other.cell)
    evidence["others"] = [
        _describe_cell(cell) | {"relation": relation}
        for relation, cells in by_relation.items()
        for cell in cells
    ]
    phrases = {
        "better": ("is better than random too", "are better than random too"),
        "worse": ("is worse than random", "are worse than random"),
        "equal": ("is as good as random", "are as good as random"),
        "not shown": ("was not told apart from random", "were not told apart from random"),
    }
    sentences = []
    for relation, cells in by_relation.items():
        one, several = phrases[relation]
        if len(cells) == 1:
            text = f"{_speak(cells[0])} {one} ({_format_score(cells[0])})"
        elif len(cells) == 2:
            text = f"{join_names([_speak(cell) for cell in cells], 'and')} {several}"
        else:
            text = f"{len(cells)} other pretrained choices {several}"
        sentences.append(f"{_capitalize(text)}.")
    return " ".join(sentences)


def _describe_baseline(contest: Contest, subject: SummaryRow, evidence: dict[str, Any]) -> str:
    """Say what the best baseline on dev does, against the cell that the answer is about."""
    if not contest.baselines or subject in contest.baselines:
        return ""
    best = contest.baselines[0]
    lead = contest.find_lead(best, subject)
    relation = _relate(lead) if lead is not None else "not shown"
    evidence["baseline"] = _describe_cell(best) | {
        "relation": relation,
        "to": subject.strategy,
        "p": lead.row.decisive_p if lead is not None else None,
    }
    phrase = {
        "better": "is better than",
        "worse": "is worse than",
        "equal": "is as good as",
        "not shown": "was not told apart from",
    }[relation]
    name, score = _capitalize(_speak(best)), _format_score(best)
    return f"{name}, without embeddings, {phrase} {_speak(subject)} ({score})."


def _describe_smaller(question: Question, evidence: dict[str, Any]) -> str:
    """Say up to which smaller train size a pretrained choice is better."""
    if not question.smaller or question.decision.answer == "yes":
        return ""
    size, decision = list(question.smaller.items())[-1]
    evidence["better_up_to"] = size
    choice = decision.choice
    if choice is None or choice.lead is None:
        return ""
    difference = _format_delta(question.contest.metric, choice.lead)
    return f"With {size:,} texts {_speak(choice.cell)} is better than random ({difference})."


def _write_few_texts(
    question: Question, decision: Decision, choice: Choice, evidence: dict[str, Any]
) -> Written:
    size, smaller = list(question.smaller.items())[-1]
    crossing = question.find_crossing()
    below = int(float(f"{crossing or size:.2g}"))
    evidence |= {"better_up_to": size, "crossing": crossing, "below": below}
    best = smaller.choice or choice
    first = _describe_choice(question, question.contests[size], best, smaller)
    second = " ".join(filter(None, (
        _describe_choice(question, question.contest, choice, decision),
        _describe_baseline(question.contest, choice.random, evidence),
        _describe_state(question),
    )))  # fmt: skip
    last = f"Use {_speak(best.cell)} below about {below:,} training texts, and random above."
    headline = f"ONLY WITH FEW TEXTS (below about {below:,})"
    return Written("only with few texts", headline, [first, second, last], evidence)


# ---- what to do next


def _advise_yes(choice: Choice, evidence: Mapping[str, Any]) -> str:
    relation = evidence.get("baseline", {}).get("relation")
    name = _speak(choice.cell)
    if relation == "better":
        return f"Use {_name_baseline(evidence)}: it needs no vectors and does better."
    if relation == "equal":
        return f"Use {name}, or {_name_baseline(evidence)}, which needs no vectors."
    if relation == "not shown":
        return f"Use {name}; {_name_baseline(evidence)} may do as well without vectors."
    return f"Use {name}."


def _advise_no(evidence: Mapping[str, Any]) -> str:
    relation = evidence.get("baseline", {}).get("relation")
    if relation == "better":
        return f"Use {_name_baseline(evidence)}: it does better than random."
    if relation in ("equal", "not shown"):
        return f"Use random, or {_name_baseline(evidence)}: neither needs vectors."
    return "Use random: it needs no vectors."


def _name_baseline(evidence: Mapping[str, Any]) -> str:
    return speak_baseline(evidence["baseline"]["strategy"])


def _advise_more(question: Question, lead: Lead, evidence: dict[str, Any]) -> str:
    """Say what would show a difference that this study may have missed."""
    if question.contest.metric is METRICS["accuracy"] and question.is_imbalanced:
        return _describe_imbalance(question, evidence)
    n_seeds, smallest = lead.row.n_seeds, lead.row.smallest_detectable
    if n_seeds < ENOUGH_SEEDS and not question.has_folds:
        command = _suggest_more(question, f"seeds={ENOUGH_SEEDS}")
        return f"More seeds show more: {_note(evidence, command)}"
    missed = "" if smallest is None else _describe_missed(question, smallest)
    if question.has_folds:
        remedy = "only more texts would show it" if missed else "Only more texts would show more"
        return f"{missed}{remedy}."
    command = _note(evidence, _suggest(question, f"cv{FOLDS}", cv=FOLDS))
    remedy = "take more texts, or" if missed else "Take more texts, or"
    return f"{missed}{remedy} {command}"


def _describe_missed(question: Question, smallest: float) -> str:
    metric = question.contest.metric
    unit = metric.unit_of_difference
    return f"A gain under {metric.format(smallest)}{unit} would often be missed: "


def _describe_imbalance(question: Question, evidence: dict[str, Any]) -> str:
    """Say that accuracy hides rare classes, and by which command to ask by macro F1."""
    share = question.majority_share or 0.0
    evidence["majority_share"] = share
    command = _note(evidence, _suggest(question, "macro-f1", metric="macro-f1"))
    return (
        f"One class holds {100 * share:.0f} % of the texts, so accuracy hides the others; macro F1 "
        f"counts every class the same: {command}"
    )


def _note(evidence: dict[str, Any], command: str) -> str:
    evidence["command"] = command
    return command


def _suggest(question: Question, suffix: str, **changes: Any) -> str:
    """Return the command of another study, next to this one."""
    command = read_command(question.meta, changes)
    if command is None:  # made from Python objects
        values = {
            name: value[0] if isinstance(value, tuple) else value
            for name, value in changes.items()
            if value is not None
        }
        return f"compare(..., {', '.join(f'{k}={v!r}' for k, v in values.items())})"
    return f"{command} --out {shlex.quote(f'{question.path}-{suffix}')}"


def _suggest_more(question: Question, addition: str) -> str:
    """Return the command that extends this study."""
    if not question.meta.get("options"):
        return f"compare(..., {addition}, extend=True)"
    return f"embedstudy compare --out {shlex.quote(str(question.path))} --add {addition}"


# ---- facts and words


def _describe_state(question: Question) -> str:
    """Name cells in which runs failed, and count runs that exploded."""
    parts = []
    for cell in question.cells:
        if cell.status != "complete":
            planned = len({run.seed for run in question.runs if is_of(run, cell)})
            parts.append(f"{_speak(cell)} ({cell.n} of {counted(planned, 'seed')})")
    sentences = [f"Runs failed: {join_names(parts, 'and', most=2)}."] if parts else []
    if n_unstable := sum(cell.unstable for cell in question.cells):
        sentences.append(f"{counted(n_unstable, 'run')} exploded and still counts.".replace(
            "runs exploded and still counts", "runs exploded and still count"
        ))  # fmt: skip
    return " ".join(sentences)


def _relate(lead: Lead) -> str:
    """Return how a cell compares with another: better, worse, equal, or not shown."""
    if lead.is_better:
        return "better"
    if lead.is_worse:
        return "worse"
    return "equal" if lead.is_equal(lead.row.margin or 0.0) else "not shown"


def _list_facts(question: Question) -> dict[str, Any]:
    return {
        "margin": question.margin,
        "n_unstable": sum(cell.unstable for cell in question.cells),
        "incomplete": [
            _describe_cell(cell) for cell in question.cells if cell.status != "complete"
        ],
    }


def _list_numbers(question: Question) -> dict[str, Any]:
    contest, majority = question.contest, question.contest.majority
    return {
        "metric": contest.cells[0].metric,
        "train_size": contest.cells[0].train_size,
        "folds": question.has_folds,
        "majority": majority.mean if majority is not None else None,
        "majority_share": question.majority_share,
        "answers_by_size": {str(size): "yes" for size in question.smaller},
    }


def _list_comparison(decision: Decision) -> dict[str, Any]:
    choice = decision.choice
    if choice is None or choice.lead is None:
        return {}
    lead = choice.lead
    low, high = lead.interval
    return {
        "encoder": choice.cell.encoder,
        "pretrained": _describe_cell(choice.cell),
        "random": _describe_cell(choice.random),
        "delta": lead.delta,
        "ci_low": low,
        "ci_high": high,
        "p": decision.p_value,
        "p_value": lead.p_value,
        "n_choices": decision.n_hypotheses,
        "p_gain": decision.p_gain,
        "p_equivalence": lead.row.p_equivalence,
        "n_seeds": lead.row.n_seeds,
        "n_texts": lead.row.n_examples,
        "smallest_detectable": lead.row.smallest_detectable,
    }


def _describe_cell(cell: SummaryRow) -> dict[str, Any]:
    return {
        "name": _speak(cell),
        "strategy": cell.strategy,
        "vectors": cell.vectors,
        "encoder": cell.encoder,
        "score": cell.mean,
        "ci_low": cell.ci_low,
        "ci_high": cell.ci_high,
        "n": cell.n,
    }


def _speak(cell: SummaryRow) -> str:
    """Name a cell as people speak, in the middle of a sentence."""
    if cell.strategy in BASELINES:
        return speak_baseline(cell.strategy)
    pretrained = cell.strategy in STRATEGIES and STRATEGIES[cell.strategy].pretrained
    vectors = printable(cell.vectors) if pretrained else ""
    if len(vectors) > _LONGEST_NAME:
        vectors = f"{vectors[: _LONGEST_NAME - 1]}…"
    return speak_strategy(cell.strategy, vectors)


def _capitalize(text: str) -> str:
    return text[:1].upper() + text[1:]


def _format_score(cell: SummaryRow) -> str:
    metric = METRICS[cell.metric]
    return f"{metric.format(cell.mean)}{metric.unit}"


def _format_delta(metric: Metric, lead: Lead) -> str:
    text = metric.format(lead.delta, "+")
    return f"{text}{metric.unit_of_difference}" if any(c in "123456789" for c in text) else "a tie"


def _format_difference(metric: Metric, lead: Lead) -> str:
    low, high = (metric.format(end, "+") for end in lead.interval)
    return f"{_format_delta(metric, lead)} [{low}, {high}]"


def _format_margin(question: Question) -> str:
    metric = question.contest.metric
    if not metric.is_share:
        return f"{question.difference:g}"
    return f"{question.margin:g} point{'' if question.margin == 1 else 's'}"


def _format_p(p_value: float) -> str:
    return "p < 0.001" if p_value < 0.001 else f"p = {p_value:.3f}"
