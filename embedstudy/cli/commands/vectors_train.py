"""``embedstudy vectors train``."""

from pathlib import Path
from typing import Annotated

import typer


def train(
    corpus: Annotated[
        str,
        typer.Option(
            help="A data set by name, of which only the training part is read, or a file: UTF-8 "
            "text, one document a line, gzipped or not.",
            show_default=False,
        ),
    ],
    out: Annotated[
        Path,
        typer.Option(help="The file to write, in word2vec's binary format.", show_default=False),
    ],
    method: Annotated[str, typer.Option(help="word2vec or fasttext.")] = "word2vec",
    architecture: Annotated[str, typer.Option(help="cbow or skipgram.")] = "cbow",
    dim: Annotated[int, typer.Option(help="The length of each vector.")] = 100,
    window: Annotated[int, typer.Option(help="Words of context to each side, at most.")] = 5,
    negative: Annotated[int, typer.Option(help="Random words against each word seen.")] = 5,
    epochs: Annotated[int, typer.Option(help="Passes over the texts.")] = 5,
    min_count: Annotated[int, typer.Option(help="Leave out words that are rarer.")] = 5,
    workers: Annotated[
        int, typer.Option(help="Threads. With one, the same texts give the same bytes.")
    ] = 1,
    seed: Annotated[int, typer.Option(help="Of the random numbers.")] = 0,
    force: Annotated[bool, typer.Option("--force", help="Replace the file --out.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress on stderr.")] = False,
) -> None:
    """Train word vectors on texts of your own, and save them in word2vec's binary format.

    Texts are tokenized as `compare` does it: lower-case words and numbers.
    """
    import time
    from dataclasses import asdict

    from embedstudy.cli import console, output
    from embedstudy.options.vector_training import VectorTrainingOptions
    from embedstudy.text.training_texts import tokenized
    from embedstudy.vectors.training import train_vectors
    from embedstudy.vectors.word2vec_binary import check_target, write_word2vec_binary

    settings = VectorTrainingOptions(
        method=method,
        architecture=architecture,
        dim=dim,
        window=window,
        negative=negative,
        epochs=epochs,
        min_count=min_count,
        workers=workers,
        seed=seed,
    )
    check_target(out, force=force)
    documents = tokenized(corpus, progress=not quiet)
    started = time.perf_counter()
    vectors = train_vectors(documents, **asdict(settings), progress=not quiet)
    seconds = time.perf_counter() - started
    digest = write_word2vec_binary(vectors, out)
    made = {
        "out": str(out),
        "corpus": corpus,
        "part": documents.part,
        "words": len(vectors),
        "settings": asdict(settings),
        "seconds": round(seconds, 3),
        "sha256": digest,
    }
    if as_json:
        console.print_json(made)
    else:
        output.print_trained(made)
