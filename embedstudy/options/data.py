"""How a data set is read."""

from typing import Annotated

from embedstudy.options.declaration import Flag, option_group


@option_group("Data")
class DataOptions:
    """How a data set is read, where it is not built in."""

    text_column: Annotated[str | None, Flag(metavar="NAME", default="the only one that fits")] = (
        None
    )
    """Column of texts."""
    label_column: Annotated[str | None, Flag(metavar="NAME", default="the only one that fits")] = (
        None
    )
    """Column of labels."""
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
