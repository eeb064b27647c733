"""The answer of a study on one screen: the verdict, a chart of all strategies, and what is next."""

import shlex
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from rich.cells import cell_len
from rich.text import Text

from embedstudy.baselines import BASELINES, is_chance, speak_baseline
from embedstudy.cli.output.console import find_prose_width, make_text, print_lines
from embedstudy.cli.output.wrapping import can_write, cut_short, shorten, wrap_prose
from embedstudy.metrics import METRICS, Metric
from embedstudy.results.directory import StudyDirectory
from embedstudy.results.reference_sentences import describe_reference
from embedstudy.results.rows import FORECAST, ForecastRow, ReferenceRow, SummaryRow
from embedstudy.verdict import Verdict, read_verdicts, sum_up
from embedstudy.verdict.question import Question, Tables, list_questions
from embedstudy.verdict.ranked_cells import RankedCell, rank_cells
from embedstudy.wording import counted

# A terminal has 24 lines, and the prompt takes one.
_MOST_LINES = 23
_MOST_COLUMNS = 80
_QUESTION = "Do you need pretrained vectors here?  "
# Fewer rows say too little, and fewer columns of a chart too.
_FEWEST_ROWS, _NARROWEST_CHART = 4, 8
# Of the longest name of a baseline.
_BASELINE_WIDTH = 28
# On the reference study; the page has all.
_REFERENCE_SENTENCES = 2
# Warnings beyond these are counted.
_MOST_NOTES = 3
_UNICODE_MARKS, _ASCII_MARKS = ("─", "●"), ("-", "o")


def print_answer(study: StudyDirectory) -> None:
    """Print the answer of a study in at most 23 lines of 80 columns, if it can be said so short.

    A file gets the same lines as a terminal of 80 columns.
    """
    width = min(_MOST_COLUMNS, find_prose_width())
    print_lines(draw_answer(study, width, study.reference, study.forecast))


def draw_answer(
    study: Tables,
    width: int,
    reference: Sequence[ReferenceRow] = (),
    forecast: Sequence[ForecastRow] = (),
) -> list[Text]:
    """Return the lines of the answer, with as much detail as a terminal has lines for.

    Parameters
    ----------
    study : Tables
    width : int
        The most characters of a line.
    reference : sequence of ReferenceRow
        Where its data sets stand among those of the reference study, if that was asked.
    forecast : sequence of ForecastRow
        What to expect of more texts, if the study has a forecast.
    """
    verdicts = read_verdicts(study)
    has_forecast = any(row.method == FORECAST for row in forecast)
    end = [
        *_draw_reference(reference, width),
        *_draw_lacks(forecast, study.path, width),
        *_list_next_steps(study, width, has_forecast=has_forecast),
    ]
    questions = {question.dataset: question for question in list_questions(study)}
    whole = sum_up(verdicts)
    if whole is None:
        return [make_text("no run has finished", "bold"), *_list_notes(study, width), Text(), *end]
    first = wrap_prose(make_text(f"{_QUESTION}{whole.headline}.", "bold"), width)
    if not questions:  # without a table there is no chart
        lines = [line for v in verdicts for line in _draw_sentences(v, width, len(verdicts) > 1)]
        return [*first, *lines, *_list_notes(study, width), Text(), *end]
    parts = [_Part(verdict, questions[verdict.dataset], study, width) for verdict in verdicts]
    notes = _list_notes(study, width)
    n_left = _MOST_LINES - _count_rows(end, width) - 1
    body = first
    for draw in _list_layouts(parts):
        body = [*first, *draw()]
        n_rows = _count_rows(body, width)
        if n_rows + len(notes) <= n_left:
            whole_notes = _list_notes(study, width, cut=False)
            notes = whole_notes if n_rows + len(whole_notes) <= n_left else notes
            break
    return [*body, *notes, Text(), *end]


def _draw_reference(rows: Sequence[ReferenceRow], width: int) -> list[Text]:
    """Say where each data set stands among the reference ones, and a blank line below."""
    datasets = dict.fromkeys(row.dataset for row in rows)
    lines = []
    for dataset in datasets:
        sentences = describe_reference([row for row in rows if row.dataset == dataset])
        name = f"{dataset}: " if len(datasets) > 1 else ""
        prose = " ".join(sentences[:_REFERENCE_SENTENCES])
        lines += wrap_prose(make_text(f"{name}{prose}"), width)
    return [*lines, Text()] if lines else []


