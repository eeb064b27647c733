"""Tables of cost, and of what pretrained vectors cover."""

from collections.abc import Sequence
from statistics import fmean

from embedstudy.report.study.formatting import percent, time
from embedstudy.report.study.groups import Entry, Group, small_label
from embedstudy.report.study.study_data import Contents
from embedstudy.report.study.tables.table import HtmlTable, Row

_UNKNOWN = 12  # words without a vector that are named


def cost_table(name: str, groups: Sequence[Group]) -> HtmlTable | None:
    """Tell what a run takes; None if nothing is known."""
    rows = [(group, entry) for group in groups for entry in group.entries]
    if not any(run.seconds is not None for _, entry in rows for run in entry.runs):
        return None
    return HtmlTable(
        name,
        "What training one model takes: mean (shortest to longest), on the machine named below, "
        "which may have had other things to do. Epochs are those of the model that was kept.",
        "Strategy",
        ("Seconds a run", "Tokens a second", "Epochs"),
        tuple(
            Row(entry.strategy, _cost(entry), entry.look,
                small_label(group, groups))
            for group, entry in rows
        ),
    )  # fmt: skip


def _cost(entry: Entry) -> tuple[str, ...]:
    seconds = [run.seconds for run in entry.runs if run.seconds is not None]
    speeds = [run.tokens_per_second for run in entry.runs if run.tokens_per_second is not None]
    epochs = [run.epochs for run in entry.runs if run.epochs is not None]
    took = ""
    if seconds:
        mean, low, high = time(fmean(seconds)), time(min(seconds)), time(max(seconds))
        took = mean if low == high else f"{mean} ({low} to {high})"
    low_epoch, high_epoch = (min(epochs), max(epochs)) if epochs else (None, None)
    span = "" if low_epoch is None else f"{low_epoch}"
    if high_epoch != low_epoch:
        span += f" to {high_epoch}"
    return took, f"{fmean(speeds) / 1e6:,.1f} million" if speeds else "", span


def coverage_table(name: str, contents: Contents) -> HtmlTable | None:
    """Tell what each table of vectors knows of the training texts; None if none was used."""
    found = contents.about("coverage")
    if not found:
        return None
    unknown, held_out = contents.about("without_vector"), contents.about("held_out_words")
    return HtmlTable(
        name,
        "Pretrained vectors, and the words of the training texts that have one. Types counts each "
        "word once, running words as often as it is there.",
        "Vectors",
        ("Types", "Running words", "Known of dev and test alone", "Most frequent words without"),
        tuple(
            Row(
                vectors,
                (
                    f"{percent(covered.get('types'))} %",
                    f"{percent(covered.get('tokens'))} %",
                    f"{held_out[vectors]:,}" if vectors in held_out else "",
                    tuple(unknown.get(vectors, [])[:_UNKNOWN]) or "none",
                ),
            )
            for vectors, covered in found.items()
        ),
        frozenset({3}),
    )
