"""The sentences of a verdict, and the numbers that they state."""

from dataclasses import dataclass
from typing import Any

from embedstudy.metrics import METRICS
from embedstudy.results.rows import SummaryRow
from embedstudy.strategies import REFERENCE, uses_vectors
from embedstudy.verdict.advice import (
    FOLDS,
    advise_macro_f1,
    advise_more,
    advise_no,
    advise_reference,
    advise_vectors,
    advise_yes,
    name_baseline,
    suggest,
)
from embedstudy.verdict.causes import (
    FEW_TESTS,
    LEAST_COVERAGE,
    UNSTABLE,
    find_causes,
    read_fixed_rate,
)
from embedstudy.verdict.contest import LEVEL, Choice, Contest, Lead, is_of
from embedstudy.verdict.decision import (
    FEW_SEEDS,
    Answer,
    Decision,
    Learning,
    is_gain_shown,
)
from embedstudy.verdict.outlook import advise_until, describe_outlook
from embedstudy.verdict.phrases import (
    capitalize,
    describe_cell,
    format_delta,
    format_difference,
    format_p,
    format_score,
    join_sentences,
    relate,
    speak_cell,
)
from embedstudy.verdict.question import Question
from embedstudy.wording import counted, join_names, printable

_MOST_CAUSES = 3


@dataclass(frozen=True)
class Written:
    """An answer in words.

    Attributes
    ----------
    answer : str
    headline : str
    lines : tuple of str
        Without those that are empty, they are the sentences.
    evidence : dict
    """

    answer: Answer
    headline: str
    lines: tuple[str, ...]
    evidence: dict[str, Any]

    @property
    def sentences(self) -> tuple[str, ...]:
        """The lines that say something."""
        return tuple(filter(None, self.lines))


def write_answer(question: Question) -> Written:
    """Answer the question for one data set."""
    evidence = _list_facts(question)
    if not question.contests:
        last = "The reasons are in runs.csv and study.log."
        return _write_not_shown(evidence, "No run finished.", last)
    evidence |= _list_numbers(question)
    learning = question.learning
    if learning is not None and not learning.is_shown:
        return _write_nothing_learned(question, learning, evidence)
    choice = question.decision.choice
    if not question.contest.choices:
        return _write_not_asked(question, evidence)
    if choice is None or choice.lead is None:
        text = f"This study cannot tell: no seed finished both with vectors and as {REFERENCE}."
        return _write_not_shown(evidence, text, _describe_state(question))
    evidence |= _list_comparison(question.decision, choice, choice.lead)
    if question.decision.answer == "no" and question.smaller:
        return _write_few_texts(question, choice, evidence)
    return _write_comparison(question, choice, choice.lead, evidence)


def _write_not_shown(evidence: dict[str, Any], *lines: str) -> Written:
    return Written("not shown", "NOT SHOWN", lines, evidence)


def _write_not_asked(question: Question, evidence: dict[str, Any]) -> Written:
    """Say that the study lacks a side of the comparison, and how to add it."""
    contest = question.contest
    if any(uses_vectors(cell.strategy) for cell in question.cells) and not contest.pretrained:
        reason, last = "no run with vectors finished", "The reasons are in runs.csv and study.log."
    elif not contest.pretrained:
        reason = "it has no pretrained vectors"
        last = advise_vectors(question, evidence)
    elif not contest.references:
        if any(cell.strategy == REFERENCE for cell in question.cells):
            reason = f"no run of {REFERENCE} finished"
            last = "The reasons are in runs.csv and study.log."
        else:
            reason = f"it has no strategy {REFERENCE} to compare pretrained vectors with"
            last = advise_reference(question, evidence)
    else:
        reason, last = f"vectors and {REFERENCE} have no encoder in common", ""
    best = next((cell for cell in contest.cells if cell is not contest.majority), contest.cells[0])
    score = f"{capitalize(speak_cell(best))} has {format_score(best)} {contest.metric.title}."
    second = join_sentences(
        score, _describe_baseline(contest, best, evidence), _describe_state(question)
    )
    return _write_not_shown(evidence, f"This study cannot tell: {reason}.", second, last)


