"""What runs need beside their spec, made once and shared: encoded corpora, tables of vectors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from embedstudy.datasets.corpus import SPLITS, Corpus, Split
from embedstudy.datasets.make_splits import make_folds
from embedstudy.datasets.splits import count_classes, subsample
from embedstudy.errors import InputError
from embedstudy.options.vector_training import VectorTrainingOptions
from embedstudy.results.directory import StudyDirectory
from embedstudy.study.data.compute_once import Once
from embedstudy.study.data.prepared_corpus import PreparedCorpus, prepare
from embedstudy.study.data.trained_vectors import (
    DEFAULT_DIM,
    TrainingTexts,
    settings_for,
    vectors_of_study,
)
from embedstudy.study.plan.config import StudyConfig
from embedstudy.study.plan.grid import RunSpec
from embedstudy.study.plan.source_names import trains
from embedstudy.text.corpus import EncodedCorpus, encode_corpus
from embedstudy.text.tokenizers import Tokenizer
from embedstudy.vectors.catalog import load_located
from embedstudy.vectors.word_vectors import WordVectors

# Vectors that the study trained itself, and how.
Trained = list[tuple[WordVectors, VectorTrainingOptions]]
# Samples whose materials are held at once; runs on one sample come one after the other.
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
    """

    corpus: Corpus
    encoded: EncodedCorpus
    folds: list[Corpus]
    vectors: list[list[WordVectors]]
    materials: list[PreparedCorpus]

    @property
    def train_size(self) -> int:
        """The texts to train on; those of the smallest fold, where folds differ by one."""
        return min(each.train_size for each in self.materials)


class StudyDatasets:
    """Gives each run its materials, whichever thread asks.

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

    def materials(self, spec: RunSpec) -> PreparedCorpus:
        """Return what a run needs; its sample of the training texts is drawn by its seed."""
        source, fold = self.sources[spec.dataset], spec.fold or 0
        if spec.train_size == source.train_size:
            return source.materials[fold]
        key = (spec.dataset, fold, spec.train_size, spec.seed)
        return self._samples.get(key, lambda: self._sampled(source, *key[1:]))

    def _sampled(self, source: StudyDataset, fold: int, size: int, seed: int) -> PreparedCorpus:
        corpus = source.folds[fold]
        train = corpus.train
        rows = train.rows[subsample(train.label_ids, size, seed)]
        return prepare(
            replace(corpus, train=Split(train.examples, rows)),
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


def open_supply(
    corpora: Sequence[Corpus],
    tables: Sequence[str | WordVectors],
    config: StudyConfig,
    tokenizer: Tokenizer,
    *,
    resumed: StudyDirectory | None,
    progress: bool,
) -> tuple[StudyDatasets, Trained]:
    """Encode each corpus once, and make what the runs of a study share.

    Raises
    ------
    InputError
        If a corpus or the vectors cannot be used.
    FetchError
        If vectors cannot be fetched.
    """
    sources: dict[str, StudyDataset] = {}
    trained: Trained = []
    for name, corpus in zip(config.datasets, corpora, strict=True):
        if config.study.cv is None:
            _check_parts(name, corpus)
        texts = encoded(corpus, tokenizer, progress=progress).truncated(config.text.max_tokens)
        named: dict[str, WordVectors] = {}
        for called, table in zip(config.study.vectors, tables, strict=True):
            if isinstance(table, WordVectors):
                named[called] = table
            elif not trains(table):
                read = load_located(table, texts.words, config.reading, progress=progress)
                named[called] = replace(read, name=called)
        dim = next((vectors.dim for vectors in named.values()), DEFAULT_DIM)
        folds = [corpus] if config.study.cv is None else make_folds(corpus, config.study.cv)
        vectors = []
        for fold, each in zip(config.folds, folds, strict=True):
            own = dict(named)
            for table in config.study.vectors:
                if table not in own:
                    part = TrainingTexts(texts, each.train.rows)
                    settings = settings_for(table, part.n_tokens, dim)
                    kept_as = _kept_as(table, name, fold, config)
                    made = vectors_of_study(kept_as, part, settings, resumed, progress=progress)
                    trained.append((made, settings))
                    own[table] = replace(made, name=table)
            vectors.append([own[table] for table in config.study.vectors])
        materials = [
            prepare(each, texts, own, config) for each, own in zip(folds, vectors, strict=True)
        ]
        sources[name] = StudyDataset(corpus, texts, folds, vectors, materials)
    return StudyDatasets(config, sources), trained


def _check_parts(name: str, corpus: Corpus) -> None:
    """Refuse a corpus, which anybody may have made, that cannot be trained, tuned and tested on."""
    for part, split in corpus.splits.items():
        if not len(split):
            raise InputError(f"{name}: no {part} texts")
    try:
        count_classes(corpus.train.label_ids, corpus.classes)
    except InputError as error:
        raise InputError(f"{name}: {error}") from None


def _kept_as(table: str, dataset: str, fold: int | None, config: StudyConfig) -> str:
    # The first has the name that it has alone, so that a study can be given more data sets.
    of = "" if dataset == config.datasets[0] else f"-{dataset}"
    return f"{table}{of}" if fold is None else f"{table}{of}-fold{fold}"


def texts_without_words(materials: Sequence[PreparedCorpus]) -> list[str]:
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
