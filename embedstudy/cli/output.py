"""Results on stdout: Rich tables for people, one JSON document for programs."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from embedstudy.cli.console import plain, plain_table
from embedstudy.study.directory import ComparisonRow, NeighborRow, Study, SummaryRow

# Shown for each probe word; neighbors.csv holds more, `embedstudy neighbors` any number.
SHOWN_NEIGHBORS = 5


def study_document(study: Study) -> dict[str, Any]:
    """Return all the tables of a study as plain data."""
    return {
        "out": str(study.path),
        "study": study.meta,
        "runs": [asdict(row) for row in study.runs],
        "summary": [asdict(row) for row in study.summary],
        "comparisons": [asdict(row) for row in study.comparisons],
        "neighbors": [asdict(row) for row in study.neighbors],
    }


def print_study(study: Study) -> None:
    """Print what a study found: strategies, coverage, failures, neighbours, and where it is."""
    console, meta = Console(), study.meta
    data = meta["data"]
    console.print(_strategies(study))
    if study.comparisons:
        console.print(_pairs(study.comparisons))
    for name, share in meta["coverage"].items():
        console.print(
            plain(
                f"{name} knows {share['types']:.1%} of the {data['vocabulary']:,} words of the "
                f"training part, {share['tokens']:.1%} of its {data['tokens']:,} running words, "
                f"and {meta['held_out_words'][name]:,} words that only dev or test texts have"
            )
        )
    for run in study.runs:
        if run.status != "ok":
            console.print(plain(f"{run.run}: {run.status}: {run.note}", "bold red"))
    shown = [row for row in study.neighbors if row.rank <= SHOWN_NEIGHBORS]
    if shown:
        console.print()
        print_neighbors(meta["probes"], shown)
    console.print(plain(f"written to {study.path}", "dim"))


def print_neighbors(words: Sequence[str], rows: Sequence[NeighborRow]) -> None:
    """Print a table for each word: a column a space, a row a rank."""
    console = Console()
    names = list(dict.fromkeys(row.space for row in rows))
    for word in words:
        found = {(row.space, row.rank): row for row in rows if row.word == word}
        table = plain_table(f"neighbours of {word}")
        for name in names:
            table.add_column(plain(name), no_wrap=True)
        for rank in range(1, max((rank for _, rank in found), default=0) + 1):
            table.add_row(*(_neighbor(found.get((name, rank)), rank) for name in names))
        console.print(table)


def _neighbor(row: NeighborRow | None, rank: int) -> Text:
    if row is None:
        return Text("no vector" if rank == 1 else "", "dim italic")
    return Text.assemble(plain(row.neighbor), (f"  {row.cosine:.2f}", "dim"))


def _strategies(study: Study) -> Table:
    meta = study.meta
    data = meta["data"]
    table = plain_table(
        f"{meta['identity']['dataset']}: test accuracy in %, {meta['identity']['seeds']} seeds "
        f"({data['train']:,} train, {data['dev']:,} dev, {data['test']:,} test)"
    )
    several = len({(row.vectors, row.encoder) for row in study.summary}) > 1
    for heading in ("strategy", *(("vectors", "encoder") if several else ())):
        table.add_column(heading, no_wrap=True)
    for heading in ("rate", "mean ± std", "95 % interval", "macro F1", "difference to random"):
        table.add_column(heading, justify="right", no_wrap=True)
    against = {(r.vectors, r.encoder, r.a): r for r in study.comparisons if r.b == "random"}
    for row in study.summary:
        names = (row.strategy, *((row.vectors, row.encoder) if several else ()))
        difference = against.get((row.vectors, row.encoder, row.strategy))
        table.add_row(*(plain(name) for name in names), *_cells(row, difference))
    return table


def _cells(row: SummaryRow, difference: ComparisonRow | None) -> list[str]:
    if row.mean is None or row.macro_f1 is None:
        return [f"{row.lr:g}", "no run finished", "", "", ""]
    std = "" if row.std is None else f" ± {100 * row.std:.1f}"
    incomplete = "" if row.status == "complete" else f" (incomplete: {row.n} runs)"
    return [
        f"{row.lr:g}",
        f"{100 * row.mean:.1f}{std}{incomplete}",
        _interval(row.ci_low, row.ci_high),
        f"{100 * row.macro_f1:.1f}",
        _difference(difference),
    ]


def _difference(row: ComparisonRow | None) -> str:
    if row is None or row.delta is None:
        return ""
    return f"{100 * row.delta:+.1f} {_interval(row.ci_low, row.ci_high, signed=True)}"


def _pairs(rows: Sequence[ComparisonRow]) -> Table:
    table = plain_table("paired differences, in points")
    table.add_column("pair", no_wrap=True)
    for heading in ("difference", "p", "p Holm", "p seeds", "won", "least"):
        table.add_column(heading, justify="right", no_wrap=True)
    several = len({(row.vectors, row.encoder) for row in rows}) > 1
    for row in rows:
        where = f" ({row.vectors}, {row.encoder})" if several else ""
        detectable = row.smallest_detectable
        table.add_row(
            plain(f"{row.a} − {row.b}{where}"),
            _difference(row) or "no seed in common",
            *(_p(value) for value in (row.p_value, row.p_holm, row.p_seeds)),
            f"{row.wins}/{row.n_seeds}",
            "" if detectable is None else f"{100 * detectable:.1f}",
        )
    table.caption = plain(
        "p: with new seeds and new texts; p seeds: with new seeds on these test texts; won: seeds "
        "under which the first did better; least: the smallest difference that this many seeds "
        "and texts would show four times in five."
    )
    table.caption_justify = "left"
    return table


def _interval(low: float | None, high: float | None, *, signed: bool = False) -> str:
    if low is None or high is None:
        return ""
    sign = "+" if signed else ""
    return f"[{100 * low:{sign}.1f}, {100 * high:{sign}.1f}]"


def _p(value: float | None) -> str:
    if value is None:
        return ""
    return "< 0.001" if value < 0.001 else f"{value:.3f}"
