"""``embedstudy vectors train``."""

from embedstudy.cli.bind import make_command
from embedstudy.options.running import OutputOptions
from embedstudy.options.vector_training import (
    VectorCorpusOptions,
    VectorFileOptions,
    VectorTrainingOptions,
)

FORMAT = "word2vec-binary"


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

    from embedstudy.cli.output.console import print_result
    from embedstudy.cli.output.vectors import print_trained
    from embedstudy.storage import publish_all, sha256
    from embedstudy.text.training_texts import open_training_texts
    from embedstudy.vectors.formats import word2vec_binary
    from embedstudy.vectors.formats.write_vectors import check_target
    from embedstudy.vectors.training import train_vectors

    path, progress = Path(file.out), not output.quiet
    check_target(path, FORMAT, force=file.force)
    documents = open_training_texts(
        texts.corpus,
        text_columns=texts.text_column,
        skip_bad_lines=texts.skip_bad_lines,
        progress=progress,
    )
    started = time.perf_counter()
    vectors = train_vectors(documents, **asdict(settings), progress=progress)
    seconds = time.perf_counter() - started
    with publish_all([path], vectors.matrix.nbytes) as (target,):
        # The words of a tokenizer have no space.
        word2vec_binary.write(target, vectors, row_end=b"")
    document = {
        "out": file.out,
        "corpus": texts.corpus,
        "part": documents.part,
        "words": len(vectors),
        "settings": asdict(settings),
        "seconds": round(seconds, 3),
        "sha256": sha256(path),
    }
    print_result(document, print_trained, as_json=output.json)
