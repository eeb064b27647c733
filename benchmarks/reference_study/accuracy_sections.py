"""The sections on accuracy: who wins, from what size on, and by how much."""

from collections.abc import Iterator, Mapping, Sequence
from statistics import geometric_mean

from benchmarks.reference import VECTORS
from benchmarks.reference_study.figures import MAIN, RANKED, SIZES
from benchmarks.reference_study.over_datasets import (
    Difference,
    Pooled,
    adjust,
    average_families,
    pool,
)
from benchmarks.reference_study.questions import (
    ALL,
    BASELINE,
    FAMILIES,
    find_accuracy,
    find_crossings,
    find_place,
    list_differences,
    list_vector_differences,
    measure_spread,
    rank_strategies,
)
from benchmarks.reference_study.tables import Tables
from benchmarks.reference_study.wording import (
    format_crossing,
    format_difference,
    format_median,
    format_points,
    format_pooled,
    format_table,
    judge,
    list_names,
    name_shown,
)
from embedstudy.report.formatting import format_p_value, format_percent
from embedstudy.strategies import USUAL, speak_strategy

POOLED_HEADS = (
    "ahead", "shown ahead, behind", "mean difference [95 %]", "new data set [95 %]",
    "p (Wilcoxon, Holm)", "detectable",
)  # fmt: skip


def ask_whether_frozen_wins(tables: Tables) -> list[str]:
    pairs = {vectors: list_differences(tables, "frozen", "random", vectors=vectors)
             for vectors in VECTORS}  # fmt: skip
    wins = count_wins(tables)
    pooled = pool(pairs[MAIN])
    sentence = judge(
        pooled, "is better than random", "is worse than random", "is not told apart from random"
    )
    return [
        "## Does frozen ever win with all texts?",
        "",
        f"On {len(pairs[MAIN])} data sets with all their training texts, frozen `{MAIN}` {sentence}"
        f" in the mean over data sets: {format_pooled(pooled)} points. It is shown to be ahead on"
        f" {name_shown(pairs[MAIN], above=True)}, and behind on"
        f" {name_shown(pairs[MAIN], above=False)}. {wins}",
        "",
        *format_pooled_table(("vectors",), {(name,): rows for name, rows in pairs.items()}),
        "",
        "*Ahead*: data sets on which the difference is positive. *Shown*: those on which its own"
        " interval leaves out zero. *Detectable*: the mean difference, in points, that would be"
        " found four times in five. *New data set* and p are explained"
        " [below](#what-this-can-and-cannot-show).",
        "",
        *_check_families(pairs[MAIN]),
        "![Frozen minus random on each data set, with 100, 1,000 and all texts]"
        "(reference/frozen-random.svg)",
        "",
        f"*Frozen minus random, `{MAIN}`, with 95 % intervals; the diamond is the mean over data"
        " sets.*",
    ]


def count_wins(tables: Tables) -> str:
    """Say on how many data sets frozen has the highest mean accuracy of all with all texts."""
    winners = []
    datasets = tables.list_datasets("mean")
    for dataset in datasets:
        scores = {
            (name, vectors): find_accuracy(tables, dataset, name, vectors=vectors) or 0
            for vectors in VECTORS
            for name in (*USUAL, BASELINE)
        }
        best = max(scores, key=lambda key: scores[key])
        winners += [dataset] if best[0] == "frozen" else []
    return (
        f"Frozen vectors have the highest mean accuracy of all strategies, tables and baselines on"
        f" {len(winners)} of {len(datasets)} data sets"
        f"{f' ({list_names(winners)})' if winners else ''}."
    )


def format_pooled_table(
    heads: tuple[str, ...], rows: Mapping[tuple[str, ...], list[Difference]]
) -> list[str]:
    """Return a table with a row for each list of differences; p is adjusted over the rows.

    Parameters
    ----------
    heads : tuple of str
        Of the first columns.
    rows : mapping of tuple of str to list of Difference
        By the cells of the first columns.
    """
    pooled = {name: pool(differences) for name, differences in rows.items()}
    known = {name: result for name, result in pooled.items() if result is not None}
    adjusted = dict(zip(known, adjust([r.p_wilcoxon for r in known.values()]), strict=True))
    cells = [
        [*name, *_format_pooled_cells(result, adjusted[name])] for name, result in known.items()
    ]
    return format_table((*heads, *POOLED_HEADS), cells) if cells else ["Too few data sets."]


def _format_pooled_cells(pooled: Pooled, p_value: float) -> list[str]:
    new = ""
    if pooled.new_low is not None and pooled.new_high is not None:
        new = f"{format_points(pooled.new_low)} to {format_points(pooled.new_high)}"
    return [
        f"{pooled.n_above} of {pooled.n}", f"{pooled.n_shown_above}, {pooled.n_shown_below}",
        format_pooled(pooled), new, format_p_value(p_value),
        format_percent(pooled.detectable),
    ]  # fmt: skip


