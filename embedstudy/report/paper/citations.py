"""Entries of BibTeX for embedstudy, and for the data sets and vectors of a study."""

import re
from collections.abc import Iterator

from embedstudy import registry
from embedstudy.results.directory import StudyDirectory
from embedstudy.version import __version__

# As the registry writes a citation: authors (year). Title. Place.
_CITATION = re.compile(r"(?P<author>.+?) \((?P<year>\d{4})\)\. (?P<title>.+?[.?!]) ?(?P<place>.*)")


def cite_embedstudy() -> str:
    """Return the entry of embedstudy itself."""
    fields = {
        "author": "{The embedstudy developers}",
        "title": "{embedstudy}: does a text classifier need pretrained word vectors?",
        "version": __version__,
        "year": "2026",
    }
    return _format_entry("software", "embedstudy", fields)


def cite_study(study: StudyDirectory) -> list[str]:
    """Return the entries of the data sets and vectors of a study that embedstudy knows by name.

    Raises
    ------
    InputError
        If study.json is damaged.
    """
    entries: dict[str, str] = {}
    for citation in _list_citations(study):
        key, entry = format_citation(citation)
        entries[key] = entry
    return list(entries.values())


def _list_citations(study: StudyDirectory) -> Iterator[str]:
    identity = study.meta.get("identity", {})
    for name in identity.get("datasets", []):
        if name in registry.dataset_names():
            yield registry.dataset(name).citation
        elif name in registry.hub_dataset_names():
            yield registry.hub_dataset(name).citation
    for name in identity.get("vectors", []):
        if name in registry.vectors_names():
            yield registry.vectors(name).citation


def format_citation(citation: str) -> tuple[str, str]:
    """Return the key and the BibTeX entry of a citation of the registry.

    Examples
    --------
    >>> key, entry = format_citation("Li and Roth (2002). Learning question classifiers. COLING.")
    >>> print(entry)
    @misc{li2002learning,
      author = {Li and Roth},
      title = {Learning question classifiers},
      year = {2002},
      howpublished = {COLING},
    }
    """
    match = _CITATION.fullmatch(citation)
    if match is None:
        key = re.sub(r"\W+", "", citation.lower())[:20]
        return key, _format_entry("misc", key, {"note": citation})
    authors = re.split(r", | and ", match["author"])
    title = match["title"].removesuffix(".")
    words = [re.sub(r"\W+", "", text).lower() for text in (authors[0], title.split()[0])]
    key = f"{words[0]}{match['year']}{words[1]}"
    fields = {
        "author": " and ".join(f"{{{name}}}" if " " in name else name for name in authors),
        "title": title,
        "year": match["year"],
        "howpublished": match["place"].removesuffix("."),
    }
    return key, _format_entry("misc", key, fields)


def _format_entry(kind: str, key: str, fields: dict[str, str]) -> str:
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@{kind}{{{key},", *lines, "}"])
