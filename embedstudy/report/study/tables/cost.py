"""Tables of cost, and of the words that pretrained vectors cover."""

from collections.abc import Mapping, Sequence
from statistics import fmean

from embedstudy.report.formatting import format_percent, format_time
from embedstudy.report.study.groups import ResultGroup, StrategyResult, label_group
from embedstudy.report.study.study_data import StudyData
from embedstudy.report.study.tables.table import HtmlRow, HtmlTable

_UNKNOWN = 12  # words without a vector that are named
_NGRAMS = (
    " After the +: words that are not in the table, with the mean of the vectors of their n-grams "
    "of characters."
)


def tabulate_cost(name: str, groups: Sequence[ResultGroup]) -> HtmlTable | None:
    """Show the time and the epochs of a run; None if no time is known."""
    results = [(group, result) for group in groups for result in group.results]
    if not any(run.seconds is not None for _, result in results for run in result.runs):
        return None
    return HtmlTable(
        name,
        "Time to train one model: mean (shortest to longest), on the machine named below, which "
        "may have had other work. Epochs are those of the model that is kept.",
        "Strategy",
        ("Seconds a run", "Tokens a second", "Epochs"),
        tuple(
            HtmlRow(result.strategy, _format_cells(result), result.look, label_group(group, groups))
            for group, result in results
        ),
    )


def _format_cells(result: StrategyResult) -> tuple[str, ...]:
    seconds = [run.seconds for run in result.runs if run.seconds is not None]
    speeds = [run.tokens_per_second for run in result.runs if run.tokens_per_second is not None]
    epochs = [run.epochs for run in result.runs if run.epochs is not None]
    time = ""
    if seconds:
        mean, low, high = (format_time(f(seconds)) for f in (fmean, min, max))
        time = mean if low == high else f"{mean} ({low} to {high})"
    low_epoch, high_epoch = (min(epochs), max(epochs)) if epochs else (None, None)
    span = "" if low_epoch is None else f"{low_epoch}"
    if high_epoch != low_epoch:
        span += f" to {high_epoch}"
    return time, f"{fmean(speeds) / 1e6:,.1f} million" if speeds else "", span


def tabulate_coverage(name: str, study_data: StudyData) -> HtmlTable | None:
    """Show how many words of the training texts have a vector; None if no vectors are used."""
    coverage = study_data.look_up("coverage")
    if not coverage:
        return None
    unknown = study_data.look_up("without_vector")
    held_out = study_data.look_up("held_out_words")
    lengths = study_data.look_up("table_scale")
    sharing = study_data.look_up("distinct_vectors")
    has_ngrams = any("types_from_ngrams" in shares for shares in coverage.values())
    return HtmlTable(
        name,
        "Pretrained vectors, and the words of the training texts that have one. Types counts each "
        "word once, running words as often as the texts have it. Distinct: vectors of known words, "
        "where equal ones count once. Length: the mean of the known rows before they are scaled, "
        "and how many times that of a random start it is." + (_NGRAMS if has_ngrams else ""),
        "Vectors",
        (
            "Types",
            "Running words",
            "Distinct",
            "Known of dev and test alone",
            "Length",
            "Most frequent words without",
        ),
        tuple(
            HtmlRow(
                vectors,
                (
                    _format_share(shares, "types"),
                    _format_share(shares, "tokens"),
                    _format_distinct(sharing.get(vectors)),
                    _format_held_out(shares, held_out.get(vectors)),
                    _format_length(lengths.get(vectors)),
                    tuple(unknown.get(vectors, [])[:_UNKNOWN]) or "none",
                ),
            )
            for vectors, shares in coverage.items()
        ),
        frozenset({5}),
    )


def _format_share(shares: Mapping[str, float], key: str) -> str:
    """Return a share of words that are in a table, and of those that n-grams make vectors for."""
    known = f"{format_percent(shares.get(key))} %"
    if "types_from_ngrams" not in shares:
        return known
    return f"{known} + {format_percent(shares.get(f'{key}_from_ngrams'))} %"


def _format_distinct(sharing: Mapping[str, int] | None) -> str:
    return f"{sharing['distinct']:,} of {sharing['words']:,}" if sharing else ""


def _format_held_out(shares: Mapping[str, float], known: int | None) -> str:
    if known is None:
        return ""
    from_ngrams = shares.get("held_out_words_from_ngrams")
    return f"{known:,}" if from_ngrams is None else f"{known:,} + {from_ngrams:,}"


def _format_length(lengths: Mapping[str, float] | None) -> str:
    if not lengths:
        return ""
    ratio = "" if lengths["ratio"] is None else f" ({lengths['ratio']:.3g} times)"
    return f"{lengths['mean_norm']:.3g}{ratio}"