def _check_families(differences: Sequence[Difference]) -> Iterator[str]:
    """Give the pooled difference with data sets of one source as one, where there are any."""
    averaged = average_families(differences, FAMILIES)
    if len(averaged) < len(differences):
        related = [
            list_names(row.dataset for row in differences if FAMILIES.get(row.dataset) == family)
            for family in dict.fromkeys(FAMILIES.values())
            if sum(FAMILIES.get(row.dataset) == family for row in differences) > 1
        ]
        yield (
            f"With data sets of one source as one ({'; '.join(related)}) the mean difference is"
            f" {format_pooled(pool(averaged))} over {len(averaged)}."
        )
        yield ""


def ask_when_random_overtakes(tables: Tables) -> list[str]:
    heads = ["data set", *(f"frozen `{name}`" for name in VECTORS), f"finetuned `{MAIN}`",
             "best baseline"]  # fmt: skip
    places = [*(("frozen", name) for name in VECTORS), ("finetuned", MAIN), (BASELINE, MAIN)]
    columns = [find_crossings(tables, name, vectors=vectors) for name, vectors in places]
    rows = [
        [f"`{dataset}`", *(format_crossing(column.rows.get(dataset)) if column else ""
                           for column in columns)]
        for dataset in tables.list_datasets("mean")
    ]  # fmt: skip
    few = {
        key: differences
        for key, differences in list_at_sizes(tables, "frozen", "random").items()
        if SIZES[key[1]] is not ALL
    }
    return [
        "## From what size does random overtake?",
        "",
        "The number of training texts from which random is ahead for good, with its 95 % interval:",
        "",
        *format_table(heads, rows),
        "",
        "Three dots are an end beyond the sizes that were tried. *From the start*: ahead at every"
        " size. *Not yet*: behind with all texts. *Level*: equal with all texts.",
        "",
        *(_summarize_crossings(tables, name, vectors) for name, vectors in places),
        "",
        *_compare_units(tables),
        "",
        "![The size at which random overtakes frozen, on each data set](reference/crossings.svg)",
        "",
        "*Arrows point to where the crossing or the end of its interval lies beyond the sizes.*",
        "",
        "Frozen minus random with fewer texts, over data sets:",
        "",
        *format_pooled_table(("vectors", "trained on"), few),
    ]


def _summarize_crossings(tables: Tables, strategy: str, vectors: str) -> str:
    crossings = find_crossings(tables, strategy, vectors=vectors)
    if crossings is None:
        return ""
    n = len(crossings.rows)
    rival = "the best baseline" if strategy == BASELINE else speak_strategy(strategy, vectors)
    by = format_median(crossings.texts, "texts")
    words = format_median(crossings.tokens, "running words")
    return (
        f"- **Random against {rival}**: ahead from the start on {crossings.n_always} of {n}, from"
        f" some size on {crossings.n_crossing}, not yet on {crossings.n_never}. Half of the data"
        f" sets are past the crossing by {by}, or {words}."
    )


def _compare_units(tables: Tables) -> Iterator[str]:
    crossings = find_crossings(tables, "frozen", vectors=MAIN)
    if crossings is None:
        return
    places = {name: find_place(row) for name, row in crossings.rows.items()}
    lengths = {name: tables.find_study("mean", name).tokens_per_text for name in places}
    texts = measure_spread(places.values())
    words = measure_spread(place * lengths[name] for name, place in places.items())
    if texts is not None and words is not None:
        yield (
            f"The {crossings.n_crossing} crossings with frozen `{MAIN}` lie within a factor of"
            f" {texts:.1f} in texts and of {words:.1f} in running words."
        )


def list_at_sizes(tables: Tables, a: str, b: str) -> dict[tuple[str, str], list[Difference]]:
    """List a difference of two strategies by vectors and size."""
    return {
        (vectors, title): list_differences(tables, a, b, vectors=vectors, size=size)
        for vectors in VECTORS
        for title, size in SIZES.items()
    }


def ask_what_tuning_gains(tables: Tables) -> list[str]:
    rows = list_at_sizes(tables, "finetuned", "random")
    main = {title: rows[MAIN, title] for title in SIZES}
    gains = ", ".join(f"{format_pooled(pool(d))} with {title}" for title, d in main.items())
    verdict = judge(
        pool(main["all texts"]), "Fine-tuning beats random with all texts",
        "Fine-tuning is behind random with all texts",
        "With all texts fine-tuning is not told apart from random",
    )  # fmt: skip
    return [
        "## Does fine-tuning beat random, and by how much?",
        "",
        f"{verdict}. Fine-tuned `{MAIN}` minus random is {gains}, in points and in the mean over"
        " data sets.",
        "",
        *format_pooled_table(("vectors", "trained on"), rows),
        "",
        *_check_families(main["all texts"]),
        "![Fine-tuned minus random on each data set](reference/finetuned-random.svg)",
        "",
        f"*Fine-tuned minus random, `{MAIN}`, with 95 % intervals.*",
        "",
        "Fine-tuned minus the same vectors frozen:",
        "",
        *format_pooled_table(
            ("vectors", "trained on"), list_at_sizes(tables, "finetuned", "frozen")
        ),
    ]


