"""The labels of a whole data set: their order as classes, and what is odd about them."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from embedstudy.errors import InputError
from embedstudy.wording import counted

# Labels that differ in more than this share of the texts are measurements, not classes.
LARGEST_SHARE, FROM_LABELS = 0.5, 20
# Ratings by halves from 0 to 10 are 21 values. More values with decimals are a scale.
MOST_DECIMALS = 30
# The name of a class stands in every table and on every page of a study.
LONGEST_LABEL = 1_000
# From this share of the texts on, cells with several labels are the kind of the data set.
SEVERAL_SHARE = 0.05
# How other programs write that there is no label; "none" and "other" are usual classes.
_MISSING = frozenset(
    {"nan", "NaN", "NAN", "null", "NULL", "None", "NA", "N/A", "n/a", "#N/A", "<NA>", "NaT"}
)
SEVERAL_LABELS = "a text with several labels is not supported"

_BOOLEANS = ({"True", "False"}, {"TRUE", "FALSE"})
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_SEPARATORS = {",": "a comma", "|": "a |", ";": "a semicolon"}
_ROWS_OF_LABELS = 3
# A rating such as 4,5 is one label.
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,(0|00|5|50|25|75)", re.ASCII)


def order_classes(names: Iterable[str]) -> list[str]:
    """Return class names in order: by value if all are numbers, else by their letters.

    Examples
    --------
    >>> order_classes(["10", "-1", "2"]), order_classes(["b", "10", "9"])
    (['-1', '2', '10'], ['10', '9', 'b'])
    """
    ordered = sorted(names)
    if are_numbers(ordered):
        ordered.sort(key=Decimal)
    return ordered


def are_numbers(names: Iterable[str]) -> bool:
    """Return whether every name is written as a number."""
    return all(_NUMBER.fullmatch(name) for name in names)


def spell_booleans(names: Sequence[str]) -> list[str]:
    """Return class names, with booleans as JSON and Parquet write them.

    Python and pandas write ``True``, Excel ``TRUE``. Names in several spellings stay as they are.

    Examples
    --------
    >>> spell_booleans(["False", "True"]), spell_booleans(["FALSE", "TRUE"])
    (['false', 'true'], ['false', 'true'])
    >>> spell_booleans(["True", "true"]), spell_booleans(["False", "Mixed", "True"])
    (['True', 'true'], ['False', 'Mixed', 'True'])
    """
    if any(set(names) <= spellings for spellings in _BOOLEANS):
        return [name.lower() for name in names]
    return list(names)


def normalize_spelling(label: str) -> str:
    r"""Return what a label shares with those that differ in nothing one would tell apart.

    These are case, quotes around it, the spelling of a number, and invisible characters.

    Examples
    --------
    >>> normalize_spelling("Positive"), normalize_spelling("1.0"), normalize_spelling("01")
    ('positive', '1', '1')
    >>> normalize_spelling("'pos'"), normalize_spelling("\u22121")  # a minus sign
    ('pos', '-1')
    >>> normalize_spelling("İyi"), normalize_spelling("pos\u200b")  # a space without width
    ('iyi', 'pos')
    """
    label = label.replace("\N{MINUS SIGN}", "-")
    if len(label) > 2 and label[0] == label[-1] and label[0] in "'\"":
        label = label[1:-1]
    if _NUMBER.fullmatch(label):
        return f"{Decimal(label).normalize() + 0:f}"
    folded = unicodedata.normalize("NFKC", label).casefold().replace("i\u0307", "i")
    seen = "".join(c for c in folded if unicodedata.category(c) != "Cf")
    return " ".join(seen.split())


def check_labels(counts: Mapping[str, int]) -> list[str]:
    """Return notes on the labels of a data set that look wrong.

    Parameters
    ----------
    counts : mapping from str to int
        The texts of each label.

    Raises
    ------
    InputError
        If many texts have several labels, or the labels are texts or numbers to predict.
    """
    _refuse_texts(counts)
    several = [*_check_several_labels(counts), *_note_labels_in_a_row(counts)]
    _refuse_measurements(counts)
    return [*_note_spellings(counts), *several, *_note_missing(counts)]


def may_be_missing(label: str) -> bool:
    """Return whether a label is how other programs write that there is none.

    Examples
    --------
    >>> may_be_missing("nan"), may_be_missing("none")
    (True, False)
    """
    return label in _MISSING


def list_labels(labels: Sequence[str]) -> str:
    """Return the first labels in words, for messages."""
    return ", ".join(map(repr, labels[:5])) + ", ..." * (len(labels) > 5)


def _note_missing(counts: Mapping[str, int]) -> list[str]:
    missing = [f"{label!r} ({counts[label]:,})" for label in sorted(_MISSING & counts.keys())]
    if not missing:
        return []
    return [f"labels that often stand for a missing one are classes: {', '.join(missing)}"]


def _note_spellings(counts: Mapping[str, int]) -> list[str]:
    spellings = defaultdict(list)
    for label in counts:
        spellings[normalize_spelling(label)].append(label)
    groups = [
        " and ".join(f"{label!r} ({counts[label]:,})" for label in sorted(labels))
        for labels in spellings.values()
        if len(labels) > 1
    ]
    if not groups:
        return []
    more = f"; {len(groups) - 3} more" if len(groups) > 3 else ""
    return [
        "labels that differ only in case, quotes, the spelling of a number or invisible characters "
        "are classes of their own: " + "; ".join(groups[:3]) + more
    ]


def _check_several_labels(counts: Mapping[str, int]) -> list[str]:
    total = sum(counts.values())
    notes = []
    for separator, separator_name in _SEPARATORS.items():
        parts = _split_labels(counts, separator)
        if not any(len(of_label) > 1 for of_label in parts.values()):
            continue
        uses = Counter(part for of_label in parts.values() for part in of_label)
        joined = [label for label, of_label in parts.items() if len(of_label) > 1]
        # Where "a,b" is several labels, a and b occur in other labels too. Names such as "Doe, Ann"
        # share parts as well, but none stands alone or in another place.
        moving = _find_moving_parts(parts.values())
        sure = [
            label
            for label in joined
            if all(uses[part] > 1 for part in parts[label])
            and (separator != "," or not moving.isdisjoint(parts[label]))
        ]
        n_sure = sum(counts[label] for label in sure)
        if n_sure >= SEVERAL_SHARE * total:
            raise InputError(
                f"{SEVERAL_LABELS}: {n_sure:,} of {total:,} texts have several with "
                f"{separator_name} between them, such as {list_labels(sure[:2])} "
                "(leave one label for each text)"
            )
        odd = [
            label
            for label in joined
            if label in sure or separator != "," or any(part in counts for part in parts[label])
        ]
        if odd:
            n_odd = sum(counts[label] for label in odd)
            notes.append(
                f"{counted(n_odd, 'text')} with a label that looks like several, with "
                f"{separator_name} between them ({list_labels(odd[:3])}): each combination is a "
                "class of its own"
            )
    return notes


def _note_labels_in_a_row(counts: Mapping[str, int]) -> list[str]:
    """Return a note on labels such as ``a b`` where ``a`` and ``b`` are labels too.

    One or two such names may well be classes: ``very``, ``good`` and ``very good``.
    """
    several = []
    for label in counts:
        parts = label.split()
        if len(parts) > 1 and all(part in counts for part in parts):
            several.append(label)
    if len(several) < _ROWS_OF_LABELS:
        return []
    n_texts = counted(sum(counts[label] for label in several), "text")
    return [
        f"{n_texts} with a label that looks like several, with a space between them "
        f"({list_labels(several[:3])}): each combination is a class of its own"
    ]


def _find_moving_parts(labels: Iterable[tuple[str, ...]]) -> set[str]:
    """Return the parts that are a whole label, or stand in several places."""
    places = defaultdict(set)
    for of_label in labels:
        for place, part in enumerate(of_label):
            places[part].add(place if len(of_label) > 1 else -1)
    return {part for part, seen in places.items() if len(seen) > 1 or -1 in seen}


def _split_labels(labels: Iterable[str], separator: str) -> dict[str, tuple[str, ...]]:
    """Return the distinct parts of each label; a label without the separator is one part."""
    parts = {}
    for label in labels:
        is_one = separator not in label or (separator == "," and _DECIMAL_COMMA.fullmatch(label))
        pieces = [label] if is_one else [piece.strip() for piece in label.split(separator)]
        parts[label] = tuple(dict.fromkeys(filter(None, pieces)))
    return parts


def _refuse_texts(labels: Iterable[str]) -> None:
    longest = max(labels, key=len, default="")
    if len(longest) > LONGEST_LABEL:
        raise InputError(
            f"a label of {len(longest):,} characters ({longest[:30]!r}...): a text rather than a "
            f"class? (a label has at most {LONGEST_LABEL:,}; --label-column names another column)"
        )


def _refuse_measurements(counts: Mapping[str, int]) -> None:
    n_classes, n_rows, first = len(counts), sum(counts.values()), [*counts][:3]
    has_decimals = are_numbers(counts) and any(Decimal(label) % 1 for label in counts)
    many = n_classes > LARGEST_SHARE * n_rows
    if many and (n_classes >= FROM_LABELS or (has_decimals and n_classes > 2)):
        pass
    elif not (has_decimals and n_classes > MOST_DECIMALS):
        return
    shown = ", ".join(repr(label if len(label) <= 30 else f"{label[:30]}...") for label in first)
    kind = "numbers to predict" if are_numbers(counts) else "texts or ids"
    raise InputError(
        f"{n_classes} different labels in {n_rows} rows ({shown}, ...): {kind} rather than "
        "classes? (--label-column names another column)"
    )
