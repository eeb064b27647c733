"""The output of ``embedstudy datasets list`` and ``info``."""

import warnings
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from embedstudy import registry
from embedstudy.cli.output.console import make_text, print_note, print_text
from embedstudy.cli.output.tables import PrintedTable, make_table, print_table
from embedstudy.cli.output.vectors import format_distinct, format_matches
from embedstudy.datasets.built_in import on_disk
from embedstudy.datasets.corpus import SPLITS
from embedstudy.datasets.files.paths import STANDARD_INPUT
from embedstudy.datasets.hub import HUB, is_fetched
from embedstudy.datasets.labels import are_numbers
from embedstudy.errors import EmbedstudyWarning
from embedstudy.storage import data_home

if TYPE_CHECKING:
    from embedstudy.options.data import DataOptions
    from embedstudy.text.tokenizers import Tokenizer

# Classes that are listed one by one. The largest and the smallest stand for more.
LISTED_CLASSES = 12


def list_documents() -> list[dict[str, Any]]:
    """Return all data sets that are known by name as plain data."""
    return [_make_entry_document(name) for name in registry.all_dataset_names()]


def _make_entry_document(name: str) -> dict[str, Any]:
    if name in registry.hub_dataset_names():
        known = registry.hub_dataset(name)
        source = f"Hugging Face hub: {known.hub}"
        return {**asdict(known), "source": source, "on_disk": is_fetched(HUB + known.hub)}
    entry = registry.dataset(name)
    package = entry.package
    index = "npm" if package.filename.endswith(".tgz") else "package index"
    source = f"{index}: {package.project} {package.version}, SHA-256 {package.sha256}"
    return {**asdict(entry), "source": source, "on_disk": on_disk(entry)}


def make_info_document(
    name: str,
    options: "DataOptions",
    tokenizer: "Tokenizer",
    vectors: Sequence[str],
    *,
    progress: bool,
) -> dict[str, Any]:
    """Read a data set, and describe it as plain data."""
    from embedstudy.datasets.catalog import read_dataset
    from embedstudy.study.data.study_datasets import encode_examples
    from embedstudy.study.data.vector_coverage import measure_corpus_coverage
    from embedstudy.text.dataset_statistics import describe
    from embedstudy.vectors.sources import check_name

    for table in vectors:
        check_name(table)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", EmbedstudyWarning)  # the notes are part of what is shown
        corpus = read_dataset(name, options, progress=progress)
    if tokenizer.learner is not None:
        tokenizer = tokenizer.fitted(corpus.train.texts)
    texts = encode_examples(corpus, tokenizer, progress=progress)
    known = name in registry.all_dataset_names()
    title = "standard input" if name in STANDARD_INPUT else corpus.name
    return {
        **(_make_entry_document(name) if known else {"name": title}),
        "reading": corpus.reading,
        "readings": [reading.to_json() for reading in corpus.readings],
        "revision": corpus.revision,
        "standard_split": corpus.standard_split,
        **asdict(describe(corpus, texts, tokenizer)),
        "coverage": [
            {
                "vectors": table,
                **asdict(measure_corpus_coverage(table, corpus, texts, progress=progress)),
            }
            for table in vectors
        ],
    }


def print_list() -> None:
    """Print a table of the built-in data sets."""
    entries = [registry.dataset(name) for name in registry.dataset_names()]
    parts = [p for p in SPLITS if p == "train" or any(p in entry.splits for entry in entries)]
    table = make_table("", ["name"], [*parts, "classes"])
    table.add_columns("split", "licence", "disk")
    for entry in entries:
        sizes = entry.splits or {"train": entry.examples}
        table.add_row(
            entry.name,
            *(f"{sizes[part]:,}" if part in sizes else "" for part in parts),
            str(len(entry.classes)),
            "its own" if entry.splits else "80/10/10",
            entry.licence.partition(";")[0],  # the rest is in info
            "yes" if on_disk(entry) else "",
        )
    print_table(table)
    print_table(_make_hub_table())
    print_note(
        f"disk: in {data_home()}. A tenth of train serves as dev if there is no dev part. Any CSV, "
        "TSV, JSONL, Parquet or fastText file, a folder of folders of .txt, and hf:owner/name work "
        "as names too."
    )


def _make_hub_table() -> PrintedTable:
    table = make_table("", ["name"], SPLITS)
    table.add_columns("on the Hugging Face hub (extra: hub)")
    for entry in map(registry.hub_dataset, registry.hub_dataset_names()):
        sizes = (f"{entry.splits[part]:,}" if part in entry.splits else "" for part in SPLITS)
        table.add_row(entry.name, *sizes, entry.hub)
    return table