def _draw_lacks(rows: Sequence[ForecastRow], study: Path, width: int) -> list[Text]:
    """Say why a data set has no forecast at all, and a blank line below."""
    datasets = dict.fromkeys(row.dataset for row in rows)
    lines = []
    for dataset in datasets:
        group = [row for row in rows if row.dataset == dataset]
        if any(row.method == FORECAST for row in group):
            continue
        name = f" for {dataset}" if len(datasets) > 1 else ""
        reasons = list(dict.fromkeys(row.note for row in group))
        reason = reasons[0]
        if len(reasons) > 1:
            reason = f"no curve allows one; embedstudy forecast {shlex.quote(str(study))} says why"
        lines += wrap_prose(make_text(f"No forecast{name}: {reason}."), width)
    return [*lines, Text()] if lines else []


def _draw_sentences(verdict: Verdict, width: int, heading: bool) -> list[Text]:
    """Return the lines of all sentences of a verdict."""
    *findings, _ = verdict.sentences or ("",)
    lines = [Text(), make_text(f"{verdict.dataset}: {verdict.headline}", "bold")] * heading
    for sentence in findings:
        lines += wrap_prose(make_text(sentence), width)
    return [*lines, *wrap_advice(verdict, width)]


def wrap_advice(verdict: Verdict, width: int) -> list[Text]:
    """Return the last sentence in lines of a width, and its command in one that can be copied."""
    *_, advice = verdict.sentences or ("",)
    command = str(verdict.evidence.get("command", ""))
    if not command or not advice.endswith(command):
        return wrap_prose(make_text(advice), width) if advice else []
    prose = advice.removesuffix(command).rstrip()
    return [*(wrap_prose(make_text(prose), width) if prose else []), make_text(command)]