def ask_what_tables_change(tables: Tables) -> list[str]:
    larger, in_domain = VECTORS[1:]
    rows = {
        (strategy, vectors, title): list_vector_differences(
            tables, strategy, vectors=vectors, size=size
        )
        for vectors in (larger, in_domain)
        for strategy in ("frozen", "finetuned", "random")
        for title, size in SIZES.items()
    }
    full = {
        vectors: pool(list_vector_differences(tables, "finetuned", vectors=vectors))
        for vectors in (larger, in_domain)
    }
    sentences = [
        f"With all texts fine-tuned `{vectors}` "
        + judge(pooled, "is better than", "is worse than", "is not told apart from")
        + f" fine-tuned `{MAIN}`: {format_pooled(pooled)} points."
        for vectors, pooled in full.items()
        if pooled is not None
    ]
    return [
        "## Does a larger or a better table change that?",
        "",
        " ".join(sentences),
        "",
        f"Differences to the same strategy with `{MAIN}`, on the same test texts:",
        "",
        *format_pooled_table(("strategy", "vectors", "trained on"), rows),
        "",
        "`random` has no table. It has the number of dimensions of the vectors, so its rows say"
        f" what 100 dimensions add. With `{in_domain}` it has 50 and is the same as with `{MAIN}`.",
    ]


def rank_all(tables: Tables) -> list[str]:
    rows = []
    for title, size in SIZES.items():
        ranking = rank_strategies(tables, RANKED, vectors=MAIN, size=size)
        if ranking is not None:
            shown = [f"{a} and {b}" for (a, b), p in ranking.p_nemenyi.items() if p < 0.05]
            rows.append([
                title, f"{ranking.n}", *(f"{ranking.ranks[name]:.1f}" for name in RANKED),
                format_p_value(ranking.p_friedman), f"{ranking.critical_difference:.1f}",
                "; ".join(shown) or "none",
            ])  # fmt: skip
    if not rows:
        return []
    heads = ("train size", "data sets", *RANKED, "p (Friedman)", "critical difference",
             "shown to differ (Nemenyi)")  # fmt: skip
    return [
        "## All strategies together",
        "",
        f"Mean ranks over data sets with `{MAIN}`, 1 is the best (Friedman's test, then Nemenyi's;"
        " Demšar 2006):",
        "",
        *format_table(heads, rows),
        "",
        "![Critical-difference diagrams at three sizes](reference/ranks.svg)",
        "",
        "*Bars join strategies that are not shown to differ.*",
    ]


def add_convolutions(tables: Tables) -> list[str]:
    datasets = tables.list_datasets("cnn")
    if not datasets:
        return []
    rows = []
    for dataset in datasets:
        cells = []
        for a, b in (("frozen", "random"), ("finetuned", "random")):
            for size in SIZES.values():
                differences = list_differences(tables, a, b, vectors=MAIN, size=size, encoder="cnn")
                row = next((row for row in differences if row.dataset == dataset), None)
                cells.append("" if row is None else format_difference(row))
        rows.append([f"`{dataset}`", *cells])
    heads = ("data set", *(f"{a} − random, {title}" for a in ("frozen", "finetuned")
                           for title in SIZES))  # fmt: skip
    crossings = find_crossings(tables, "frozen", vectors=MAIN, encoder="cnn")
    rows_by_name = crossings.rows if crossings else {}
    sizes = [f"`{name}` {format_crossing(row)}" for name, row in rows_by_name.items()]
    smallest = 2.0 ** (1 - len(datasets))
    slower = geometric_mean([_compare_encoders(tables, dataset) for dataset in datasets])
    return [
        "## With a convolutional encoder",
        "",
        f"`cnn` was run on {len(datasets)} data sets with short texts, with `{MAIN}` here:",
        "",
        *format_table(heads, rows),
        "",
        f"Random overtakes frozen at: {'; '.join(sizes)}.",
        f"With {len(datasets)} data sets no test over data sets can reach p < {smallest:.3g}."
        f" A run of random with all texts took {slower:.0f} times as long as with `mean`; the"
        " machine did other work at the same time.",
        "",
        "![Accuracy against train size with the encoder cnn](reference/curves-cnn.svg)",
    ]


def _compare_encoders(tables: Tables, dataset: str) -> float:
    """Return how many times as long a run of random takes with cnn as with mean."""
    seconds = {
        row.encoder: row.run
        for row in tables.costs
        if (row.dataset, row.vectors, row.strategy) == (dataset, MAIN, "random")
    }
    return seconds.get("cnn", 1.0) / seconds.get("mean", 1.0)
