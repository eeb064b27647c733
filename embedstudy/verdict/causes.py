"""Likely causes of a study in which nothing was learned, from what its directory holds."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from embedstudy.results.rows import OK, RunRow
from embedstudy.wording import counted, printable

# Vectors of the texts' language know most running words: of rotten-tomatoes GloVe knows 97 %, of
# Slovene comments 42 %.
LEAST_COVERAGE = 0.6
# A text of fewer tokens was not cut into words, or has no words.
_FEWEST_TOKENS = 2.0
FEW_TESTS, UNSTABLE = "few tests", "unstable"
_FEWEST_TEXTS = 50  # of each class, on average
_FEWEST_TESTS = 100
# Where fewer of the training texts differ, most are repetitions.
_LEAST_DISTINCT = 0.5
_MOST_UNREAD = 0.2
_MOST_UNKNOWN = 0.01
# How `compare` warns of a rate, scale or C at an edge.
_EDGE = "that was tried"


def find_causes(meta: Mapping[str, Any], dataset: str, runs: Sequence[RunRow]) -> dict[str, str]:
    """Return the likely causes, a part of a sentence each, by a short name.

    Parameters
    ----------
    meta : mapping
        The content of study.json.
    dataset : str
    runs : sequence of RunRow
        Those of the data set.
    """
    facts = meta.get("data", {}).get(dataset, {})
    parts = {
        "language": _check_coverage(
            meta.get("coverage", {}).get(dataset, {}), meta.get("warnings", [])
        ),
        "tokens": _check_tokens(facts),
        "labels": _check_labels(facts),
        "unread": _check_unread(facts),
        "alike": _check_distinct(facts),
        "few texts": _check_texts(facts, runs),
        FEW_TESTS: _check_tests(facts, has_folds=any(run.fold is not None for run in runs)),
        UNSTABLE: _check_runs(runs, read_fixed_rate(meta)),
        "edge": _check_edges(meta, dataset),
    }
    return {name: text for name, text in parts.items() if text}


def read_fixed_rate(meta: Mapping[str, Any]) -> float | None:
    """Return the learning rate that was given to the study; None if dev chose it, or unknown."""
    try:
        rate = meta["options"]["tuning"]["learning_rate"]
    except (KeyError, TypeError):
        return None
    return rate if isinstance(rate, int | float) else None


def _check_coverage(coverage: Mapping[str, Mapping[str, float]], warnings: Iterable[str]) -> str:
    shares = {name: shares["tokens"] for name, shares in coverage.items() if "tokens" in shares}
    low = {name: share for name, share in shares.items() if share < LEAST_COVERAGE}
    if not low:
        return ""
    name, share = min(low.items(), key=lambda item: item[1])
    # The study was told why where the words of the table, or of the texts, show it.
    causes = (text for text in warnings if text.startswith(f"{name} knows only "))
    cause = next(causes, "").partition("words: ")[2]
    if cause:
        percent = f"{100 * share:.0f} %"
        return f"{printable(name)} knows only {percent} of the running words: {printable(cause)}"
    return (
        f"{printable(name)} knows only {share:.0%} of the running words, as vectors of another "
        "language do"
    ).replace("%", " %")


def _check_tokens(facts: Mapping[str, Any]) -> str:
    n_texts, n_tokens = facts.get("train"), facts.get("tokens")
    if not n_texts or n_tokens is None or n_tokens / n_texts >= _FEWEST_TOKENS:
        return ""
    return (
        f"a text has {n_tokens / n_texts:.1f} tokens on average, as in a script without spaces "
        "(see --tokenizer)"
    )


def _check_labels(facts: Mapping[str, Any]) -> str:
    counts = facts.get("class_counts", {})
    train, test = counts.get("train", ()), counts.get("test", ())
    unknown = sum(n for n, n_train in zip(test, train, strict=False) if not n_train)
    if not sum(test) or unknown / sum(test) < _MOST_UNKNOWN:
        return ""
    return f"{counted(unknown, 'tested text')} have a class that no training text has"


def _check_unread(facts: Mapping[str, Any]) -> str:
    n_test = facts.get("test", 0)
    unread = sum(facts.get(name, {}).get("test", 0) for name in ("wordless", "unknown"))
    if not n_test or unread / n_test < _MOST_UNREAD:
        return ""
    return f"{unread:,} of {n_test:,} tested texts have no word that was learned"


def _check_distinct(facts: Mapping[str, Any]) -> str:
    n_texts, distinct = facts.get("train"), facts.get("distinct")
    if not n_texts or distinct is None or distinct / n_texts >= _LEAST_DISTINCT:
        return ""
    return f"of {n_texts:,} training texts only {distinct:,} differ"


def _check_texts(facts: Mapping[str, Any], runs: Sequence[RunRow]) -> str:
    n_texts, n_classes = facts.get("train"), len(facts.get("classes", ()))
    if n_texts and runs:  # the verdict is on the largest sample
        n_texts = min(n_texts, max(run.train_size for run in runs))
    if not n_texts or n_texts >= _FEWEST_TEXTS * max(n_classes, 1):
        return ""
    return f"{counted(n_texts, 'training text')} for {n_classes:,} classes are few"


def _check_tests(facts: Mapping[str, Any], *, has_folds: bool) -> str:
    n_texts = facts.get("examples" if has_folds else "test")
    if not n_texts or n_texts >= _FEWEST_TESTS:
        return ""
    return f"{counted(n_texts, 'tested text')} are few"


def _check_runs(runs: Sequence[RunRow], rate: float | None) -> str:
    n_bad = sum(run.status != OK for run in runs)
    if not n_bad:
        return ""
    given = "" if rate is None else f" at the given learning rate, {rate:g}"
    return f"{n_bad:,} of {counted(len(runs), 'run')} diverged or exploded{given}"


def _check_edges(meta: Mapping[str, Any], dataset: str) -> str:
    several = len(meta.get("data", {})) > 1
    edges = [
        warning
        for warning in meta.get("warnings", ())
        if _EDGE in warning and (not several or warning.startswith(f"{dataset}, "))
    ]
    return printable(edges[0]) if edges else ""
