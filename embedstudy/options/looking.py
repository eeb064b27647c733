"""How finished studies and tables of vectors are shown, measured and exported."""

from typing import Annotated

from embedstudy.options.declaration import Choices, Count, Flag, option_group


@option_group("Output")
class ShowOptions:
    """How much of a study is shown."""

    all: bool = False
    """Show every table: pairs, p values, coverage, settings and neighbours."""
    verify: bool = False
    """Check every file of the study against the checksum that it was written with."""


@option_group("Neighbours")
class NeighborOptions:
    """How many neighbours are shown."""

    topn: Annotated[Count, Flag(metavar="N")] = 10
    """Neighbours of each word."""


@option_group("Time")
class MomentOptions:
    """When the neighbours are looked at."""

    over_time: bool = False
    """Show the neighbours at each moment of training, from the snapshots of the study."""


@option_group("Forecast")
class ForecastOptions:
    """The train sizes of a forecast."""

    at: Annotated[
        tuple[Count, ...],
        Flag(metavar="N,N", joined=True, default="up to ten times the largest size"),
    ] = ()
    """Numbers of training texts to forecast the accuracy for."""


@option_group("What to measure")
class StructureOptions:
    """Which words are measured."""

    min_count: Annotated[Count, Flag(metavar="N")] = 1
    """Leave out words that occur fewer than N times in the training texts."""
    stop_words: Annotated[bool, Flag(names=("--stop-words", "--no-stop-words"))] = True
    """Measure English stop words too (the list of scikit-learn)."""


@option_group("Report")
class ReportOptions:
    """How a report is drawn."""

    layout: Annotated[str, Choices("layout", ("pca", "tsne", "umap"))] = "pca"
    """The layout of the maps that come first. tsne and umap take a minute or two; umap needs
    embedstudy[umap]."""
    open_page: Annotated[bool, Flag(names=("--open",))] = False
    """Open the report in a browser."""


@option_group("Evaluation")
class VectorEvaluationOptions:
    """How vectors are scored."""

    among: Annotated[Count, Flag(metavar="N")] = 30_000
    """Look for the answers of analogies among the first N words. gensim takes 300000, which takes
    minutes."""


@option_group("Coverage")
class CoverageOptions:
    """The data set whose words the vectors are looked up for."""

    against: Annotated[str | None, Flag(metavar="DATASET", completes="dataset")] = None
    """A data set, to see how much of its training part the vectors know."""


@option_group("Coverage")
class DatasetCoverageOptions:
    """The vectors that the words of a data set are looked up in."""

    vectors: Annotated[tuple[str, ...], Flag(metavar="NAME", completes="vectors")] = ()
    """Vectors, to see how many of the words they know."""


@option_group("What to write")
class ExportOptions:
    """Which space of a study is written, and how."""

    format: Annotated[
        str,
        Choices("format", "embedstudy.report.export:list_export_formats"),
    ]
    """Format of the files. csv and latex to html hold tables, svg to png the figures. gif to
    svg-frames show the map of a space over its training (mp4 needs ffmpeg)."""
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
    """Format of the file; an error names those that are only read."""
    force: bool = False
    """Replace TARGET and its word list."""
