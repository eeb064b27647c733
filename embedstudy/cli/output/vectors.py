"""The output of ``embedstudy vectors``."""

import re
import warnings
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from embedstudy import registry
from embedstudy.cli.output.console import (
    find_width,
    make_text,
    print_note,
    print_text,
)
from embedstudy.cli.output.tables import make_table, print_table
from embedstudy.cli.output.wrapping import wrap_prose
from embedstudy.errors import EmbedstudyWarning
from embedstudy.fetch.verified import read_pin
from embedstudy.registry import Source, VectorsEntry
from embedstudy.storage import data_home
from embedstudy.vectors.sources import list_source_files, on_disk
from embedstudy.wording import counted

if TYPE_CHECKING:
    from embedstudy.options.text import TextOptions
    from embedstudy.options.vectors import VectorOptions
    from embedstudy.vectors.evaluation import EvaluationRow
    from embedstudy.vectors.word_vectors import WordVectors

_FROM = {"wheel": "pip", "whole-wheel": "pip", "web": "web", "npm": "npm"}
_TABLE_WIDTH = 80  # in a narrower terminal, names and numbers are cut


def list_documents() -> list[dict[str, Any]]:
    """Return all vectors as plain data."""
    return [_make_entry_document(registry.vectors(name)) for name in registry.vectors_names()]


def make_info_document(
    name: str, options: "VectorOptions", dataset: str | None, text: "TextOptions"
) -> dict[str, Any]:
    """Describe some vectors as plain data.

    Reads a file or address, and a name that is on disk.

    Parameters
    ----------
    name : str
    options : VectorOptions
    dataset : str or None
        A data set to measure coverage on.
    text : TextOptions
        The tokenizer of the data set.
    """
    coverage = {}
    if dataset is not None:
        from embedstudy.study.data.vector_coverage import measure_coverage

        coverage = {"against": asdict(measure_coverage(name, dataset, options, text))}
    if name not in registry.vectors_names():
        return {"name": name, **_describe_file(name, options), **coverage}
    document = _make_entry_document(registry.vectors(name))
    if document["on_disk"]:
        facts = _describe_file(name, options)
        shown = ("notes", "reading", "mean_norm", "distinct_vectors")
        document |= {key: facts[key] for key in shown if key in facts}
    return {**document, **coverage}


def _describe_file(name: str, options: "VectorOptions") -> dict[str, Any]:
    from embedstudy.vectors.formats.read_table import describe_file
    from embedstudy.vectors.loading import describe_reading
    from embedstudy.vectors.sources import locate

    file = locate(name)
    facts = describe_file(file)
    if facts is not None:
        reading = describe_reading(file, ())
        return {**asdict(facts), "notes": list(facts.notes), "reading": reading}
    table = _read(name, options)
    from embedstudy.vectors.coverage import count_distinct

    return {
        "words_count": len(table),
        "dim": table.dim,
        "mean_norm": float(f"{table.mean_norm:.6g}"),
        "distinct_vectors": count_distinct(table.matrix),
        "notes": list(table.notes),
        "reading": table.reading,
    }


def _read(name: str, options: "VectorOptions") -> "WordVectors":
    from embedstudy.vectors.catalog import read_vectors

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", EmbedstudyWarning)  # the notes are part of what is shown
        return read_vectors(name, None, options)


def _print_coverage(name: str, coverage: dict[str, Any]) -> None:
    print_text(
        f"{name} knows {coverage['types_known']:.1%} of the {coverage['words']:,} words of the "
        f"training part of {coverage['dataset']} and {coverage['tokens_known']:.1%} of its "
        f"{coverage['tokens']:,} running words; {format_distinct(coverage)}"
    )
    if matches := format_matches(coverage):
        print_text(f"found {matches}")
    if coverage.get("from_ngrams"):
        print_text(
            f"n-grams of characters make vectors for {coverage['types_from_ngrams']:.1%} of the "
            f"words and {coverage['tokens_from_ngrams']:.1%} of the running words, most often for: "
            + ", ".join(coverage["from_ngrams"])
        )
    if coverage["without_vector"]:
        words = ", ".join(coverage["without_vector"])
        print_text(f"most frequent without a vector: {words}")


def format_distinct(coverage: dict[str, Any]) -> str:
    """Return how many distinct vectors the known words of a data set have."""
    distinct = counted(coverage["distinct_vectors"], "distinct vector")
    return f"its {coverage['words_known']:,} known words have {distinct}"


_MATCHES = {
    "case": "in another case",
    "spelling": "in another spelling",
    "digits": "with # for each digit",
}


def format_matches(coverage: dict[str, Any]) -> str:
    """Return how many words a table has in other forms; empty if it has all as they are."""
    matches = coverage.get("matches", {})
    parts = [f"{matches[how]:,} {form}" for how, form in _MATCHES.items() if matches.get(how)]
    if matches.get("left_out"):
        rows = counted(matches["left_out"], "row")
        parts.append(f"{rows} left out: another row has the same word in another spelling")
    return ", ".join(parts)


def _make_entry_document(entry: VectorsEntry) -> dict[str, Any]:
    facts = {key: value for key, value in asdict(entry).items() if key != "sources"}
    sources = [
        {
            "place": source.place,
            **asdict(source),
            "on_disk": [
                {
                    "path": str(path),
                    "size": path.stat().st_size if path.is_file() else None,
                    "sha256_when_first_seen": read_pin(path) or None,
                }
                for path in list_source_files(source)
            ],
        }
        for source in entry.sources
    ]
    size, is_here = entry.sources[0].size or None, on_disk(entry) is not None
    return {**facts, "size": size, "on_disk": is_here, "sources": sources}


