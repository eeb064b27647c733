"""The options that say how a data set is read and tokenized, the same for every command."""

from typing import Annotated

import typer

TextColumn = Annotated[
    str | None,
    typer.Option(help="The column of texts; guessed where just one can be.", show_default=False),
]
LabelColumn = Annotated[
    str | None,
    typer.Option(help="The column of labels; guessed where just one can be.", show_default=False),
]
SplitName = Annotated[
    str | None,
    typer.Option(
        "--split", help="Of hf:owner/name: only this split, split anew.", show_default=False
    ),
]
DevFile = Annotated[
    str | None, typer.Option(help="A file of texts to choose on.", show_default=False)
]
TestFile = Annotated[
    str | None, typer.Option(help="A file of texts to test on.", show_default=False)
]
Encoding = Annotated[str, typer.Option(help="Of text files.")]
SkipBadLines = Annotated[
    bool, typer.Option("--skip-bad-lines", help="Leave out and count rows that are bad.")
]
TokenizerName = Annotated[
    str,
    typer.Option(
        "--tokenizer",
        help="basic (words and numbers in lower case), treebank (punctuation and n't are words "
        "too) or whitespace.",
    ),
]
