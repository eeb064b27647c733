"""How finished studies and tables of vectors are looked at."""

from typing import Annotated

from embedstudy.options.bounds import Count
from embedstudy.options.declaration import Choices, Flag, option_group


@option_group("Neighbours")
class NeighborOptions:
    """How many neighbours are shown."""

    topn: Annotated[Count, Flag(metavar="N")] = 10
    """Neighbours of each word."""


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