def print_list() -> None:
    """Print a table of all vectors, or a list of them in a narrow terminal."""
    entries = [registry.vectors(name) for name in registry.vectors_names()]
    if find_width() < _TABLE_WIDTH:
        for entry in entries:
            print_text(entry.name, "bold")
            for line in wrap_prose(make_text(_format_sentence(entry)), find_width() - 2):
                print_text(f"  {line.plain}")
    else:
        table = make_table("", ["name", "kind"], ["dim", "words", "size"])
        table.gap = 1
        table.add_columns("licence", "from", "disk")
        for entry in entries:
            table.add_row(entry.name, *_list_facts(entry).values())
        print_table(table)
    print_note(
        f"disk: in {data_home()}. size: of the download. Any https address or file works as a "
        "name too."
    )


def _format_sentence(entry: VectorsEntry) -> str:
    facts = _list_facts(entry)
    parts = [
        facts["kind"],
        f"{facts['dim']} dimensions",
        f"{facts['words']} words",
        facts["size"],
        facts["licence"],
        f"from {facts['from']}",
        facts["disk"] and "on disk",
    ]
    return ", ".join(filter(None, parts))


def _list_facts(entry: VectorsEntry) -> dict[str, str]:
    return {
        "kind": entry.kind,
        "dim": str(entry.dim),
        "words": _format_count(entry.words_count),
        "size": _format_size(entry.sources[0].size).replace(" ", ""),
        # Versions are in info.
        "licence": re.sub(r"(CC [A-Z-]+) .*|;.*", r"\1", entry.licence),
        "from": ",".join(dict.fromkeys(_FROM[source.type] for source in entry.sources)),
        "disk": "yes" if on_disk(entry) else "",
    }


def print_info(document: dict[str, Any]) -> None:
    """Print the description of some vectors."""
    title = document.get("title")
    print_text(f"{document['name']}: {title}" if title else document["name"], "bold")
    words = f"{document['words_count']:,} x {document['dim']} dimensions"
    facts = {**document, "words": words}
    for key in ("kind", "words", "licence", "citation"):
        if key in facts:
            print_text(f"{key:<9} {facts[key]}")
    if "mean_norm" in document:
        print_text(f"{'length':<9} {document['mean_norm']:.4g} on average")
    if "distinct_vectors" in document:
        print_text(f"{'distinct':<9} {counted(document['distinct_vectors'], 'vector')}")
    for line in _list_remarks(document):
        print_text(line)
    if "sources" in document:
        print_text("sources, tried in this order:")
        for number, source in enumerate(registry.vectors(document["name"]).sources, start=1):
            print_text(f"{number:>2}. {source.place}")
            for line in _list_source_lines(source):
                print_text(f"    {line}")
    if "against" in document:
        _print_coverage(document["name"], document["against"])


def _list_remarks(document: dict[str, Any]) -> list[str]:
    reading = document.get("reading")
    notes = [f"note      {note}" for note in document.get("notes", ())]
    return [reading, *notes] if reading else notes


def _list_source_lines(source: Source) -> list[str]:
    lines = [f"{_format_size(source.size) or 'size not known'} to download"]
    for path, digest in zip(list_source_files(source), _list_hashes(source), strict=True):
        digest = digest or (f"SHA-256 {read_pin(path)} (when first seen)" if read_pin(path) else "")
        lines.append(
            digest
            or "no hash is known: the first download is trusted, and later ones must equal it"
        )
        status = (
            f"on disk, {_format_size(path.stat().st_size)}" if path.is_file() else "not on disk"
        )
        lines.append(f"{status}: {path}")
    return lines


def _list_hashes(source: Source) -> list[str]:
    if isinstance(source, registry.WebSource):
        file = source.file
        if file.sha256:
            return [f"SHA-256 {file.sha256}"]
        return [f"MD5 {file.md5}" if file.md5 else ""]
    if isinstance(source, registry.WholeWheelSource):
        return [f"SHA-256 {source.wheel.sha256}"]
    return [f"SHA-256 {part.sha256}" for part in (source.matrix, source.words)]


def _format_count(count: int) -> str:
    return f"{count / 1e6:.1f}M" if count >= 999_500 else f"{round(count / 1e3)}K"


def _format_size(size: int) -> str:
    if not size:
        return ""
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.0f} MB"


def print_evaluation(name: str, rows: "Sequence[EvaluationRow]") -> None:
    """Print the score of each task or section, and how much of it the table covers."""
    title = f"{name}: Spearman's rho of word pairs, accuracy of analogies, in %"
    table = make_table(title, ["task", "section"], ["score", "covered", "of"])
    for row in rows:
        score = "" if row.score is None else f"{100 * row.score:z.1f}"
        table.add_row(row.task, row.section, score, f"{row.covered:,}", f"{row.total:,}")
    print_table(table)


def print_trained(document: dict[str, Any]) -> None:
    """Print what vectors were trained on, and where they are."""
    settings, words = document["settings"], f"{document['words']:,} words"
    source = f"from {document['part']}, in {document['seconds']:.1f} s"
    method = f"{settings['method']} ({settings['architecture']})"
    print_text(f"{method}: {words} x {settings['dim']} {source}")
    print_text(f"written to {document['out']}", "dim")
