"""The data of a study, prepared once and shared by its runs: encoded corpora and vectors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from embedstudy.datasets.corpus import SPLITS, Corpus, Split
from embedstudy.datasets.make_splits import make_folds
from embedstudy.datasets.splits import count_classes, subsample, subsample_share
from embedstudy.errors import InputError
from embedstudy.options.vector_training import VectorTrainingOptions
from embedstudy.progress import show_step
from embedstudy.results.directory import StudyDirectory
from embedstudy.study.data.compute_once import Once
from embedstudy.study.data.prepared_corpus import PreparedCorpus, prepare
from embedstudy.study.data.trained_vectors import (
    DEFAULT_DIM,
    TrainingTexts,
    load_or_train,
    make_settings,
)
from embedstudy.study.plan.config import StudyConfig
from embedstudy.study.plan.grid import RunSpec
from embedstudy.study.plan.source_names import is_trained
from embedstudy.text.corpus import EncodedCorpus, encode_corpus
from embedstudy.text.repeats import count_across, number_texts
from embedstudy.text.tokenizers import Tokenizer
from embedstudy.text.uncut_texts import check_cut
from embedstudy.text.word_ids import TextBatches
from embedstudy.vectors.catalog import read_vectors
from embedstudy.vectors.coverage import describe_sharing
from embedstudy.vectors.word_vectors import WordVectors

# Vectors that the study trained itself, with the options of their training.
Trained = list[tuple[WordVectors, VectorTrainingOptions]]
# Samples that are held at once; the runs on one sample follow each other.
SAMPLES = 4


@dataclass(frozen=True, eq=False)
class StudyDataset:
    """One data set of a study.

    Attributes
    ----------
    corpus : Corpus
        As it was loaded.
    encoded : EncodedCorpus
    folds : list of Corpus
        One alone where there is no cross-validation.
    vectors : list of list of WordVectors
        The tables of each fold.
    materials : list of PreparedCorpus
        With all training texts of each fold.
    tokenizer : Tokenizer
        Learned from the training part, if it learns.
    repeats : dict
        Texts of a part that stand in an earlier one too, word for word; summed over folds.
    n_distinct : int
        The training texts of the first fold that differ from each other.
    """

    corpus: Corpus
    encoded: EncodedCorpus
    folds: list[Corpus]
    vectors: list[list[WordVectors]]
    materials: list[PreparedCorpus]
    tokenizer: Tokenizer
    repeats: dict[str, int]
    n_distinct: int

    @property
    def protocol(self) -> str:
        """The split that results are of; empty if the data set is not known by name."""
        if not self.corpus.protocol or len(self.folds) == 1:
            return self.corpus.protocol
        return f"{len(self.folds)}-fold cross-validation of all {len(self.corpus.examples):,} texts"

    @property
    def table_readings(self) -> dict[str, str]:
        """How each table of vectors was read, of those that left something to choose."""
        return {table.name: table.reading for table in self.vectors[0] if table.reading}

    @property
    def train_size(self) -> int:
        """The texts to train on; those of the smallest fold, where folds differ by one."""
        return min(materials.train_size for materials in self.materials)


class StudyDatasets:
    """The data sets of a study; any thread may ask for the materials of its run.

    Parameters
    ----------
    config : StudyConfig
    sources : mapping of str to StudyDataset
        By data set.
    """

    def __init__(self, config: StudyConfig, sources: Mapping[str, StudyDataset]) -> None:
        self.config, self.sources = config, sources
        self._samples: Once[tuple[str, int, int, int], PreparedCorpus] = Once(SAMPLES)
        for name, source in sources.items():
            for size in config.study.train_sizes:
                self._check_size(name, source, size)

    @property
    def sizes(self) -> dict[str, int]:
        """The texts that each data set has to train on."""
        return {name: source.train_size for name, source in self.sources.items()}

    @property
    def dev_sizes(self) -> dict[str, int]:
        """The dev texts that each data set has."""
        return {
            name: min(len(fold.dev) for fold in source.folds)
            for name, source in self.sources.items()
        }

    def materials_for(self, spec: RunSpec) -> PreparedCorpus:
        """Return the prepared corpus of a run; its seed draws its samples of train and dev."""
        source, fold = self.sources[spec.dataset], spec.fold or 0
        if spec.train_size == source.train_size:
            return source.materials[fold]
        key = (spec.dataset, fold, spec.train_size, spec.seed)
        return self._samples.get(key, lambda: self._draw_sample(source, *key[1:]))

    def _draw_sample(self, source: StudyDataset, fold: int, size: int, seed: int) -> PreparedCorpus:
        corpus = source.folds[fold]
        train, dev = corpus.train, corpus.dev
        rows = train.rows[subsample(train.label_ids, size, seed)]
        # Whoever has few texts to train on has few to choose with: the ratio of the parts stays.
        dev_rows = dev.rows[subsample_share(dev.label_ids, size / len(train), seed)]
        return prepare(
            replace(corpus, train=Split(train.examples, rows), dev=Split(dev.examples, dev_rows)),
            source.encoded,
            source.vectors[fold],
            self.config,
            is_sample=True,
        )

    def _check_size(self, name: str, source: StudyDataset, size: int | str) -> None:
        if isinstance(size, str):  # all of them
            return
        for corpus in source.folds:
            try:
                subsample(corpus.train.label_ids, size, 0)
            except InputError as error:
                raise InputError(f"{name}: {error}") from None


def encode_examples(
    corpus: Corpus, tokenizer: Tokenizer, *, progress: bool = True
) -> EncodedCorpus:
    """Return the encoded texts of a corpus, from the data home if they are there.

    A tokenizer that learns does so from the training part.
    """
    examples = corpus.examples
    key = examples.sha256 if examples.on_disk else ""
    if tokenizer.learner is not None:
        tokenizer = tokenizer.fitted(corpus.train.texts)
    texts = TextBatches(examples.batches, len(examples), key, corpus.name)
    return encode_corpus(texts, tokenizer, progress=progress)


def open_datasets(
    corpora: Sequence[Corpus],
    tables: Sequence[str | WordVectors],
    config: StudyConfig,
    tokenizer: Tokenizer,
    *,
    resumed: StudyDirectory | None,
    progress: bool,
) -> tuple[StudyDatasets, Trained]:
    """Encode each corpus once, and prepare the data that the runs of a study share.

    Raises
    ------
    InputError
        If a corpus or the vectors cannot be used.
    FetchError
        If vectors cannot be fetched.
    """
    encoded = encode_datasets(corpora, config, tokenizer, resumed=resumed, progress=progress)
    return prepare_datasets(encoded, tables, config, resumed=resumed, progress=progress)


@dataclass(frozen=True, eq=False)
class EncodedDataset:
    """A data set whose texts are encoded, before any vectors are read.

    Attributes
    ----------
    name : str
    corpus : Corpus
    tokenizer : Tokenizer
        Learned from the training part, if it learns.
    texts : EncodedCorpus
    """

    name: str
    corpus: Corpus
    tokenizer: Tokenizer
    texts: EncodedCorpus


def encode_datasets(
    corpora: Sequence[Corpus],
    config: StudyConfig,
    tokenizer: Tokenizer,
    *,
    resumed: StudyDirectory | None,
    progress: bool,
) -> list[EncodedDataset]:
    """Encode each corpus once.

    Raises
    ------
    InputError
        If a corpus cannot be used.
    """
    encoded = []
    for name, corpus in zip(config.datasets, corpora, strict=True):
        if config.study.cv is None:
            _check_parts(name, corpus)
        with show_step(f"learning the tokens of {name}", show=progress):
            fitted = _fit_tokenizer(tokenizer, name, corpus, resumed)
        texts = encode_examples(corpus, fitted, progress=progress)
        check_cut(name, texts, corpus.train.rows, fitted)
        texts = texts.truncated(config.text.max_tokens)
        encoded.append(EncodedDataset(name, corpus, fitted, texts))
    return encoded


def prepare_datasets(
    encoded: Sequence[EncodedDataset],
    tables: Sequence[str | WordVectors],
    config: StudyConfig,
    *,
    resumed: StudyDirectory | None,
    progress: bool,
) -> tuple[StudyDatasets, Trained]:
    """Prepare the data that the runs of a study share.

    Raises
    ------
    InputError
        If the vectors cannot be used.
    FetchError
        If vectors cannot be fetched.
    """
    sources: dict[str, StudyDataset] = {}
    trained: Trained = []
    for dataset in encoded:
        name, corpus, fitted, texts = (
            dataset.name,
            dataset.corpus,
            dataset.tokenizer,
            dataset.texts,
        )
        loaded: dict[str, WordVectors] = {}
        for table_name, table in zip(config.study.vectors, tables, strict=True):
            if isinstance(table, WordVectors):
                loaded[table_name] = replace(table.extended(texts.words), name=table_name)
            elif not is_trained(table):
                with show_step(f"loading {table_name}", show=progress):
                    vectors = read_vectors(table, texts.words, config.reading, progress=progress)
                loaded[table_name] = replace(vectors, name=table_name)
        dim = next((vectors.dim for vectors in loaded.values()), DEFAULT_DIM)
        folds = [corpus] if config.study.cv is None else make_folds(corpus, config.study.cv)
        tables_by_fold = []
        for fold, part in zip(config.folds, folds, strict=True):
            fold_tables = dict(loaded)
            for table_name in config.study.vectors:
                if table_name not in fold_tables:
                    training = TrainingTexts(texts, part.train.rows)
                    settings = make_settings(table_name, training.n_tokens, dim)
                    stored_as = _make_stored_name(table_name, name, fold, config)
                    vectors = load_or_train(
                        stored_as,
                        training,
                        settings,
                        resumed,
                        vocabulary=texts.words,
                        progress=progress,
                    )
                    trained.append((vectors, settings))
                    fold_tables[table_name] = replace(vectors, name=table_name)
            tables_by_fold.append([fold_tables[table] for table in config.study.vectors])
        with show_step(f"preparing {name}", show=progress):
            materials = [
                prepare(part, texts, fold_tables, config)
                for part, fold_tables in zip(folds, tables_by_fold, strict=True)
            ]
            numbers = number_texts(texts)
            repeats = count_across(folds, numbers)
            n_distinct = len(np.unique(numbers[folds[0].train.rows]))
        sources[name] = StudyDataset(
            corpus, texts, folds, tables_by_fold, materials, fitted, repeats, n_distinct
        )
    return StudyDatasets(config, sources), trained


def _fit_tokenizer(
    tokenizer: Tokenizer, dataset: str, corpus: Corpus, resumed: StudyDirectory | None
) -> Tokenizer:
    """Return the tokenizer that the study has learned, or learn it from the training part.

    Its hash tells whether it is the one that the study began with.
    """
    if tokenizer.learner is None:
        return tokenizer
    state = resumed.read_tokenizer(dataset) if resumed else None
    return tokenizer.restored(state) if state else tokenizer.fitted(corpus.train.texts)


def _check_parts(name: str, corpus: Corpus) -> None:
    """Refuse a corpus that lacks a part or a class; anybody may have made it."""
    for part, split in corpus.splits.items():
        if not len(split):
            raise InputError(f"{name}: no {part} texts")
    try:
        count_classes(corpus.train.label_ids, corpus.classes)
    except InputError as error:
        raise InputError(f"{name}: {error}") from None


def _make_stored_name(table: str, dataset: str, fold: int | None, config: StudyConfig) -> str:
    # The first data set adds nothing to the name, so that a study can be given more of them.
    suffix = "" if dataset == config.datasets[0] else f"-{dataset}"
    return f"{table}{suffix}" if fold is None else f"{table}{suffix}-fold{fold}"


def describe_from_ngrams(materials: Sequence[PreparedCorpus]) -> list[str]:
    """Return a sentence for each table that makes vectors of n-grams; of the first fold."""
    sentences = []
    for table in materials[0].tables.values():
        coverage = table.coverage
        if coverage is not None and (coverage.types_from_ngrams or table.extra_from_ngrams):
            sentences.append(
                f"{table.name} makes vectors from n-grams of characters for "
                f"{coverage.types_from_ngrams:.1%} of the training texts' words "
                f"({coverage.tokens_from_ngrams:.1%} of the running words) and "
                f"{table.extra_from_ngrams:,} words that only dev or test texts have"
            )
    return sentences


def describe_shared(materials: Sequence[PreparedCorpus]) -> list[str]:
    """Return a sentence for each table with few distinct vectors; of the first fold."""
    return [
        sentence
        for table in materials[0].tables.values()
        if table.shared is not None and (sentence := describe_sharing(table.name, table.shared))
    ]


def describe_wordless(materials: Sequence[PreparedCorpus]) -> list[str]:
    """Return a sentence on the texts that no model can learn from; they stay in the data."""
    sentences = []
    for lack, counts_by_fold in (
        ("have no word", [fold.wordless for fold in materials]),
        ("have no word that was learned", [fold.unknown for fold in materials]),
    ):
        counts = {name: sum(fold[name] for fold in counts_by_fold) for name in SPLITS}
        if len(materials) > 1:  # every text is tested once
            counts = {"": counts["test"]}
        parts = [f"{count} {name}".strip() for name, count in counts.items() if count]
        if parts:
            sentences.append(
                f"texts that {lack}, kept and predicted as the prior: {', '.join(parts)}"
            )
    return sentences
