"""In sentences, where a data set stands among those of the reference study."""

from collections.abc import Sequence

from embedstudy.results.rows import ReferenceRow
from embedstudy.strategies import REFERENCE
from embedstudy.wording import counted, join_names

# The nearest data sets that are named.
_MOST_NAMES = 3


def describe_reference(rows: Sequence[ReferenceRow]) -> list[str]:
    """Say which reference data sets are nearest by curve, and how many are easier.

    Parameters
    ----------
    rows : sequence of ReferenceRow
        Those of one data set, the nearest first.
    """
    sentences = []
    encoders = dict.fromkeys(row.encoder for row in rows)
    for encoder in encoders:
        group = [row for row in rows if row.encoder == encoder]
        name = f"encoder {encoder}" if len(encoders) > 1 else ""
        compared = [row for row in group if row.n_curves]
        if compared:
            sentences += [_name_nearest(compared, name), _place(compared, name)]
        sentences += [_capitalize(f"{row.note}.") for row in group if not row.reference]
        if any(not row.n_curves and row.reference == row.dataset for row in group):
            sentences.append("The data set itself is a reference data set, and left out.")
        notes = [row.note for row in compared if "compared with" in row.note]
        sentences += [_capitalize(f"{note.rpartition('; ')[2]}.") for note in notes[:1]]
    return list(dict.fromkeys(filter(None, sentences)))


def _name_nearest(rows: Sequence[ReferenceRow], encoder: str) -> str:
    """Name the data sets with the nearest curves, or say that too few sizes are shared."""
    with_encoder = f" with {encoder}" if encoder else ""
    near = [row for row in rows if row.distance is not None][:_MOST_NAMES]
    if not near:
        most = max(row.n_sizes for row in rows)
        return (
            f"No reference data set is nearest by curve{with_encoder}: only "
            f"{counted(most, 'train size')} lies within their sizes, and a distance needs two."
        )
    first, *others = near
    then = f", then {join_names([row.reference for row in others], 'and')}" if others else ""
    sizes = f"{counted(first.n_sizes, 'train size')} from {first.smallest:,} to {first.largest:,}"
    crossing = (
        ""
        if first.crossing is None
        else f" On {first.reference} {REFERENCE} overtook frozen at about {first.crossing:,} texts."
    )
    return (
        f"By its learning curves{with_encoder} this data set is nearest to {first.reference} of "
        f"the reference study ({sizes}){then}.{crossing}"
    )


def _place(rows: Sequence[ReferenceRow], encoder: str) -> str:
    """Say how many errors random makes, and on how many data sets it makes fewer."""
    known = [
        (row.largest, row.relative_error, row.reference_error)
        for row in rows
        if row.largest is not None
        and row.relative_error is not None
        and row.reference_error is not None
    ]
    if not known:
        return ""
    size, error, _ = max(known)
    n_easier = sum(other < here for _, here, other in known)
    easier = f"{n_easier or 'none'} of {counted(len(known), 'reference data set')}"
    and_encoder = f" and {encoder}," if encoder else ""
    verb = "are" if n_easier > 1 else "is"
    return (
        f"With {size:,} texts{and_encoder} {REFERENCE} makes {100 * error:.0f} % of the errors of "
        f"the most frequent class; {easier} {verb} easier at the largest size in common."
    )


def _capitalize(text: str) -> str:
    return text[:1].upper() + text[1:]
