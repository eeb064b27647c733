"""The page of the reference study: every number comes from its tables."""

from collections.abc import Iterator, Mapping, Sequence
from statistics import geometric_mean

from benchmarks.reference import ENCODERS, SHORT, VECTORS
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
    FAMILIES,
    MEANING,
    find_accuracy,
    find_crossings,
    find_measure,
    find_place,
    list_differences,
    list_measure_differences,
    list_vector_differences,
    measure_spread,
    rank_strategies,
)
from benchmarks.reference_study.tables import CostRow, MeasureRow, StudyRow, Tables
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
from embedstudy.report.formatting import (
    format_decimal,
    format_p_value,
    format_percent,
    format_time,
)
from embedstudy.strategies import USUAL, speak_strategy

BASELINE = "baseline"
POOLED_HEADS = (
    "ahead", "shown ahead, behind", "mean difference [95 %]", "new data set [95 %]",
    "p (Wilcoxon, Holm)", "detectable",
)  # fmt: skip


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
        lines += [f"In {names} a run failed; its cell is left out.", ""]
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


def add_costs(tables: Tables) -> list[str]:
    heads = ("data set", *(f"{name}: run" for name in USUAL), "baseline: run",
             *(f"{name}: tuning" for name in USUAL), "baseline: tuning")  # fmt: skip
    rows = []
    ratios: dict[str, list[float]] = {"frozen": [], "finetuned": []}
    for dataset in tables.list_datasets("mean"):
        costs = [_find_cost(tables, dataset, name) for name in (*USUAL, BASELINE)]
        runs = ["" if cost is None else format_time(cost.run) for cost in costs]
        tunings = [_format_tuning(cost) for cost in costs]
        rows.append([f"`{dataset}`", *runs, *tunings])
        random = costs[0]
        for name, cost in zip(USUAL, costs, strict=False):
            if name in ratios and cost is not None and random is not None:
                ratios[name].append(random.run / cost.run)
    if not rows:
        return []
    times = {name: geometric_mean(values) for name, values in ratios.items() if values}
    return [
        "## What it costs",
        "",
        f"With `{MAIN}`, the encoder `mean` and all training texts: the fastest run of the seeds,"
        " and all trials of tuning together (their number in parentheses).",
        "",
        *format_table(heads, rows),
        "",
        f"A run of random takes {times.get('frozen', 0):.1f} times as long as one of frozen, and"
        f" {times.get('finetuned', 0):.1f} times as long as one of fine-tuned (geometric means)."
        " Frozen vectors under `mean` leave a linear classifier alone, which is solved rather than"
        " trained. The machine did other work at the same time, so compare strategies rather than"
        " seconds. The training of `train:word2vec` is not timed.",
    ]


def _find_cost(tables: Tables, dataset: str, strategy: str) -> CostRow | None:
    name = tables.find_study("mean", dataset).baseline if strategy == BASELINE else strategy
    for row in tables.costs:
        is_it = (row.encoder, row.dataset, row.strategy) == ("mean", dataset, name)
        if is_it and row.vectors in ("", MAIN):
            return row
    return None


def _format_tuning(cost: CostRow | None) -> str:
    if cost is None or cost.tuning is None:
        return ""
    return f"{format_time(cost.tuning)} ({cost.trials})"


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
        f" A run of random with all texts takes {slower:.0f} times as long as with `mean`.",
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