def _count_rows(lines: Sequence[Text], width: int) -> int:
    """Count the rows of the terminal that lines take, which it wraps where they are too long."""
    return sum(max(1, -(-cell_len(line.plain) // width)) for line in lines)


@dataclass(frozen=True)
class _Part:
    """The answer for one data set."""

    verdict: Verdict
    question: Question
    study: Tables
    width: int

    @cached_property
    def ranked(self) -> list[RankedCell]:
        """All cells by score; none where no run finished."""
        if not self.question.contests:
            return []
        return rank_cells(self.question.contest, has_folds=self.question.has_folds)

    def draw(
        self, n_rows: int, n_sentences: int | None, *, heading: bool, spaced: bool
    ) -> list[Text]:
        """Return its sentences, all by default, and so many rows of its chart."""
        *findings, _ = self.verdict.sentences or ("",)
        lines = []
        if heading:
            lines += [Text(), make_text(f"{self.verdict.dataset}: {self.verdict.headline}", "bold")]
        for sentence in findings[:n_sentences]:
            lines += wrap_prose(make_text(sentence), self.width)
        if n_rows and self.ranked:
            lines += [*([Text()] if spaced else []), *self._draw_chart(n_rows)]
        if n_sentences is None:
            lines += wrap_advice(self.verdict, self.width)
        return lines

    def _draw_chart(self, n_rows: int) -> list[Text]:
        shown = _choose(self.ranked, n_rows, self._list_compared())
        lines = draw_chart(shown, _describe_cells(self.question, self.study), self.width)
        if left_out := len(self.ranked) - len(shown):
            lines.append(make_text(f" and {left_out:,} more: show --all", "dim"))
        return lines

    def _list_compared(self) -> set[tuple[str, str, str]]:
        """Return the strategy, encoder and vectors of the cells that the sentences compare."""
        choice = self.question.decision.choice
        cells = self.question.contest.baselines[:1]
        cells += [] if choice is None else [choice.cell, choice.random]
        # The row of random has no vectors.
        return {
            (cell.strategy, cell.encoder, name) for cell in cells for name in (cell.vectors, "")
        }


def _list_layouts(parts: Sequence[_Part]) -> Iterable[Callable[[], list[Text]]]:
    """Yield what draws the answers of all data sets, in less and less detail."""
    most = max(len(part.ranked) for part in parts)
    several = len(parts) > 1

    def draw(n_rows: int, n_sentences: int | None, *, spaced: bool = False) -> list[Text]:
        blocks = (part.draw(n_rows, n_sentences, heading=several, spaced=spaced) for part in parts)
        return [line for block in blocks for line in block]

    yield partial(draw, most, None, spaced=True)
    for n_sentences in (None, 1) if several else (None,):
        for n_rows in range(max(most, _FEWEST_ROWS), _FEWEST_ROWS - 1, -1):
            yield partial(draw, n_rows, n_sentences)
    if several:
        yield partial(draw, 0, 1)
        yield partial(draw, 0, 0)


def _choose(
    ranked: Sequence[RankedCell], n_rows: int, compared: set[tuple[str, str, str]]
) -> list[RankedCell]:
    """Return so many rows in their order: one of each kind, then the best others.

    Of a kind, what the sentences compare goes before the best.
    """

    def is_unnamed(place: int) -> bool:
        cell = ranked[place].cell
        return (cell.strategy, cell.encoder, cell.vectors) not in compared

    first: list[int] = []
    for wanted in ("reference", "pretrained", "baseline", "chance"):
        places = [i for i, entry in enumerate(ranked) if _name_kind(entry) == wanted]
        first += sorted(places, key=is_unnamed)[:1]
    order = [*first, *(i for i in range(len(ranked)) if i not in first)]
    return [ranked[place] for place in sorted(order[:n_rows])]


def _name_kind(entry: RankedCell) -> str:
    if entry.word == "reference":
        return "reference"
    if is_chance(entry.cell.strategy):
        return "chance"
    return "pretrained" if entry.cell.encoder else "baseline"


def _describe_cells(question: Question, study: Tables) -> str:
    """Say what the scores are of, and how many."""
    metric, data = question.contest.metric, study.meta["data"][question.dataset]
    seeds = counted(max(cell.n for cell in question.contest.cells), "seed")
    folds = study.meta.get("identity", {}).get("cv")
    texts = f"{data['examples']:,} texts" if folds else f"{data['test']:,} texts"
    parts = [f"{folds} folds"] * bool(folds) + [seeds, texts]
    if len(question.sizes) > 1:
        parts.append(f"trained on {question.sizes[-1]:,}")
    return f"test {metric.axis}  ({', '.join(parts)})"


def draw_chart(ranked: Sequence[RankedCell], heading: str, width: int) -> list[Text]:
    """Return a line for each cell: name, mean, 95 % interval on a common axis, and difference.

    Parameters
    ----------
    ranked : sequence of RankedCell
    heading : str
        The scores in a few words.
    width : int
        The most characters of a line.
    """
    labels, (means, deltas, words) = _make_labels(ranked, width), _make_columns(ranked)
    ends = [
        f"{delta:>{max(map(len, deltas))}}  {word:<{max(map(len, words))}}"
        for delta, word in zip(deltas, words, strict=True)
    ]
    label_width, mean_width = max(map(cell_len, labels)), max(map(len, means))
    room = width - 1 - label_width - 2 - mean_width - 2 - 2 - max(map(len, ends))
    charts = _draw_intervals(ranked, room) if room >= _NARROWEST_CHART else [""] * len(labels)
    lines = []
    for entry, label, mean, chart, end in zip(ranked, labels, means, charts, ends, strict=True):
        blanks = " " * (label_width - cell_len(label))
        style = "bold" if entry.word in ("better", "worse") else ""
        line = Text.assemble(
            f" {label}{blanks}  {mean:>{mean_width}}  ",
            make_text(chart),
            "  " if chart else "",
            make_text(end, style),
        )
        line.rstrip()
        lines.append(line)
    return [_draw_heading(heading, max(map(len, ends)), width), *lines]


def _draw_heading(heading: str, end_width: int, width: int) -> Text:
    # Without a run of random there are no differences, and the column is narrow.
    right = "to random" if end_width >= len("to random") else ""
    room = width - 1 - end_width - 2
    if len(heading) > room:
        heading = heading.partition("  (")[0]
    left = shorten(make_text(heading), room)
    line = Text.assemble(" ", left, " " * (room - len(left) + 2), right)
    line.stylize("dim")
    line.rstrip()
    return line


def _make_labels(ranked: Sequence[RankedCell], width: int) -> list[str]:
    """Return the names of cells: strategy, vectors, and the encoder where there are several."""
    encoders = {entry.cell.encoder for entry in ranked if entry.cell.encoder}
    columns = [
        [entry.cell.strategy for entry in ranked if entry.cell.encoder],
        [entry.cell.vectors for entry in ranked],
    ]
    widths = [max(map(cell_len, names), default=0) for names in columns]
    # The longest names give way to the chart.
    widths[1] = min(widths[1], max(10, width // 2 - 6 - widths[0]))
    labels = []
    for entry in ranked:
        cell = entry.cell
        if cell.encoder:
            vectors = shorten(make_text(entry.cell.vectors), widths[1]).plain
            encoder = cell.encoder if len(encoders) > 1 else ""
            blanks = " " * (widths[1] - cell_len(vectors))
            label = f"{cell.strategy:<{widths[0]}}  {vectors}{blanks}  {encoder}".rstrip()
        else:
            room = max(sum(widths) + 2, _BASELINE_WIDTH if width >= _MOST_COLUMNS else 0)
            label = cut_short(make_text(_name_baseline(cell)), room).plain
        labels.append(label)
    return labels


def _name_baseline(cell: SummaryRow) -> str:
    if is_chance(cell.strategy):
        return cell.strategy
    return speak_baseline(cell.strategy) if cell.strategy in BASELINES else cell.strategy


def _make_columns(ranked: Sequence[RankedCell]) -> tuple[list[str], list[str], list[str]]:
    """Return the means, the differences to random and the words of cells; chance has a mean."""
    means, deltas, words = [], [], []
    for entry in ranked:
        metric = METRICS[entry.cell.metric]
        is_compared = entry.lead is not None and not is_chance(entry.cell.strategy)
        means.append(metric.format(entry.cell.mean))
        deltas.append(_spell(metric, entry.lead.delta) if is_compared and entry.lead else "")
        words.append(entry.word if is_compared or entry.word == "reference" else "")
    return means, deltas, words


def _spell(metric: Metric, delta: float) -> str:
    return metric.format(delta, "+").replace("−", "-")


def _draw_intervals(ranked: Sequence[RankedCell], room: int) -> list[str]:
    """Draw the 95 % intervals on one axis, from the lowest to the highest end."""
    shown = [s.cell for s in ranked if not is_chance(s.cell.strategy)]
    ends = [end for cell in shown for end in (cell.ci_low, cell.mean, cell.ci_high)]
    known = [end for end in ends if end is not None]
    low, high = min(known, default=0.0), max(known, default=1.0)
    line, point = _UNICODE_MARKS if can_write("".join(_UNICODE_MARKS)) else _ASCII_MARKS

    def place(value: float) -> int:
        return round((value - low) / (high - low) * (room - 1)) if high > low else room // 2

    charts = []
    for entry in ranked:
        cell, signs = entry.cell, [" "] * room
        if cell in shown and cell.mean is not None:
            if cell.ci_low is not None and cell.ci_high is not None:
                first, last = place(cell.ci_low), place(cell.ci_high)
                signs[first : last + 1] = line * (last + 1 - first)
            signs[place(cell.mean)] = point
        charts.append("".join(signs))
    return charts


def _list_notes(study: Tables, width: int, *, cut: bool = True) -> list[Text]:
    """Return what went wrong or is odd: a line each if cut, else the whole notes."""
    notes = []
    failed = [run for run in study.runs if not run.has_result]
    if failed:
        first = failed[0]
        cause = first.note or first.run
        notes.append(make_text(f"{counted(len(failed), 'run')} {first.status}: {cause}", "bold"))
    warnings = study.meta.get("warnings", [])
    notes += [make_text(f"note: {warning}") for warning in warnings[:_MOST_NOTES]]
    if len(warnings) > _MOST_NOTES:
        notes.append(
            make_text(f"and {counted(len(warnings) - _MOST_NOTES, 'more note')}: show --all")
        )
    if cut:
        return [cut_short(note, width) for note in notes]
    return [line for note in notes for line in wrap_prose(note, width)]


def _list_next_steps(study: Tables, width: int, *, has_forecast: bool) -> list[Text]:
    """Return commands that look further; each can be copied whole."""
    place = shlex.quote(str(study.path))
    words = dict.fromkeys(word for probes in study.meta["probes"].values() for word in probes[:2])
    steps = {f"embedstudy report {place} --open": ""}
    if has_forecast:
        steps[f"embedstudy forecast {place}"] = "accuracy with more texts"
    if words and any(run.has_result and run.encoder for run in study.runs):
        telling = " ".join(shlex.quote(word) for word, _ in zip(words, range(2), strict=False))
        steps[f"embedstudy neighbors {place} {telling}"] = ""
        plan = study.meta.get("snapshots")
        if isinstance(plan, dict) and plan.get("kept") is True:
            over_time = f"embedstudy neighbors {place} {shlex.quote(next(iter(words)))} --over-time"
            steps[over_time] = "at moments of the training"
    steps[f"embedstudy show {place} --all"] = "every pair, p value, setting"
    lines: list[Text] = []
    for step, remark in steps.items():
        line = make_text(f"{'' if lines else 'next':<4}  {step}")
        if remark and len(line) + len(remark) + 4 <= width:
            line.append_text(make_text(f"    {remark}", "dim"))
        lines.append(line)
    return lines
