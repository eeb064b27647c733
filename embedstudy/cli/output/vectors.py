"""What ``embedstudy vectors list`` and ``info`` print."""

import os
import re
import sys
import warnings
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table

from embedstudy import registry
from embedstudy.cli.output.console import plain, plain_table
from embedstudy.errors import EmbedstudyWarning
from embedstudy.fetch.verified import read_pin
from embedstudy.registry import Source, VectorsEntry
from embedstudy.storage import data_home
from embedstudy.vectors.evaluation import EvaluationRow
from embedstudy.vectors.sources import on_disk, source_files

if TYPE_CHECKING:
    from embedstudy.options.vectors import VectorOptions
    from embedstudy.vectors.word_vectors import WordVectors

_FROM = {"wheel": "pip", "web": "web", "npm": "npm"}
_TABLE_WIDTH = 80  # below it, names and numbers would be cut
_PIPED_WIDTH = 100  # what no terminal limits is as wide as the longest name needs


def list_documents() -> list[dict[str, Any]]:
    """Return all vectors as plain data."""
    return [_entry_document(registry.vectors(name)) for name in registry.vectors_names()]


def info_document(name: str, options: "VectorOptions", dataset: str | None) -> dict[str, Any]:
    """Describe some vectors as plain data.

    A file or address is read for it, and so is a name that is on disk.

    Parameters
    ----------
    name : str
    options : VectorOptions
    dataset : str or None
        A data set of whose words the vectors may know few.
    """
    coverage = {}
    if dataset is not None:
        from embedstudy.study.data.vector_coverage import hold_against

        coverage = {"against": asdict(hold_against(name, dataset, options))}
    if name not in registry.vectors_names():
        table = _read(name, options)
        facts = {"words_count": len(table), "dim": table.dim, "notes": list(table.notes)}
        return {"name": name, **facts, **coverage}
    document = _entry_document(registry.vectors(name))
    if document["on_disk"]:
        document["notes"] = list(_read(name, options).notes)
    return {**document, **coverage}


def _read(name: str, options: "VectorOptions") -> "WordVectors":
    from embedstudy.vectors.catalog import load_located

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", EmbedstudyWarning)  # the notes are part of what is shown
        return load_located(name, None, options)


def _print_coverage(console: Console, name: str, coverage: dict[str, Any]) -> None:
    console.print(
        plain(
            f"{name} knows {coverage['types_known']:.1%} of the {coverage['words']:,} words of the "
            f"training part of {coverage['dataset']} and {coverage['tokens_known']:.1%} of its "
            f"{coverage['tokens']:,} running words"
        ),
        soft_wrap=True,
    )
    if coverage["without_vector"]:
        words = ", ".join(coverage["without_vector"])
        console.print(plain(f"most frequent without a vector: {words}"), soft_wrap=True)


def _entry_document(entry: VectorsEntry) -> dict[str, Any]:
    there = on_disk(entry)
    described = {key: value for key, value in asdict(entry).items() if key != "sources"}
    return {
        **described,
        "size": entry.sources[0].size or None,
        "on_disk": there is not None,
        "sources": [_source_document(source) for source in entry.sources],
    }


def _source_document(source: Source) -> dict[str, Any]:
    files = [_file_document(path) for path in source_files(source)]
    return {"place": source.place, **asdict(source), "on_disk": files}


def _file_document(path: Path) -> dict[str, Any]:
    there = path.is_file()
    return {
        "path": str(path),
        "size": path.stat().st_size if there else None,
        "sha256_when_first_seen": read_pin(path) or None,
    }


def print_list() -> None:
    """Print a table of all vectors; a list of them where no table fits."""
    console = _console()
    entries = [registry.vectors(name) for name in registry.vectors_names()]
    if console.width < _TABLE_WIDTH:
        for entry in entries:
            console.print(plain(entry.name, "bold"), soft_wrap=True)
            console.print(Padding(plain(_sentence(entry)), (0, 0, 0, 2)))
    else:
        console.print(_table(entries))
    console.print(
        plain(
            f"disk: in {data_home()}. size: of the download. Any https address or file works "
            "as a name too.",
            "dim",
        )
    )


def _table(entries: list[VectorsEntry]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=0, show_edge=False)
    table.add_column("name", overflow="fold")
    for heading in ("kind", "dim", "words", "size"):
        right = heading != "kind"
        table.add_column(heading, justify="right" if right else "left", no_wrap=True)
    for heading in ("licence", "from", "disk"):
        table.add_column(heading, no_wrap=True)
    for entry in entries:
        facts = _facts(entry)
        table.add_row(entry.name, *facts.values())
    return table