def _write_nothing_learned(
    question: Question, learning: Learning, evidence: dict[str, Any]
) -> Written:
    """Say that no strategy does better than the majority class, and why that may be."""
    contest, best, majority = question.contest, learning.cell, question.contest.majority
    causes = find_causes(question.meta, question.dataset, question.runs)
    evidence |= {"causes": causes, "p_learned": learning.p_value, "best": describe_cell(best)}
    name, score = capitalize(speak_cell(best)), f"has {format_score(best)}"
    if majority is None or learning.lead is None:
        first = (
            f"No strategy is shown to do better than a guess. {name}, the best on dev, {score} "
            f"{contest.metric.title} ({format_p(learning.p_value)})."
        )
    else:
        evidence["majority_delta"] = learning.lead.delta
        first = (
            f"No strategy is shown to do better than {speak_cell(majority)} "
            f"({format_score(majority)}). {name}, the best on dev, {score}: "
            f"{format_difference(contest.metric, learning.lead)}, {format_p(learning.p_value)}."
        )
    baseline = "" if learning.lead is None else _describe_learning_baseline(contest, evidence)
    second = join_sentences(baseline, _describe_state(question))
    last = _explain_nothing(question, causes, evidence)
    return Written("nothing learned", "NOTHING LEARNED", (first, second, last), evidence)


def _explain_nothing(question: Question, causes: dict[str, str], evidence: dict[str, Any]) -> str:
    use = "Nothing is recommended."
    if evidence.get("baseline", {}).get("is_better_than_majority"):
        use = f"No embedding is recommended; {name_baseline(evidence)} does learn."
    has_few_tests = FEW_TESTS in causes and not question.has_folds
    if question.hides_classes:
        if has_few_tests:
            use += f" The test may miss what was learned: {causes[FEW_TESTS]}."
        return f"{use} {advise_macro_f1(question, evidence, has_few_tests=has_few_tests)}"
    if not causes:
        return f"{use} No cause is known: look whether the labels belong to the texts."
    text = f"{use} Likely causes: {'; '.join(list(causes.values())[:_MOST_CAUSES])}."
    if UNSTABLE in causes and read_fixed_rate(question.meta) is not None:
        command = suggest(question, evidence, "tuned", learning_rate="auto")
        text += f" To choose the rate on dev: {command}"
    elif has_few_tests:
        text += f" To test on all texts: {suggest(question, evidence, f'cv{FOLDS}', cv=FOLDS)}"
    return text


def _describe_learning_baseline(contest: Contest, evidence: dict[str, Any]) -> str:
    """Say whether the best baseline does better than the majority class."""
    baselines, majority = contest.baselines, contest.majority
    if not baselines or majority is None:
        return ""
    best = baselines[0]
    lead = contest.find_lead(best, majority)
    is_better = lead is not None and lead.advantage > 0 and lead.p_value < LEVEL
    evidence["baseline"] = describe_cell(best) | {"is_better_than_majority": is_better}
    verb = "does better" if is_better else "is not shown to do better"
    name = capitalize(speak_cell(best))
    return f"{name}, without embeddings, {verb} ({format_score(best)})."


def _write_comparison(
    question: Question, choice: Choice, lead: Lead, evidence: dict[str, Any]
) -> Written:
    """Compare the choice with random, then name the others, the best baseline and the advice."""
    contest, answer = question.contest, question.decision.answer
    subject = choice.random if answer == "no" else choice.cell
    first = _describe_choice(question, contest, choice, question.decision)
    second = join_sentences(
        _describe_macro_f1(choice, evidence) if question.hides_classes else "",
        _describe_smaller(question, evidence),
        _describe_others(question, choice, evidence),
        _describe_baseline(contest, subject, evidence),
        _describe_state(question),
    )
    outlook = describe_outlook(question, _find_recommended(contest, subject, evidence), evidence)
    if question.hides_classes:
        last = advise_macro_f1(question, evidence)
    elif answer == "yes":
        leads = [rival.lead for rival in contest.choices if rival.lead is not None]
        is_behind = any(rival.advantage > lead.advantage for rival in leads)
        advice = advise_yes(choice.cell, evidence, is_behind=is_behind)
        last = advise_until(advice, outlook, evidence)
    elif answer == "no":
        last = advise_until(advise_no(evidence), outlook, evidence)
    else:  # the last sentence ends with a command
        second = join_sentences(second, outlook)
        last = advise_more(question, lead, evidence)
    return Written(answer, answer.upper(), (first, second, last), evidence)


def _find_recommended(
    contest: Contest, subject: SummaryRow, evidence: dict[str, Any]
) -> SummaryRow:
    """Return the cell that the advice names first: the best baseline where it does better."""
    is_better = evidence.get("baseline", {}).get("relation") == "better"
    return contest.baselines[0] if is_better else subject


