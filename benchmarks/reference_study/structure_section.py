"""The section on structure: whether pretrained vectors miss the task's meaning."""

from collections.abc import Iterator

from benchmarks.reference import VECTORS
from benchmarks.reference_study.figures import MAIN
from benchmarks.reference_study.over_datasets import Difference, Pooled, pool
from benchmarks.reference_study.questions import (
    ALL,
    MEANING,
    find_measure,
    list_measure_differences,
)
from benchmarks.reference_study.tables import MeasureRow, Tables
from benchmarks.reference_study.wording import format_table, name_shown
from embedstudy.report.formatting import format_decimal


def ask_what_is_learned(tables: Tables) -> list[str]:
    differences = {
        vectors: list_measure_differences(tables, "random", "pretrained", vectors=vectors)
        for vectors in VECTORS
    }
    tuned = {
        vectors: list_measure_differences(tables, "finetuned", "pretrained", vectors=vectors)
        for vectors in VECTORS
    }
    rows = [_describe_alignment(tables, dataset) for dataset in tables.list_datasets("mean")]
    heads = ("data set", "words", "random, before", "random", f"`{MAIN}`", f"fine-tuned `{MAIN}`",
             "random − pretrained", f"the same, `{VECTORS[1]}`")  # fmt: skip
    main = differences[MAIN]
    missed = (
        "Pretrained vectors do not miss it everywhere"
        if any(row.is_shown_below for row in main)
        else "Pretrained vectors have less of it wherever a difference is shown"
    )
    n_tuned = sum(row.is_shown_above for row in tuned[MAIN])
    return [
        "## Do pretrained vectors miss the task's meaning?",
        "",
        "The design's claim is that pretrained vectors carry general meaning but not the task's,"
        " and that embeddings from small random weights take on a structure that the classifier"
        " can use. [Task alignment](../structure.md#the-measures) measures that structure: whether"
        " a word's nearest neighbours speak for the same class, by texts that no embedding was"
        " trained on. It is 0 by chance. With all training texts:",
        "",
        *format_table(heads, rows),
        "",
        "The scale of the start that tuning chose stands in parentheses; alignment depends on it"
        " ([fair tuning](../fairness.md#what-a-starts-scale-does-to-the-space)). A difference whose"
        " interval leaves out zero is bold. Compare spaces of one data set, not data sets.",
        "",
        *_compare_meaning(tables),
        f"- **Embeddings from random weights take on structure**: {_count_learned(tables)}.",
        f"- **{missed}**: random is shown above `{MAIN}` on"
        f" {name_shown(main, above=True)}, and below on {name_shown(main, above=False)}."
        f" The mean difference over {len(main)} data sets is {_format_alignment(pool(main))}, and"
        f" {_format_alignment(pool(differences[VECTORS[1]]))} with `{VECTORS[1]}`.",
        f"- **Fine-tuning adds structure on {n_tuned} of {len(tuned[MAIN])} data sets**, compared"
        f" with the same vectors untrained; the mean difference is"
        f" {_format_alignment(pool(tuned[MAIN]))}.",
        "",
        "![Task alignment of each kind of space](reference/alignment.svg)",
        "",
        *describe_few_texts(tables),
    ]


def _describe_alignment(tables: Tables, dataset: str) -> list[str]:
    cells = []
    n_words = ""
    for kind in ("random-before", "random", "pretrained", "finetuned"):
        row = find_measure(tables, dataset, kind, vectors=MAIN)
        cells.append("" if row is None else f"{format_decimal(row.value)}{_format_scale(row)}")
        n_words = n_words if row is None else f"{row.n:,}"
    differences = [_describe_difference(tables, dataset, vectors=name) for name in VECTORS[:2]]
    return [f"`{dataset}`", n_words, *cells, *differences]


def _describe_difference(
    tables: Tables, dataset: str, *, vectors: str = MAIN, size: int | None = ALL
) -> str:
    """Write the alignment of random less that of pretrained, and the scale of random's start."""
    rows = list_measure_differences(tables, "random", "pretrained", vectors=vectors, size=size)
    row = next((row for row in rows if row.dataset == dataset), None)
    if row is None:
        return ""
    random = find_measure(tables, dataset, "random", vectors=vectors, size=size)
    return f"{_format_alignment_difference(row)}{_format_scale(random)}"


def _format_scale(row: MeasureRow | None) -> str:
    return "" if row is None or row.scale is None else f" (x{row.scale:.2g})"


def _format_alignment_difference(row: Difference) -> str:
    low, high = format_decimal(row.ci_low), format_decimal(row.ci_high)
    text = f"{format_decimal(row.value)} [{low}, {high}]"
    return f"**{text}**" if row.is_shown_above or row.is_shown_below else text


def _format_alignment(pooled: Pooled | None) -> str:
    if pooled is None:
        return "not known"
    low, high = format_decimal(pooled.ci_low), format_decimal(pooled.ci_high)
    return f"{format_decimal(pooled.mean)} [{low}, {high}]"


def _compare_meaning(tables: Tables) -> Iterator[str]:
    """Say whether pretrained vectors carry more general meaning than random ones after training."""
    rows = list_measure_differences(tables, "pretrained", "random", vectors=MAIN, measure=MEANING)
    pooled = pool(rows)
    if pooled is not None:
        yield (
            f"- **Pretrained vectors carry general meaning**: by WordSim-353, a list of pairs that"
            f" people have judged, they are shown above random on {pooled.n_shown_above} of"
            f" {pooled.n} data sets that have enough of its words. The mean difference of the"
            f" correlations is {_format_alignment(pooled)}."
        )


def _count_learned(tables: Tables) -> str:
    rows = list_measure_differences(tables, "random", "random-before", vectors=MAIN)
    n_shown = sum(row.is_shown_above for row in rows)
    return (
        f"random is shown to be above its own start on {n_shown} of {len(rows)} data sets, by"
        f" {_format_alignment(pool(rows))} in the mean"
    )


def describe_few_texts(tables: Tables) -> list[str]:
    """Tell how alignment depends on the number of training texts, where that was measured."""
    samples = sorted({row.train_size for row in tables.structure if row.train_size is not None})
    if not samples:
        return [
            "Spaces are kept for runs on all training texts alone, so this study does not say how"
            " alignment grows with texts.",
        ]  # fmt: skip
    sizes = [*samples, ALL]
    rows = []
    for dataset in tables.list_datasets("mean"):
        cells = [_describe_difference(tables, dataset, size=size) for size in sizes]
        rows += [[f"`{dataset}`", *cells]] if any(cells[:-1]) else []
    pooled = {
        size: pool(
            list_measure_differences(tables, "random", "pretrained", vectors=MAIN, size=size)
        )
        for size in sizes
    }
    titles = {size: "all texts" if size is ALL else f"{size:,} texts" for size in sizes}
    counts = "; ".join(
        f"with {titles[size]} above on {result.n_shown_above} and below on {result.n_shown_below}"
        f" of {result.n}"
        for size, result in pooled.items()
        if result is not None
    )
    means = ["*mean over data sets*", *map(_format_alignment, pooled.values())]
    return [
        "**With few texts.** Random minus pretrained in studies of one sample of so many training"
        " texts each, with the whole dev and test parts"
        " (`python -m benchmarks.reference_structure`):",
        "",
        *format_table(("data set", *titles.values()), [*rows, means]),
        "",
        f"Random is shown {counts}. The words are those of the sample, so they differ between"
        " sizes. One sample of each size is little, and the scale moves alignment as well.",
    ]
