"""How a data set is read."""

from typing import Annotated

from embedstudy.options.declaration import Flag, option_group


@option_group("Data")
class DataOptions:
    """How a data set is read, where it is not built in."""

    text_column: Annotated[str | None, Flag(metavar="NAME")] = None
    """The column of texts. Default: the only one that can be."""
    label_column: Annotated[str | None, Flag(metavar="NAME")] = None
    """The column of labels. Default: the only one that can be."""
    split: Annotated[str | None, Flag(metavar="NAME")] = None
    """Read only this split of hf:owner/name, and split it again."""
    dev_file: Annotated[str | None, Flag(metavar="FILE")] = None
    """A file of texts to tune on."""
    test_file: Annotated[str | None, Flag(metavar="FILE")] = None
    """A file of texts to test on."""
    encoding: str = "utf-8"
    """The encoding of text files."""
    skip_bad_lines: bool = False
    """Leave out rows that cannot be read, and count them."""