def _sentence(entry: VectorsEntry) -> str:
    facts = _facts(entry)
    said = [
        facts["kind"],
        f"{facts['dim']} dimensions",
        f"{facts['words']} words",
        facts["size"],
        facts["licence"],
        f"from {facts['from']}",
        facts["disk"] and "on disk",
    ]
    return ", ".join(filter(None, said))


def _facts(entry: VectorsEntry) -> dict[str, str]:
    return {
        "kind": entry.kind,
        "dim": str(entry.dim),
        "words": _short(entry.words_count),
        "size": _size(entry.sources[0].size).replace(" ", ""),
        # Versions are in info.
        "licence": re.sub(r"(CC [A-Z-]+) .*|;.*", r"\1", entry.licence),
        "from": ",".join(dict.fromkeys(_FROM[source.type] for source in entry.sources)),
        "disk": "yes" if on_disk(entry) else "",
    }


def print_info(document: dict[str, Any]) -> None:
    """Print the description of some vectors."""
    console = _console()
    if "sources" in document:
        _print_entry(console, document)
    else:
        console.print(plain(document["name"], "bold"), soft_wrap=True)
        shape = f"{document['words_count']:,} x {document['dim']} dimensions"
        console.print(plain(f"words     {shape}"))
        _print_notes(console, document)
    if "against" in document:
        _print_coverage(console, document["name"], document["against"])


def _print_entry(console: Console, document: dict[str, Any]) -> None:
    entry = registry.vectors(document["name"])
    console.print(plain(f"{entry.name}: {entry.title}", "bold"))
    facts = {
        "kind": entry.kind,
        "words": f"{entry.words_count:,} x {entry.dim} dimensions",
        "licence": entry.licence,
        "citation": entry.citation,
    }
    for key, value in facts.items():
        console.print(plain(f"{key:<9} {value}"), soft_wrap=True)
    _print_notes(console, document)
    console.print(plain("sources, tried in this order:"))
    for number, source in enumerate(entry.sources, start=1):
        console.print(plain(f"{number:>2}. {source.place}"), soft_wrap=True)
        for line in _source_lines(source):
            console.print(plain(f"    {line}"), soft_wrap=True)


def _print_notes(console: Console, document: dict[str, Any]) -> None:
    for note in document.get("notes", ()):
        console.print(plain(f"note      {note}"), soft_wrap=True)


def _source_lines(source: Source) -> list[str]:
    lines = [f"{_size(source.size) or 'size not known'} to download"]
    for path, digest in zip(source_files(source), _hashes(source), strict=True):
        digest = digest or (f"SHA-256 {read_pin(path)} (when first seen)" if read_pin(path) else "")
        lines.append(digest or "no hash is known: taken as it first comes, and held to that")
        where = f"on disk, {_size(path.stat().st_size)}" if path.is_file() else "not on disk"
        lines.append(f"{where}: {path}")
    return lines


def _hashes(source: Source) -> list[str]:
    if isinstance(source, registry.WebSource):
        file = source.file
        if file.sha256:
            return [f"SHA-256 {file.sha256}"]
        return [f"MD5 {file.md5}" if file.md5 else ""]
    return [f"SHA-256 {part.sha256}" for part in (source.matrix, source.words)]


def _console() -> Console:
    terminal = sys.stdout is not None and sys.stdout.isatty()
    piped = not terminal and "COLUMNS" not in os.environ
    return Console(width=_PIPED_WIDTH if piped else None)


def _short(count: int) -> str:
    return f"{count / 1e6:.1f}M" if count >= 999_500 else f"{round(count / 1e3)}K"


def _size(size: int) -> str:
    if not size:
        return ""
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.0f} MB"


def print_evaluation(name: str, rows: Sequence[EvaluationRow]) -> None:
    """Print a row a task or section: its score, and how much of it the table covers."""
    table = plain_table(f"{name}: Spearman's rho of word pairs, accuracy of analogies, in %")
    for heading in ("task", "section"):
        table.add_column(heading, no_wrap=True)
    for heading in ("score", "covered", "of"):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in rows:
        score = "" if row.score is None else f"{100 * row.score:.1f}"
        table.add_row(row.task, row.section, score, f"{row.covered:,}", f"{row.total:,}")
    Console().print(table)


def print_trained(made: dict[str, Any]) -> None:
    """Print what vectors were trained on, and where they are."""
    settings, console = made["settings"], Console()
    what = f"{settings['method']} ({settings['architecture']}): {made['words']:,} words"
    how = f"from {made['part']}, in {made['seconds']:.1f} s"
    console.print(plain(f"{what} x {settings['dim']} {how}"), soft_wrap=True)
    console.print(plain(f"written to {made['out']}", "dim"), soft_wrap=True)