def print_info(document: dict[str, Any]) -> None:
    """Print the description of a data set."""
    title = document.get("title")
    print_text(f"{document['name']}: {title}" if title else document["name"], "bold")
    for key in ("citation", "origin", "licence", "source", "revision", "protocol"):
        if document.get(key):
            print_text(f"{key:<9} {document[key]}")
    if document["reading"]:
        print_text(document["reading"])
    split = "its own" if document["standard_split"] else "made here, by a fixed seed"
    print_text(f"{'split':<9} {split}")
    print_text(f"{'tokenizer':<9} {document['tokenizer']}")
    print_tables(document)
    _print_words(document)
    _print_repeats(document["repeats"])
    for note in document["notes"]:
        print_text(f"note: {note}", "yellow")


def print_tables(document: dict[str, Any]) -> None:
    """Print the lengths of the texts of each part, and the texts of each class."""
    print_table(_make_parts_table(document))
    print_table(_make_classes_table(document))


def _make_parts_table(document: dict[str, Any]) -> PrintedTable:
    headings = ("texts", "least", "median", "mean", "95 %", "most", "none")
    table = make_table("tokens in a text", ["part"], headings)
    for part, lengths in document["lengths"].items():
        table.add_row(
            part,
            f"{sum(document['classes'][part].values()):,}",
            f"{lengths['least']:,}",
            f"{lengths['median']:,.0f}",
            f"{lengths['mean']:,.1f}",
            f"{lengths['p95']:,.0f}",
            f"{lengths['most']:,}",
            f"{document['wordless'][part]:,}",
        )
    return table


def _make_classes_table(document: dict[str, Any]) -> PrintedTable:
    by_part = document["classes"]
    names = list(by_part["train"])
    left_out = len(names) - LISTED_CLASSES
    if left_out > 0 or not are_numbers(names):
        names.sort(key=lambda name: -by_part["train"][name])
    shown = names if left_out <= 0 else [*names[: LISTED_CLASSES - 3], *names[-3:]]
    title = f"texts of {len(names)} classes"
    if left_out > 0:
        title += f", the largest and the smallest ({left_out} more are not shown)"
    table = make_table(title, ["class"], [*SPLITS, "of train"])
    total = sum(by_part["train"].values())
    for name in shown:
        share = by_part["train"][name] / total
        table.add_row(
            make_text(name), *(f"{by_part[part][name]:,}" for part in SPLITS), f"{share:.1%}"
        )
    return table


def _print_words(document: dict[str, Any]) -> None:
    print_text(
        f"words: {document['words']:,} different ones in {document['tokens']:,} running words of "
        f"train, {document['once']:,} of them once; {document['unseen']:.1%} of test's running "
        "words are not in train"
    )
    dropped = document["dropped"]
    commonest = "  ".join(f"{sign} {n:,}" for sign, n in dropped["commonest"].items())
    print_text(
        f"characters in no token: {dropped['share']:.1%} of those of {dropped['texts']:,} texts of "
        f"train{commonest and f'; the commonest: {commonest}'}"
    )
    for coverage in document["coverage"]:
        matches = format_matches(coverage)
        print_text(
            f"{coverage['vectors']} knows {coverage['types_known']:.1%} of the words of train and "
            f"{coverage['tokens_known']:.1%} of its running words{matches and f' ({matches})'}"
            f"{_format_ngrams(coverage)}; {format_distinct(coverage)}; most frequent without a "
            f"vector: {', '.join(coverage['without_vector'][:10]) or 'none'}"
        )


def _format_ngrams(coverage: dict[str, Any]) -> str:
    if not coverage.get("from_ngrams"):
        return ""
    return (
        f", and makes vectors for {coverage['types_from_ngrams']:.1%} and "
        f"{coverage['tokens_from_ngrams']:.1%} from n-grams of characters"
    )


def _print_repeats(repeats: dict[str, Any]) -> None:
    counts = {f"within {part}": n for part, n in repeats["within"].items()} | repeats["across"]
    places = ", ".join(f"{count:,} {place}" for place, count in counts.items() if count)
    print_text(f"texts that occur again, word for word: {places or 'none'}")
    if repeats["other_label"]:
        print_text(f"texts that occur with more than one label: {repeats['other_label']:,}")
