"""The page of the reference study: every number comes from its tables."""

from benchmarks.reference import ENCODERS, SHORT, VECTORS
from benchmarks.reference_study.accuracy_sections import (
    add_convolutions,
    ask_what_tables_change,
    ask_what_tuning_gains,
    ask_when_random_overtakes,
    ask_whether_frozen_wins,
    rank_all,
)
from benchmarks.reference_study.cost_section import add_costs
from benchmarks.reference_study.figures import MAIN
from benchmarks.reference_study.over_datasets import pool
from benchmarks.reference_study.questions import list_differences
from benchmarks.reference_study.structure_section import ask_what_is_learned
from benchmarks.reference_study.tables import StudyRow, Tables
from benchmarks.reference_study.wording import format_table, list_names
from embedstudy.report.formatting import format_percent, format_time


def write_page(tables: Tables) -> str:
    """Return the page in Markdown."""
    sections = [
        introduce(tables),
        describe_data(tables),
        ask_whether_frozen_wins(tables),
        ask_when_random_overtakes(tables),
        ask_what_tuning_gains(tables),
        ask_what_tables_change(tables),
        rank_all(tables),
        ask_what_is_learned(tables),
        add_costs(tables),
        add_convolutions(tables),
        caution(tables),
        FILES,
    ]
    return "\n\n".join("\n".join(section) for section in sections if section) + "\n"


def introduce(tables: Tables) -> list[str]:
    finished = [row for row in tables.studies if row.is_finished]
    n_datasets = len(tables.list_datasets("mean"))
    n_cnn = len(tables.list_datasets("cnn"))
    seeds = sorted({row.seeds for row in finished if row.seeds})
    cnn = f", and {n_cnn} of them with the encoder `cnn`" if n_cnn else ""
    return [
        "# The reference study",
        "",
        f"This study compares `random`, `frozen` and `finetuned` embeddings on {n_datasets} of the"
        f" built-in data sets with the encoder `mean`{cnn}. It takes three tables of vectors:"
        f" {list_names(VECTORS)}. Train sizes go from 100 texts up to three quarters of all, then"
        f" all of them, with {' or '.join(map(str, seeds)) or 'no'} seeds each. Data sets with at"
        f" most {SHORT} words a text are for `cnn` too. Every strategy is tuned on dev with the"
        " same budget, scale of the start included. One command makes the study, and a script"
        " writes this page from its files:",
        "",
        "```",
        "python benchmarks/reference.py --out runs/reference",
        "python -m benchmarks.reference_results runs/reference",
        "```",
        "",
        f"It has {sum(row.runs or 0 for row in finished):,} runs and"
        f" {sum(row.trials or 0 for row in finished):,} trials of tuning, and took"
        f" {sum(row.seconds or 0 for row in finished) / 3600:.1f} hours of wall time. Differences"
        " are in points of test accuracy. Intervals of one data set count chance in seeds and in"
        " texts; intervals over data sets take the *data sets* as the sample."
        " [Do I need pretrained vectors?](../do-i-need-vectors.md) is the short answer.",
    ]  # fmt: skip


def describe_data(tables: Tables) -> list[str]:
    heads = ("data set", "encoder", "wall time", "classes", "training texts", "words a text",
             "test texts", "majority", "best baseline")  # fmt: skip
    rows = [_describe_study(row) for row in _sort_studies(tables)]
    lines = ["## The data sets", "", *format_table(heads, rows), ""]
    missing = [row for row in tables.studies if not row.is_finished]
    if missing:
        names = "; ".join(
            f"{encoder}: {list_names(row.dataset for row in missing if row.encoder == encoder)}"
            for encoder in dict.fromkeys(row.encoder for row in missing)
        )
        lines += [f"**Not finished yet: {names}.** All below leaves these out.", ""]
    incomplete = [row for row in tables.studies if row.status == "incomplete"]
    if incomplete:
        names = list_names(f"{row.encoder} {row.dataset}" for row in incomplete)
        lines += [f"In {names} a run failed; its cell is the mean of the other seeds.", ""]
    covered = [
        f"`{vectors}` {_format_coverage(tables, vectors)}" for vectors in VECTORS
        if _format_coverage(tables, vectors)
    ]  # fmt: skip
    return [
        *lines,
        "`majority` is the most frequent class alone. The best baseline is the one of two on TF-IDF"
        " that does best on dev with all texts.",
        *([f"Share of running words with a vector: {'; '.join(covered)}."] if covered else []),
    ]


