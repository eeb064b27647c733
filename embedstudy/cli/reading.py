"""The options that say how vectors are read, the same for every command."""

from typing import Annotated

import typer

CaseFallback = Annotated[
    bool,
    typer.Option(
        help="Look a word that is not in the table up in lower-case, title- and upper-case."
    ),
]
Limit = Annotated[
    int | None, typer.Option(help="Only that many rows from the top.", show_default=False)
]
Normalize = Annotated[bool, typer.Option("--normalize", help="Scale every vector to unit length.")]
AllButTheTop = Annotated[
    int, typer.Option(help="Take away the mean and that many principal components.")
]
SkipBadLines = Annotated[
    bool, typer.Option("--skip-bad-lines", help="Leave out and count rows that are bad.")
]
EncodingErrors = Annotated[
    str, typer.Option(help="strict or replace, for words that are not UTF-8.")
]
TrustPickle = Annotated[
    bool, typer.Option("--trust-pickle", help="Read a gensim .kv, which can run any code.")
]
