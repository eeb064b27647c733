"""The page "Do I need pretrained vectors?": one figure and five sentences, from the tables."""

from benchmarks.reference import VECTORS
from benchmarks.reference_study.figures import MAIN
from benchmarks.reference_study.over_datasets import Pooled, pool
from benchmarks.reference_study.questions import find_crossings, list_differences
from benchmarks.reference_study.tables import Tables
from benchmarks.reference_study.wording import (
    format_crossing,
    format_median,
    format_pooled,
    format_table,
    judge,
    list_names,
)
from embedstudy.report.formatting import format_percent


def write_short_page(tables: Tables) -> str:
    """Return the page in Markdown."""
    missing = [row.dataset for row in tables.studies
               if row.encoder == "mean" and not row.is_finished]  # fmt: skip
    note = [f"*Not finished yet, and not shown: {list_names(missing)}.*", ""] if missing else []
    lines = [
        "# Do I need pretrained vectors?",
        "",
        '<picture><source media="(max-width: 600px)" srcset="results/reference/curves-narrow.svg">'
        '<img src="results/reference/curves.svg" alt="Test accuracy against the number of training'
        f" texts on {len(tables.list_datasets('mean'))} data sets, for random, frozen and"
        ' fine-tuned embeddings and the best TF-IDF baseline"></picture>',
        "",
        f"*Test accuracy with `{MAIN}` and the encoder `mean`. A dotted line is where random"
        " overtakes frozen for good. Bands are 95 % intervals over seeds and texts.*",
        "",
        *note,
        *(f"{number}. {sentence}" for number, sentence in enumerate(_list_sentences(tables), 1)),
        "",
        "Brackets are 95 % intervals over data sets; an open end is three dots. The"
        " [reference study](results/reference.md) has each data set, the tests and the cautions.",
        "",
        "## For your own texts",
        "",
        "The data sets differ more than any rule says, so ask your own:",
        "",
        "```",
        "embedstudy compare tickets.csv --train-sizes 100,300,1000,all",
        "```",
        "",
        "With `--forecast` it also says what more labels would bring, and with how many texts"
        " random would overtake. `embedstudy forecast runs/tickets --at 10000` asks for other sizes"
        " later ([With more texts](forecast.md)).",
        "",
        "The verdict and `crossovers.csv` say at what size the curves of your texts cross. For the"
        " data sets above:",
        "",
        "| data set | training texts | words a text | random overtakes frozen at (texts) |",
        "|---|---|---|---|",
        *_list_rows(tables),
        "",
        "## What was not tried",
        "",
        "- Contextual models such as BERT, which may do better than all of these.",
        "- Larger tables of vectors, such as those with 300 dimensions.",
        "- Other languages than English, but for one data set in Slovene (`slo-opinion`), of whose"
        " words the English vectors know few.",
        "- Other classifiers than an average of word vectors, and a convolutional network on short"
        " texts.",
    ]
    return "\n".join(lines) + "\n"


def _list_rows(tables: Tables) -> list[str]:
    crossings = find_crossings(tables, "frozen", vectors=MAIN)
    rows = []
    for dataset in tables.list_datasets("mean"):
        study = tables.find_study("mean", dataset)
        row = crossings.rows.get(dataset) if crossings else None
        rows.append([f"`{dataset}`", f"{study.train:,}", f"{study.tokens_per_text:.0f}",
                     format_crossing(row)])  # fmt: skip
    return format_table(("",) * 4, rows)[2:]


def _pool(
    tables: Tables, a: str, b: str, size: int | None = None, vectors: str = MAIN
) -> Pooled | None:
    return pool(list_differences(tables, a, b, vectors=vectors, size=size))


def _list_sentences(tables: Tables) -> list[str]:
    return [
        *_say_all_texts(tables),
        *_say_few_texts(tables),
        *_say_crossing(tables),
        *_say_frozen_or_tuned(tables),
        *_say_baseline(tables),
    ]


def _say_all_texts(tables: Tables) -> list[str]:
    pooled = _pool(tables, "finetuned", "random")
    if pooled is None:
        return []
    answer = judge(pooled, "they help a little", "they harm", "no gain is shown")
    sizes = [tables.find_study("mean", name).train or 0 for name in tables.list_datasets("mean")]
    return [
        f"**With all labelled texts ({min(sizes):,} to {max(sizes):,}) {answer}**: fine-tuned minus"
        f" random is {format_pooled(pooled)} points in the mean over {pooled.n} data sets."
        f" Taken one by one, {pooled.n_shown_above} show a gain and {pooled.n_shown_below} a loss."
        f" A true mean of {format_percent(pooled.detectable)} points would show with a chance of"
        " 80 %."
    ]


def _say_few_texts(tables: Tables) -> list[str]:
    in_domain = VECTORS[2]
    gains = {name: _pool(tables, "finetuned", "random", 100, name) for name in (MAIN, in_domain)}
    glove, word2vec = gains[MAIN], gains[in_domain]
    if glove is None or word2vec is None:
        return []
    helping = [
        name
        for name, pooled in (("GloVe", glove), ("Word2vec of your own texts", word2vec))
        if pooled.ci_low > 0
    ]
    answer = {
        0: "they may help, and it depends on the texts",
        1: f"{helping[0] if helping else ''} helps",
        2: "they help",
    }[len(helping)]
    return [
        f"**With 100 labelled texts {answer}**: fine-tuned GloVe gains {format_pooled(glove)}"
        " points on random, and Word2vec trained on all texts, most of them unlabelled,"
        f" {format_pooled(word2vec)}."
    ]


def _say_crossing(tables: Tables) -> list[str]:
    crossings = find_crossings(tables, "frozen", vectors=MAIN)
    if crossings is None:
        return []
    n_crossed = crossings.n_always + crossings.n_crossing
    texts = format_median(crossings.texts, "texts")
    words = format_median(crossings.tokens, "running words")
    return [
        f"**A random start overtakes frozen vectors on {n_crossed} of {len(crossings.rows)} data"
        f" sets**. The median size over all data sets is {texts}, or {words}."
    ]


def _say_frozen_or_tuned(tables: Tables) -> list[str]:
    few, full = (_pool(tables, "finetuned", "frozen", size) for size in (100, None))
    if few is None or full is None:
        return []
    answer = judge(full, "fine-tune them", "leave them frozen", "fine-tuning is no certain gain")
    return [
        f"**If you use vectors, {answer}**: fine-tuned minus frozen is {format_pooled(full)} points"
        f" with all texts, and {format_pooled(few)} with 100."
    ]


def _say_baseline(tables: Tables) -> list[str]:
    few, full = (_pool(tables, "baseline", "finetuned", size) for size in (100, None))
    if few is None or full is None:
        return []
    answer = judge(
        full,
        "does better than fine-tuned vectors",
        "does worse than fine-tuned vectors",
        "is not shown to be beaten",
    )
    return [
        f"**TF-IDF with a linear classifier {answer}**: TF-IDF minus fine-tuned is"
        f" {format_pooled(full)} points with all texts (ahead on {full.n_above} of {full.n} data"
        f" sets), and {format_pooled(few)} with 100."
    ]