def _sort_studies(tables: Tables) -> list[StudyRow]:
    return sorted(tables.studies, key=lambda row: (
        ENCODERS.index(row.encoder), not row.is_finished, row.tokens or 0
    ))  # fmt: skip


def _describe_study(row: StudyRow) -> list[str]:
    names = [f"`{row.dataset}`", f"`{row.encoder}`"]
    if not row.is_finished:
        return [*names, row.status, *[""] * 6]
    return [
        *names, format_time(row.seconds or 0), f"{row.classes}", f"{row.train:,}",
        f"{row.tokens_per_text:.0f}", f"{row.test:,}", format_percent(row.majority),
        row.baseline.removeprefix("tfidf-"),
    ]  # fmt: skip


def _format_coverage(tables: Tables, vectors: str) -> str:
    shares = [row.tokens for row in tables.coverage if row.vectors == vectors]
    if not shares:
        return ""
    low, high = format_percent(min(shares)), format_percent(max(shares))
    return f"{low} to {high} %" if low != high else f"{low} %"


def caution(tables: Tables) -> list[str]:
    n = len(tables.list_datasets("mean"))
    full = pool(list_differences(tables, "finetuned", "random", vectors=MAIN))
    detectable = "" if full is None else (
        f" With all texts a mean difference of {format_percent(full.detectable)} points between"
        f" fine-tuned `{MAIN}` and random would be found four times in five."
    )  # fmt: skip
    return [
        "## What this can and cannot show",
        "",
        f"- **{n} data sets are few.** Wilcoxon's test cannot give less than p ="
        f" {2.0 ** (1 - n):.2g} with them, before any adjustment.{detectable} The column"
        " *detectable* has that difference for each row. No evidence of a difference is no evidence"
        " of none.",
        "- **They are no random sample.** They are the sets that this package can fetch: news,"
        " reviews, mail, tweets, lines of a series; one is in Slovene, all others in English."
        " `r8` and `r52` share texts of Reuters, and `rotten-tomatoes` and `imdb` are both movie"
        " reviews.",
        "- **`glove-6b-100d`** comes through npm with 341,479 of its 400,000 words, so it misses"
        " words that `glove-6b-50d` has, single letters among them.",
        "- **`train:word2vec`** was trained on all training texts, without their labels, for the"
        " small samples too. Whoever has 100 texts in all cannot have that table; whoever has 100"
        " *labels* and many texts can.",
        "- **Random effects.** The mean over data sets is statsmodels' `combine_effects` with the"
        " iterated estimate of Paule and Mandel, and the interval of Hartung and Knapp. *New data"
        " set* is where the true difference on one more data set of this kind lies, with 95 %.",
        "- **p is adjusted by Holm over the rows of its table**, not over the page. A data set is"
        " *shown ahead* where its own 95 % interval leaves out zero, without any adjustment.",
        "- **Small train sizes tune on small dev parts.** A sample of 100 texts has a dozen dev"
        " texts ([statistics](../statistics.md#what-a-point-rests-on)). Some strategies suffer more"
        " from that than others, and that is part of what is measured.",
        "- **Not tried**: contextual models, larger tables such as 300 dimensions, other languages"
        " than English and Slovene.",
    ]


FILES = [
    "## Files",
    "",
    "The tables of this page, from which it can be written again without the studies"
    " (`python -m benchmarks.reference_results`):",
    "",
    "| file | a row |",
    "|---|---|",
    "| [studies.csv](reference/studies.csv) | a study |",
    "| [coverage.csv](reference/coverage.csv) | a data set and a table of vectors |",
    "| [curves.csv](reference/curves.csv) | a point of a learning curve |",
    "| [pairs.csv](reference/pairs.csv) | a difference of two strategies, or of two tables of"
    " vectors (`b_vectors`), at a train size |",
    "| [crossings.csv](reference/crossings.csv) | from what size random is ahead |",
    "| [structure.csv](reference/structure.csv) | a measure of a kind of space, or a difference |",
    "| [costs.csv](reference/costs.csv) | seconds of tuning and of a run with all texts |",
]