def _write_few_texts(question: Question, choice: Choice, evidence: dict[str, Any]) -> Written:
    """Say that pretrained vectors help below a train size, and not above."""
    size, smaller = list(question.smaller.items())[-1]
    crossing, best = question.find_crossing(), smaller.choice or choice
    below = int(float(f"{crossing or size:.2g}"))
    evidence |= {"better_up_to": size, "crossing": crossing, "below": below}
    first = _describe_choice(question, question.contests[size], best, smaller)
    second = join_sentences(
        _describe_choice(question, question.contest, choice, question.decision),
        _describe_baseline(question.contest, choice.random, evidence),
        _describe_state(question),
    )
    last = (
        f"Use {speak_cell(best.cell)} below about {below:,} training texts, and {REFERENCE} above."
    )
    recommended = _find_recommended(question.contest, choice.random, evidence)
    last = advise_until(last, describe_outlook(question, recommended, evidence), evidence)
    headline = f"ONLY WITH FEW TEXTS (below about {below:,})"
    return Written("only with few texts", headline, (first, second, last), evidence)


def _describe_choice(
    question: Question, contest: Contest, choice: Choice, decision: Decision
) -> str:
    """Compare a pretrained choice with random: scores, difference, interval and p."""
    lead, metric = choice.lead, contest.metric
    if lead is None:
        return ""
    setting = []
    if len(question.sizes) > 1:
        setting.append(f"{choice.cell.train_size:,} training texts")
    if len(contest.encoders) > 1:
        setting.append(f"the encoder {choice.cell.encoder} (the best on dev)")
    by = "" if metric is METRICS["accuracy"] else f"by {metric.title}{metric.note}"
    where = f"with {join_names(setting, 'and')}" if setting else ""
    scores = [f"{speak_cell(cell)} {format_score(cell)}" for cell in (choice.cell, choice.random)]
    text = capitalize(", ".join(filter(None, [by, where, *scores])))
    text += f": {format_difference(metric, lead)}"
    if decision.answer == "no":
        text += f"; {_describe_no(question, contest, decision)}"
    else:
        # Seeds that differ by the same amount have no test of their own.
        is_tested = decision.p_value < 1 or _has_seed_test(question, lead)
        text += f", {format_p(decision.p_value if is_tested else lead.p_value)}"
        if decision.n_hypotheses > 2:
            text += f" (adjusted for {decision.n_hypotheses} choices)"
    return f"{text}{_warn_of_seeds(question, lead)}."


def _describe_no(question: Question, contest: Contest, decision: Decision) -> str:
    """Say that a gain of the margin is ruled out."""
    n_choices = len(contest.choices)
    of_them = {1: "", 2: " by either choice"}.get(n_choices, f" by any of {n_choices} choices")
    p_gain = "" if decision.p_gain is None else f" ({format_p(decision.p_gain)})"
    points = f"{question.margin:g} point{'' if question.margin == 1 else 's'}"
    margin = points if contest.metric.is_share else f"{question.difference:g}"
    return f"a gain of {margin}{of_them} is ruled out{p_gain}"


def _has_seed_test(question: Question, lead: Lead) -> bool:
    return question.has_folds or lead.row.n_seeds > FEW_SEEDS or lead.row.p_seeds is not None


def _warn_of_seeds(question: Question, lead: Lead) -> str:
    n_seeds = lead.row.n_seeds
    if n_seeds > FEW_SEEDS or question.has_folds:
        return ""
    if n_seeds == 1:
        warning = "one seed does not show how far seeds spread"
        return (
            f"; p is too small, as {warning}"
            if question.decision.p_value < LEVEL
            else f"; {warning}"
        )
    if not _has_seed_test(question, lead) and lead.row.delta and question.decision.answer != "no":
        warning = f"{n_seeds} seeds with the same difference do not show how far seeds spread"
        return f"; p is too small, as {warning}" if lead.p_value < LEVEL else f"; {warning}"
    return f"; {n_seeds} seeds show little of how far seeds spread"


# By relation, the verb of one choice and of several.
_AGAINST_RANDOM = {
    "better": ("is better than random too", "are better than random too"),
    "worse": ("is worse than random", "are worse than random"),
    "equal": ("is as good as random", "are as good as random"),
    "not shown": ("was not told apart from random", "were not told apart from random"),
}
_AGAINST_SUBJECT = {
    "better": "is better than",
    "worse": "is worse than",
    "equal": "is as good as",
    "not shown": "was not told apart from",
}


def _describe_macro_f1(choice: Choice, evidence: dict[str, Any]) -> str:
    """Say what macro F1 the choice and random have, where accuracy hides classes."""
    cells = {"pretrained": choice.cell, "random": choice.random}
    evidence["macro_f1"] = {name: cell.macro_f1 for name, cell in cells.items()}
    if any(cell.macro_f1 is None for cell in cells.values()):
        return ""
    metric = METRICS["macro-f1"]
    scores = [
        f"{speak_cell(cell)} has {metric.format(cell.macro_f1)}{metric.unit} "
        f"[{metric.format(cell.macro_f1_ci_low)}, {metric.format(cell.macro_f1_ci_high)}]"
        for cell in cells.values()
    ]
    return f"By macro F1, {join_names(scores, 'and')}."


