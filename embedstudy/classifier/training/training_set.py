"""Labelled texts, and the part of them that a model is trained on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from embedstudy.classifier.config import ClassifierConfig
from embedstudy.classifier.inference.predictor import Predictor
from embedstudy.classifier.inference.pretrained import PretrainedVectors
from embedstudy.classifier.inference.vectorizer import (
    TextVectorizer,
    encode_texts,
    learn_vectorizer,
)
from embedstudy.nn.engine import TrainingPlan
from embedstudy.nn.examples import Examples
from embedstudy.nn.initial_embedding import (
    UNSCALED,
    PretrainedRows,
    RowScaling,
    find_scaling,
    initial_buckets,
    initial_embedding,
    join_tables,
    root_mean_square_length,
)
from embedstudy.nn.model import Model, new_model
from embedstudy.nn.model_config import ModelConfig, adapt_config
from embedstudy.nn.solving import solve
from embedstudy.nn.training import UNWATCHED, Training, Watch, train
from embedstudy.options.scale import read_scale
from embedstudy.text.corpus import EncodedCorpus
from embedstudy.text.tokenizers import Tokenizer
from embedstudy.tuning.values import UNTUNED, TunedValues
from embedstudy.vectors.coverage import check_coverage


@dataclass(frozen=True, eq=False)
class LabeledTexts:
    """Labelled texts, and the tokenizer that cuts them.

    Attributes
    ----------
    texts : sequence of str
        The texts to train on, then those of `validation_data` if there are any.
    tokenizer : Tokenizer
    labels : ndarray of int32, shape (n_texts,)
        Class ids; -1 for a label outside the classes.
    weights : ndarray of float32, shape (n_train,)
        Weights in the loss.
    n_classes : int
    """

    texts: Sequence[str]
    tokenizer: Tokenizer
    labels: np.ndarray
    weights: np.ndarray
    n_classes: int

    @cached_property
    def encoded(self) -> EncodedCorpus:
        """The texts as word ids."""
        return encode_texts(self.texts, self.tokenizer)

    def learn_tokenizer(self, rows: np.ndarray) -> "LabeledTexts":
        """Return the texts with a tokenizer that learned from some of them, if it has to learn."""
        if self.tokenizer.learner is None:
            return self
        tokenizer = self.tokenizer.fitted(self.texts[row] for row in rows)
        return replace(self, tokenizer=tokenizer)

    @property
    def n_train(self) -> int:
        """Number of texts to train on."""
        return len(self.weights)

    @property
    def n_validation(self) -> int:
        """Number of texts of `validation_data`."""
        return len(self.labels) - len(self.weights)


@dataclass(frozen=True, eq=False)
class TrainingSet:
    """Texts to train on, ready for any tuned values.

    Attributes
    ----------
    config : ClassifierConfig
    n_classes : int
    vectorizer : TextVectorizer
        Learned from these texts.
    pretrained : PretrainedVectors or None
        None if the strategy starts without them.
    vocabulary_rows : PretrainedRows or None
        The pretrained vectors of the vocabulary's words.
    extra : ndarray of float32, shape (n_extra, dim)
        Vectors of words that only the texts held out have.
    examples : Examples
    dev : Examples or None
        The texts that choose the epoch.
    """

    config: ClassifierConfig
    n_classes: int
    vectorizer: TextVectorizer
    pretrained: PretrainedVectors | None
    vocabulary_rows: PretrainedRows | None
    extra: np.ndarray
    examples: Examples
    dev: Examples | None

    def new_model(self, values: TunedValues = UNTUNED) -> Model:
        """Return an untrained model; the extra rows follow all others."""
        config, rng, dim = self.config, self.config.seeds.embedding, self.extra.shape[1]
        model_config, scaling = self._adapt_config(values), self.find_scaling(values)
        n_words = len(self.vectorizer.vocabulary)
        n_ngrams = self.vectorizer.n_rows - n_words
        initializer = model_config.options.embedding_initializer
        words = initial_embedding(
            config.strategy, (n_words, dim), rng, self.vocabulary_rows, initializer, scaling
        )
        of_ngrams = UNSCALED if config.strategy.pretrained else scaling
        ngrams = initial_buckets((n_ngrams, dim), rng, initializer, of_ngrams)
        embedding = join_tables(words, ngrams, scaling.apply(self.extra))
        return new_model(
            model_config.new_encoder(),
            embedding,
            self.n_classes,
            config.seeds,
            initializer=model_config.new_initializer(),
            channel=embedding.copy() if config.strategy.channels > 1 else None,
        )

    def find_scaling(self, values: TunedValues) -> RowScaling:
        """Return what is done to the rows that training starts from."""
        scale = read_scale(self._adapt_config(values).options.scale)
        return find_scaling(scale, self._known_length)

    def train(
        self, values: TunedValues, stop_after: int | None = None, *, watch: Watch = UNWATCHED
    ) -> tuple[Model, Training]:
        """Train a new model, or solve it; its embedding has no extra rows.

        Parameters
        ----------
        values : TunedValues
            With a learning rate, or a C.
        stop_after : int, optional
            Stop after this epoch.
        watch : Watch

        Raises
        ------
        DivergedError
            If a loss or a weight is not finite.
        Stopped
            If `watch` asks to stop.
        """
        model = self.new_model(values)
        if values.c is not None:
            training = solve(
                model, self.examples, values.c, dev=self.dev, metric=self.config.metric, watch=watch
            )
            watch.on_epoch(training.best)
        else:
            training = self._train(model, values, stop_after, watch)
        if len(self.extra):
            n_rows = self.vectorizer.n_rows
            model.embedding = model.embedding[:n_rows].copy()
            if model.channel is not None:
                model.channel = model.channel[:n_rows].copy()
        return model, training

    def _train(
        self, model: Model, values: TunedValues, stop_after: int | None, watch: Watch
    ) -> Training:
        assert values.learning_rate is not None  # noqa: S101 - every other trial has one
        config, n_words = self.config, len(self.vectorizer.vocabulary)
        plan = TrainingPlan(
            self._adapt_config(values).options,
            values.learning_rate,
            config.seeds,
            frozen_rows=config.strategy.frozen_rows(n_words, self.vectorizer.n_rows - n_words),
            stop_after=stop_after,
        )
        return train(model, self.examples, plan, dev=self.dev, metric=config.metric, watch=watch)

    def new_predictor(self, model: Model, values: TunedValues = UNTUNED) -> Predictor:
        """Return a predictor that has met no labels yet."""
        totals, scaling, pretrained = np.zeros(self.n_classes), self.find_scaling(values), None
        if self.pretrained is not None:
            # A prediction scales further vectors as training scaled the first ones.
            pretrained = replace(self.pretrained, scaling=scaling)
        return Predictor(model, self.vectorizer, pretrained, totals)

    def _adapt_config(self, values: TunedValues) -> ModelConfig:
        return values.apply_to(adapt_config(self.config.strategy, self.config.model))

    @cached_property
    def _known_length(self) -> float:
        if self.vocabulary_rows is None:
            return 0.0
        matrix, rows = self.vocabulary_rows.matrix, self.vocabulary_rows.rows
        return root_mean_square_length(matrix[rows[rows >= 0]])


def make_training_set(
    texts: LabeledTexts,
    rows: np.ndarray,
    dev_rows: np.ndarray | None,
    config: ClassifierConfig,
    pretrained: PretrainedVectors | None,
) -> TrainingSet:
    """Return texts to train on, and those that choose the epoch.

    Parameters
    ----------
    texts : LabeledTexts
    rows : ndarray of int64, shape (n_documents,)
        The texts to train on.
    dev_rows : ndarray of int64, shape (n_dev,), or None
        The texts that choose the epoch.
    config : ClassifierConfig
    pretrained : PretrainedVectors or None
        They fix the dimension under every strategy.

    Raises
    ------
    InputError
        If the texts have no word, or the vectors know none of them.
    """
    texts = texts.learn_tokenizer(rows)
    config = replace(config, tokenizer=texts.tokenizer)
    vectorizer, documents = learn_vectorizer(texts.encoded, rows, config)
    dim = config.dim if pretrained is None else pretrained.dim
    if not config.strategy.pretrained:
        pretrained = None
    vocabulary_rows = None
    if pretrained is not None:
        vocabulary = vectorizer.vocabulary
        matrix_rows, matrix = pretrained.find(vocabulary.words)
        known = pretrained.is_in_table(vocabulary.words)
        words, counts = vocabulary.words, vocabulary.counts
        affix = pretrained.find_affix(words, known)
        from_ngrams = (matrix_rows >= 0) & ~known
        check_coverage(pretrained.name, known, counts, from_ngrams, words=words, affix=affix)
        vocabulary_rows = PretrainedRows(matrix, matrix_rows)
    dev, extra = None, np.empty((0, dim), np.float32)
    if dev_rows is not None:
        held_out = vectorizer.vectorize(texts.encoded, dev_rows, pretrained)
        dev = Examples.unweighted(held_out.documents, texts.labels[dev_rows])
        extra = held_out.extra.reshape(-1, dim)
    return TrainingSet(
        config,
        texts.n_classes,
        vectorizer,
        pretrained,
        vocabulary_rows,
        extra,
        Examples(documents, texts.labels[rows], texts.weights[rows]),
        dev,
    )
