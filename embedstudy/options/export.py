"""How spaces and tables are written for other programs."""

from typing import Annotated

from embedstudy.options.bounds import Count
from embedstudy.options.declaration import Choices, Flag, option_group

SPACE_FORMATS = "embedstudy.structure.export.formats:FORMATS"


@option_group("What to write")
class ExportOptions:
    """Which space of a study is written, and how."""

    format: Annotated[str, Choices("format", SPACE_FORMATS, also=("csv",))]
    """Format of the files. csv holds the tables of the study."""
    run: Annotated[str | None, Flag(metavar="RUN", default="the one learned space")] = None
    """A run of runs.csv; or a strategy, pretrained or random-before, of the first seed."""
    initial: bool = False
    """Write the space as it was before training."""
    limit: Annotated[Count | None, Flag(metavar="N")] = None
    """Write only the N most frequent words."""
    every_word: Annotated[bool, Flag(names=("--all",))] = False
    """In the pretrained space, write words without a pretrained vector too."""


@option_group("Output")
class ExportOutputOptions:
    """The files of an export."""

    out: Annotated[
        str | None, Flag(metavar="PATH", default="named after the run", completes="file")
    ] = None
    """The file; the folder for projector and csv."""
    spreadsheet_safe: bool = False
    """Put an apostrophe before cells that begin with = + - @ (projector, csv)."""
    skip_bad_lines: bool = False
    """Leave out words that the format cannot hold, and count them."""
    force: bool = False
    """Replace files that exist."""


@option_group("Conversion")
class ConversionOptions:
    """How vectors are written."""

    format: Annotated[
        str | None,
        Choices("vector format", "embedstudy.vectors.formats:FORMATS"),
        Flag(default="by the ending of TARGET"),
    ] = None
    """Format of the file. gensim-kv can only be read."""
    force: bool = False
    """Replace TARGET and its word list."""