def _relate_to_random(question: Question, lead: Lead) -> str:
    """Return how a pretrained choice compares with random; a gain counts as it does in answers."""
    n_hypotheses = question.decision.n_hypotheses
    if is_gain_shown(lead, n_hypotheses, has_folds=question.has_folds):
        return "better"
    relation = relate(lead)
    return "not shown" if relation == "better" else relation


def _describe_others(question: Question, choice: Choice, evidence: dict[str, Any]) -> str:
    """Say how the other pretrained choices compare with random."""
    cells_by_relation: dict[str, list[SummaryRow]] = {}
    for rival in question.contest.choices:
        if rival is not choice and rival.lead is not None:
            relation = _relate_to_random(question, rival.lead)
            cells_by_relation.setdefault(relation, []).append(rival.cell)
    evidence["others"] = [
        describe_cell(cell) | {"relation": relation}
        for relation, cells in cells_by_relation.items()
        for cell in cells
    ]
    sentences = []
    for relation, cells in cells_by_relation.items():
        one, several = _AGAINST_RANDOM[relation]
        if len(cells) == 1:
            text = f"{speak_cell(cells[0])} {one} ({format_score(cells[0])})"
        elif len(cells) == 2:
            text = f"{join_names(list(map(speak_cell, cells)), 'and')} {several}"
        else:
            text = f"{len(cells)} other pretrained choices {several}"
        sentences.append(f"{capitalize(text)}.")
    return join_sentences(*sentences)


def _describe_baseline(contest: Contest, subject: SummaryRow, evidence: dict[str, Any]) -> str:
    """Say what the best baseline on dev does, against the cell that the answer is about."""
    if not contest.baselines or subject in contest.baselines:
        return ""
    best = contest.baselines[0]
    lead = contest.find_lead(best, subject)
    if lead is None:  # no run of one of them finished
        return ""
    relation = relate(lead)
    evidence["baseline"] = describe_cell(best) | {
        "relation": relation,
        "to": subject.strategy,
        "delta": lead.delta,
        "p": lead.row.decisive_p,
    }
    return (
        f"{capitalize(speak_cell(best))}, without embeddings, {_AGAINST_SUBJECT[relation]} "
        f"{speak_cell(subject)} ({format_score(best)})."
    )


def _describe_smaller(question: Question, evidence: dict[str, Any]) -> str:
    """Say up to which smaller train size a pretrained choice is better."""
    if not question.smaller or question.decision.answer == "yes":
        return ""
    size, decision = list(question.smaller.items())[-1]
    evidence["better_up_to"] = size
    choice = decision.choice
    if choice is None or choice.lead is None:
        return ""
    difference = format_delta(question.contest.metric, choice.lead)
    return f"With {size:,} texts {speak_cell(choice.cell)} is better than random ({difference})."


def _describe_state(question: Question) -> str:
    """Name cells in which runs failed, count runs that exploded, and tell of unknown words."""
    sentences, parts = [], []
    for cell in question.cells:
        if cell.status != "complete":
            planned = len({run.seed for run in question.runs if is_of(run, cell)})
            parts.append(f"{speak_cell(cell)} ({cell.n} of {counted(planned, 'seed')})")
    if parts:
        sentences.append(f"Runs failed: {join_names(parts, 'and', most=2)}.")
    if n_unstable := sum(cell.unstable for cell in question.cells):
        verb = "counts" if n_unstable == 1 else "count"
        sentences.append(f"{counted(n_unstable, 'run')} exploded and still {verb}.")
    choice = question.decision.choice if question.contests else None
    known = None if choice is None else choice.cell.coverage_tokens
    if choice is not None and known is not None and known < LEAST_COVERAGE:
        name = printable(choice.cell.vectors)
        sentences.append(f"{name} knows only {100 * known:.0f} % of the running words.")
    return join_sentences(*sentences)


def _list_facts(question: Question) -> dict[str, Any]:
    incomplete = [cell for cell in question.cells if cell.status != "complete"]
    return {
        "margin": question.margin,
        "n_unstable": sum(cell.unstable for cell in question.cells),
        "incomplete": list(map(describe_cell, incomplete)),
    }


def _list_numbers(question: Question) -> dict[str, Any]:
    contest, majority = question.contest, question.contest.majority
    return {
        "metric": contest.cells[0].metric,
        "train_size": contest.cells[0].train_size,
        "cross_validation": question.has_folds,
        "majority": None if majority is None else majority.mean,
        "majority_share": question.majority_share,
    }


def _list_comparison(decision: Decision, choice: Choice, lead: Lead) -> dict[str, Any]:
    low, high = lead.interval
    return {
        "pretrained": describe_cell(choice.cell),
        "random": describe_cell(choice.random),
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
