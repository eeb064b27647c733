"""How a data set is read."""

from typing import Annotated, Any

from pydantic import BeforeValidator

from embedstudy.options.declaration import Flag, option_group
from embedstudy.options.limits import LimitOptions


def _write_number(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


ColumnName = Annotated[str, BeforeValidator(_write_number)]
"""The name of a column, or its number from 1."""


@option_group("Data")
class DataOptions(LimitOptions):
    """How a data set is read, where it is not built in."""

    text_column: Annotated[
        tuple[ColumnName, ...],
        BeforeValidator(lambda names: () if names is None else names),
        Flag(metavar="NAME", default="guessed"),
    ] = ()
    """Column of texts, by name or number; several are joined."""
    label_column: Annotated[ColumnName | None, Flag(metavar="NAME", default="guessed")] = None
    """Column of labels, by name or number."""
    no_header: bool = False
    """Line 1 is data, not names; columns go by number."""
    split: Annotated[str | None, Flag(metavar="NAME")] = None
    """Read only this split of hf:owner/name, and divide it."""
    dev_file: Annotated[str | None, Flag(metavar="FILE")] = None
    """File of texts to tune on."""
    test_file: Annotated[str | None, Flag(metavar="FILE")] = None
    """File of texts to test on."""
    encoding: Annotated[str, Flag(metavar="NAME")] = "utf-8"
    """Encoding of text files."""
    skip_bad_lines: bool = False
    """Leave out rows that cannot be read, and count them."""
