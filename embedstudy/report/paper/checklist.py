"""A reporting checklist that a study fills in: what reviewers ask of an experiment."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from embedstudy.metrics import METRICS
from embedstudy.options.command import read_command
from embedstudy.report.formatting import format_decimal, format_percent, format_time
from embedstudy.report.paper.table import PaperTable
from embedstudy.report.settings import format_value
from embedstudy.results.directory import StudyDirectory
from embedstudy.results.protocol import list_protocol
from embedstudy.statistics.expected_best import compute_search_cost
from embedstudy.wording import counted

_DIGITS = 12  # of a SHA-256: enough to tell two files apart


def make_checklist(study: StudyDirectory) -> PaperTable:
    """Return the reporting checklist of a study, filled in.

    References
    ----------
    Dodge, Gururangan, Card, Schwartz and Smith (2019), Show your work: improved reporting of
    experimental results, appendix B: the checklist that its questions follow.
    """
    meta = study.meta
    rows = [
        *_describe_data(meta),
        *_describe_vectors(meta),
        *_describe_models(study, meta),
        *_describe_search(study),
        *_describe_tests(study, meta),
        *_describe_cost(study, meta),
    ]
    caption = "Reporting checklist, filled in from the files of the study."
    return PaperTable("checklist", caption, ("Item", "This study"), tuple(rows), 2)


def _describe_data(meta: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    hashes = meta.get("identity", {}).get("dataset_sha256", {})
    for name, facts in meta.get("data", {}).items():
        sizes = ", ".join(f"{facts[part]:,} {part}" for part in ("train", "dev", "test")
                          if part in facts)  # fmt: skip
        classes = counted(len(facts.get("classes", [])), "class").replace("classs", "classes")
        digest = str(hashes.get(name, ""))[:_DIGITS] or "not recorded"
        yield f"Data: {name}", f"{sizes} texts; {classes}; SHA-256 {digest}"
        protocol = "; ".join([*filter(None, [facts.get("reading", "")]), *list_protocol(facts)])
        if protocol:
            yield f"Split: {name}", protocol


def _describe_vectors(meta: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    hashes = meta.get("identity", {}).get("vectors_sha256", {})
    for dataset, tables in meta.get("coverage", {}).items():
        for name, shares in tables.items():
            known = (
                f"knows {format_percent(shares.get('types'))} % of the words and "
                f"{format_percent(shares.get('tokens'))} % of the running words of {dataset}"
            )
            digests = hashes.get(dataset, {}).get(name) or []
            digest = f"; SHA-256 {digests[0][:_DIGITS]}" if digests else ""
            yield f"Vectors: {name}", f"{known}{digest}"


def _describe_models(study: StudyDirectory, meta: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    identity = meta.get("identity", {})
    for title, key in (("Strategies", "strategies"), ("Encoders", "encoders"),
                       ("Models without embeddings", "baselines")):  # fmt: skip
        if identity.get(key):
            yield title, format_value(identity[key])
    seeds = sorted({run.seed for run in study.runs})
    if seeds:
        yield "Seeds of the reported runs", f"{len(seeds)}: {format_value(seeds)}"
    if identity.get("tuning_seeds"):
        yield "Seeds of the search", format_value(identity["tuning_seeds"])


def _describe_search(study: StudyDirectory) -> Iterator[tuple[str, str]]:
    trials = [row for row in study.tuning if row.encoder]
    if not trials:
        yield "Search", "none: every setting was given"
        return
    cells: dict[tuple[object, ...], list[Any]] = {}
    for row in trials:
        key = row.dataset, row.vectors, row.strategy, row.encoder, row.train_size, row.fold
        cells.setdefault(key, []).append(row)
    counts = sorted({len(rows) for rows in cells.values()})
    costs = [compute_search_cost(rows) for rows in cells.values()]
    span = f"{counts[0]}" if len(counts) == 1 else f"{counts[0]} to {counts[-1]}"
    cost = format_decimal(max(costs), 1)
    method = format_value(study.meta.get("identity", {}).get("tune", "grid"))
    text = f"{method}: {span} trials a cell, at most {cost} trainings of full length; chosen on dev"
    yield "Search", text


def _describe_tests(study: StudyDirectory, meta: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    metric = METRICS[meta.get("identity", {}).get("metric", "accuracy")]
    folds = meta.get("identity", {}).get("cv")
    where = f"{folds}-fold cross-validation" if folds else "the test part, read once"
    yield "Measure", f"{metric.title}{metric.note} on {where}"
    tests = (
        "for new seeds and new texts: hierarchical bootstrap and paired permutation test over both"
    )
    if folds:
        tests = "for new texts and new samples to train on: corrected resampled t-test over folds"
    yield "Intervals and tests", f"95 %, {tests}; Holm's correction over the pairs of the study"
    failed = sum(not run.has_result for run in study.runs)
    unstable = sum(run.status == "unstable" for run in study.runs)
    yield "Runs", f"{len(study.runs):,}, of which {failed:,} failed and {unstable:,} were unstable"


def _describe_cost(study: StudyDirectory, meta: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    seconds = [run.seconds for run in study.runs if run.seconds is not None]
    if seconds:
        yield "Time to train", f"{format_time(sum(seconds) / len(seconds))} a run, without search"
    if meta.get("started") and meta.get("finished"):
        begin, end = (datetime.fromisoformat(meta[key]) for key in ("started", "finished"))
        if end >= begin:  # unless somebody has set the clock back meanwhile
            yield "Time of the study", format_time((end - begin).total_seconds())
    if meta.get("peak_memory"):
        yield "Memory", f"{meta['peak_memory'] / 1e6:,.0f} MB"
    if meta.get("machine"):
        yield "Machine", ", ".join(meta["machine"].values())
    versions = {
        "embedstudy": meta.get("identity", {}).get("embedstudy"),
        **meta.get("versions", {}),
    }
    yield "Software", ", ".join(f"{name} {value}" for name, value in versions.items() if value)
    yield "Command", read_command(meta) or "made from Python"
