"""Arguments and options that several commands take."""

from typing import Annotated

from embedstudy.cli.bind import Argument, Only
from embedstudy.options.running import OutputOptions
from embedstudy.options.vectors import VectorOptions

StudyArgument = Annotated[str, Argument("STUDY", "A study directory.", "study")]
DatasetArgument = Annotated[
    str, Argument("DATASET", "A data set: by name, a file, or hf:owner/name.", "dataset")
]
VectorsArgument = Annotated[
    str,
    Argument(
        "VECTORS", "Vectors: by name, e.g. glove-6b-50d, a file, or hf:owner/name.", "vectors"
    ),
]
ModelArgument = Annotated[str, Argument("MODEL", "A folder that `train --out` wrote.", "model")]
WordsArgument = Annotated[str, Argument("WORD...", "The words to look up.")]
JsonOption = Annotated[OutputOptions, Only("json")]
QuietOption = Annotated[OutputOptions, Only("quiet")]
# For commands that need the rows of a table and nothing else.
TableOptions = Annotated[
    VectorOptions,
    Only(
        "word_prefix",
        "word_suffix",
        "limit",
        "skip_bad_lines",
        "encoding_errors",
        "trust_pickle",
        "max_bytes",
    ),
]
