"""How word vectors are trained on a person's own texts, and the file they are written to."""

from typing import Annotated

from pydantic import Field

from embedstudy.options.declaration import Choices, Flag, VectorLength, option_group
from embedstudy.options.limits import LimitOptions

METHODS = ("word2vec", "fasttext")
ARCHITECTURES = ("cbow", "skipgram")


@option_group("What to train on")
class VectorCorpusOptions(LimitOptions):
    """The texts that vectors are trained on."""

    corpus: Annotated[str, Flag(metavar="DATASET", completes="dataset")]
    """A data set by name, of which only the training part is read, or a file: a table with a
    column of texts, or UTF-8 text, one document a line, gzipped or not."""
    text_column: Annotated[tuple[str, ...], Flag(metavar="NAME", default="guessed")] = ()
    """Column of texts, where the file is a table; several are joined with a line break."""
    skip_bad_lines: bool = False
    """Leave out rows of a table that cannot be read, and count them."""


@option_group("Training")
class VectorTrainingOptions:
    """All that decides trained vectors, apart from the texts.

    Beyond the upper bounds gensim's C code overflows, or hours go by on a slip of the finger.
    """

    method: Annotated[str, Choices("method", METHODS)] = "word2vec"
    """How vectors are learned."""
    architecture: Annotated[str, Choices("architecture", ARCHITECTURES)] = "cbow"
    """Whether the context predicts the word (cbow), or the word its context (skipgram)."""
    dim: Annotated[VectorLength, Flag(metavar="N")] = 100
    """Length of each vector."""
    window: Annotated[int, Field(ge=1, le=10_000), Flag(metavar="N")] = 5
    """Words to each side that count as context, at most."""
    negative: Annotated[int, Field(ge=1, le=1_000), Flag(metavar="N")] = 5
    """Words drawn at random against each word seen."""
    epochs: Annotated[int, Field(ge=1, le=1_000_000), Flag(metavar="N")] = 5
    """Passes over the texts."""
    min_count: Annotated[int, Field(ge=1, le=2**31 - 1), Flag(metavar="N")] = 5
    """Leave out words that occur fewer than N times."""
    workers: Annotated[int, Field(ge=1, le=1_024), Flag(metavar="N")] = 1
    """Threads. With one, the same texts give the same bytes."""
    seed: Annotated[int, Field(ge=0, le=2**32 - 1), Flag(metavar="N")] = 0
    """Start of the random numbers."""


@option_group("Output")
class VectorFileOptions:
    """The file that trained vectors are written to."""

    out: Annotated[str, Flag(metavar="FILE")]
    """The file to write, in word2vec's binary format."""
    force: bool = False
    """Replace the file --out."""
