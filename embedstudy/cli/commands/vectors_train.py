"""``embedstudy vectors train``."""

from embedstudy.cli.bind import make_command
from embedstudy.options.running import OutputOptions
from embedstudy.options.vector_files import VectorCorpusOptions, VectorFileOptions
from embedstudy.options.vector_training import VectorTrainingOptions


@make_command(
    "embedstudy vectors train --corpus imdb --out imdb.bin",
    "embedstudy vectors train --corpus texts.txt.gz --out own.bin --method fasttext",
)
def vectors_train(
    *,
    texts: VectorCorpusOptions,
    settings: VectorTrainingOptions,
    file: VectorFileOptions,
    output: OutputOptions,
) -> None:
    """Train word vectors on texts of your own, in word2vec's binary format.

    Texts are tokenized as by `compare`: lower-case words and numbers.
    """
    import time
    from dataclasses import asdict
    from pathlib import Path

    from embedstudy.cli.output.console import print_json
    from embedstudy.cli.output.vectors import print_trained
    from embedstudy.text.training_texts import tokenized
    from embedstudy.vectors.training import train_vectors
    from embedstudy.vectors.word2vec_binary import check_target, write_word2vec_binary

    path, progress = Path(file.out), not output.quiet
    check_target(path, force=file.force)
    documents = tokenized(texts.corpus, progress=progress)
    started = time.perf_counter()
    vectors = train_vectors(documents, **asdict(settings), progress=progress)
    seconds = time.perf_counter() - started
    document = {
        "out": file.out,
        "corpus": texts.corpus,
        "part": documents.part,
        "words": len(vectors),
        "settings": asdict(settings),
        "seconds": round(seconds, 3),
        "sha256": write_word2vec_binary(vectors, path),
    }
    if output.json:
        print_json(document)
    else:
        print_trained(document)
