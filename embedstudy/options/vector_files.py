"""The texts that vectors are trained on, and the file they are written to."""

from typing import Annotated

from embedstudy.options.declaration import Flag, option_group


@option_group("What to train on")
class VectorCorpusOptions:
    """The texts that vectors are trained on."""

    corpus: Annotated[str, Flag(metavar="DATASET", completes="dataset")]
    """A data set by name, of which only the training part is read, or a file: UTF-8 text, one
    document a line, gzipped or not."""


@option_group("Output")
class VectorFileOptions:
    """The file that trained vectors are written to."""

    out: Annotated[str, Flag(metavar="FILE")]
    """The file to write, in word2vec's binary format."""
    force: bool = False
    """Replace the file --out."""
