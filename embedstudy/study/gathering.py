"""All that a study needs before its first run: an encoded corpus and its tables of vectors."""

from collections.abc import Sequence
from dataclasses import replace

from embedstudy.datasets.corpus import SPLITS, Corpus
from embedstudy.datasets.division import cross_validation
from embedstudy.study.directory import Study
from embedstudy.study.in_domain import (
    DEFAULT_DIM,
    TrainingTexts,
    settings_for,
    trains,
    vectors_of_study,
)
from embedstudy.study.materials import Materials, prepare
from embedstudy.study.plan import StudyConfig
from embedstudy.text.corpus import EncodedCorpus, encode_corpus
from embedstudy.text.tokenizers import Tokenizer
from embedstudy.vectors.catalog import load_located
from embedstudy.vectors.training import TrainingSettings
from embedstudy.vectors.word_vectors import WordVectors

# Vectors that the study trained itself, and how.
Trained = list[tuple[WordVectors, TrainingSettings]]


def encoded(corpus: Corpus, tokenizer: Tokenizer, *, progress: bool = True) -> EncodedCorpus:
    """Encode a corpus, or open what was encoded before."""
    examples = corpus.examples
    return encode_corpus(
        examples.batches,
        len(examples),
        tokenizer,
        key=examples.sha256 if examples.on_disk else "",
        name=corpus.name,
        progress=progress,
    )


def gather(
    corpus: Corpus,
    tables: Sequence[str | WordVectors],
    config: StudyConfig,
    tokenizer: Tokenizer,
    *,
    resumed: Study | None,
    progress: bool,
) -> tuple[list[Materials], Trained]:
    """Encode a corpus once, and make what the runs of each fold share; of one alone without folds.

    Raises
    ------
    InputError
        If the corpus or the vectors cannot be used.
    FetchError
        If vectors cannot be fetched.
    """
    texts = encoded(corpus, tokenizer, progress=progress)
    named: dict[str, WordVectors] = {}
    for table in tables:
        if isinstance(table, WordVectors):
            named[table.name] = table
        elif not trains(table):
            named[table] = load_located(table, texts.words, config.reading, progress=progress)
    dim = next((vectors.dim for vectors in named.values()), DEFAULT_DIM)
    corpora = [corpus] if config.cv is None else cross_validation(corpus, config.cv)
    materials: list[Materials] = []
    trained: Trained = []
    for fold, each in zip(config.folds, corpora, strict=True):
        own = dict(named)
        for name in config.vectors:
            if name not in own:
                part = TrainingTexts(texts, each.train.rows, config.max_tokens)
                settings = settings_for(name, part.n_tokens, dim)
                made = vectors_of_study(name, fold, part, settings, resumed, progress=progress)
                trained.append((made, settings))
                own[name] = replace(made, name=name)
        materials.append(
            prepare(
                each,
                texts,
                [own[name] for name in config.vectors],
                oov=config.oov,
                min_count=config.min_count,
                max_vocabulary=config.max_vocabulary,
                max_tokens=config.max_tokens,
            )
        )
    return materials, trained


def texts_without_words(materials: Sequence[Materials]) -> list[str]:
    """Say how many texts have nothing that a model could go by; they are kept."""
    said = []
    for what, of in (
        ("have no word", [each.wordless for each in materials]),
        ("have no word that was learned", [each.unknown for each in materials]),
    ):
        counts = {name: sum(each[name] for each in of) for name in SPLITS}
        if len(materials) > 1:  # every text is tested once
            counts = {"": counts["test"]}
        found = [f"{count} {name}".strip() for name, count in counts.items() if count]
        if found:
            said.append(f"texts that {what}, kept and predicted as the prior: {', '.join(found)}")
    return said
