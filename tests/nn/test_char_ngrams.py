"""Character n-grams in training and prediction, against documents that hold them written out."""

from dataclasses import replace

import numpy as np
import pytest

from embedstudy.nn import char_ngrams
from embedstudy.nn.char_ngrams import append_char_ngrams, split_order
from embedstudy.nn.engine import Engine, Pauses, TrainingPlan, is_fused
from embedstudy.nn.examples import Examples
from embedstudy.nn.model import Seeds, new_model
from embedstudy.nn.model_config import recommended
from embedstudy.options.model import ModelOptions
from embedstudy.text.encoding import CharNgrams, EncodedDocuments

RNG = np.random.default_rng(8)
N_WORDS, N_NGRAMS, N_CLASSES, DIM = 12, 20, 3, 5
END = N_WORDS + N_NGRAMS
LENGTHS = np.array([0, 1, 6, 3, 9, 2, 4])
LABELS = RNG.integers(0, N_CLASSES, len(LENGTHS)).astype(np.int32)
WEIGHTS = RNG.uniform(0.5, 2, len(LENGTHS)).astype(np.float32)
ORDER = RNG.permutation(len(LENGTHS))
POOLED = ["mean", "max", "concat", "hier", "dan"]


def ragged(lengths, highest):
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    return EncodedDocuments(RNG.integers(0, highest, offsets[-1]).astype(np.int32), offsets)


# The first 12 words have a row; three more have n-grams alone.
WORDS = ragged(LENGTHS, N_WORDS + 3)
ROWS = ragged(RNG.integers(0, 5, N_WORDS + 3), N_NGRAMS)
NGRAMS = CharNgrams(WORDS, ROWS, first=N_WORDS, end=END)
DOCUMENTS = replace(WORDS.restrict(N_WORDS), char_ngrams=NGRAMS)


def write_out(documents):
    """Return the documents with their n-grams, by a plain loop."""
    ngrams, values, lengths = documents.char_ngrams, [], []
    for i in range(len(documents)):
        rows_of_document = documents.values[
            documents.offsets[i] : documents.offsets[i + 1]
        ].tolist()
        words = ngrams.words
        for word in words.values[words.offsets[i] : words.offsets[i + 1]]:
            rows = ngrams.rows.values[ngrams.rows.offsets[word] : ngrams.rows.offsets[word + 1]]
            rows_of_document += (rows + ngrams.first).tolist()
        rows_of_document += [END] * bool(rows_of_document)
        values += rows_of_document
        lengths.append(len(rows_of_document))
    return EncodedDocuments(np.array(values, np.int32), np.cumsum([0, *lengths]))


WRITTEN = write_out(DOCUMENTS)


def new(encoder="mean", real=np.float32, **options):
    table = np.random.default_rng(4).normal(0, 0.5, (END + 1, DIM)).astype(real)
    config = recommended(encoder, window=2, hidden_size=4, **options)
    model = new_model(config.new_encoder(), table, N_CLASSES, Seeds(0))
    model.weights, model.bias = model.weights.astype(real), model.bias.astype(real)
    model.parameters = {name: array.astype(real) for name, array in model.parameters.items()}
    return model


def train(model, documents, options, frozen_rows=0):
    examples = Examples(documents, LABELS, WEIGHTS)
    engine = Engine(model, TrainingPlan(options, 0.1, Seeds(0), frozen_rows))
    return [engine.epoch(number, examples, ORDER) for number in (1, 2)]


@pytest.fixture(params=[1, 4, 1 << 13])
def block_words(request, monkeypatch):
    monkeypatch.setattr(char_ngrams, "BLOCK_WORDS", request.param)


def test_ngrams_are_written_out_behind_the_words():
    batch = np.array([4, 0, 2, 2])
    written, expected = append_char_ngrams(DOCUMENTS, batch), WRITTEN.take(batch)
    assert written.values.tolist() == expected.values.tolist()
    assert written.offsets.tolist() == expected.offsets.tolist()
    assert written.char_ngrams is None


def test_words_that_are_not_drawn_are_left_out_with_their_ngrams():
    drawn = []

    def draw(documents, batch):
        drawn.append(documents)
        size = int((documents.offsets[batch + 1] - documents.offsets[batch]).sum())
        return np.full(size, len(drawn) == 1)

    written = append_char_ngrams(DOCUMENTS, np.array([4]), draw)
    assert drawn == [DOCUMENTS, WORDS]
    assert written.values.tolist() == [*DOCUMENTS.take(np.array([4])).values.tolist(), END]


def test_an_order_is_split_into_parts(block_words):
    parts = list(split_order(DOCUMENTS, ORDER))
    assert np.concatenate(parts).tolist() == ORDER.tolist()
    assert all(len(part) for part in parts)
    assert (len(parts) == 1) == (char_ngrams.BLOCK_WORDS > 100)


@pytest.mark.parametrize("encoder", POOLED)
@pytest.mark.parametrize("batch_size", [1, 3])
@pytest.mark.parametrize("frozen_rows", [0, N_WORDS])
def test_training_is_that_on_documents_written_out(encoder, batch_size, frozen_rows, block_words):
    options = replace(
        recommended(encoder, batch_size=batch_size, epochs=3, word_dropout=0.0).options
    )
    model, expected_model = new(encoder), new(encoder)
    losses = train(model, DOCUMENTS, options, frozen_rows)
    np.testing.assert_allclose(
        losses, train(expected_model, WRITTEN, options, frozen_rows), rtol=1e-6
    )
    np.testing.assert_allclose(model.embedding, expected_model.embedding, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(model.weights, expected_model.weights, rtol=1e-5, atol=1e-6)
    assert (model.embedding[:frozen_rows] == new(encoder).embedding[:frozen_rows]).all()
    np.testing.assert_allclose(
        model.logits(DOCUMENTS), expected_model.logits(WRITTEN), rtol=1e-4, atol=1e-6
    )
    np.testing.assert_allclose(
        model.features(DOCUMENTS), expected_model.features(WRITTEN), rtol=1e-4, atol=1e-6
    )


def test_the_fused_loop_takes_the_steps_of_the_reference(block_words):
    options = ModelOptions(epochs=3)
    assert is_fused(options)
    model, reference = new(), new(real=np.float64)
    losses, expected = train(model, DOCUMENTS, options), []
    for epoch in range(2):
        total = 0.0
        for step, document in enumerate(ORDER):
            rate = 0.1 * (1 - (epoch + step / len(ORDER)) / 3)
            total += take_step(reference, document, rate)
        expected.append(total)
    np.testing.assert_allclose(losses, expected, rtol=1e-5)
    np.testing.assert_allclose(model.embedding, reference.embedding, rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(model.weights, reference.weights, rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(model.bias, reference.bias, rtol=1e-4, atol=1e-6)


def take_step(model, document, rate):
    """Make one step of the mean of words and n-grams by NumPy; return the loss before it."""
    rows = WRITTEN.take(np.array([document])).values
    hidden = model.embedding[rows].mean(axis=0) if len(rows) else np.zeros(DIM)
    scores = model.weights @ hidden + model.bias
    p = np.exp(scores - scores.max())
    p /= p.sum()
    delta = WEIGHTS[document] * (p - np.eye(N_CLASSES)[LABELS[document]])
    if len(rows):
        np.subtract.at(model.embedding, rows, rate * (model.weights.T @ delta) / len(rows))
    model.weights -= rate * np.outer(delta, hidden)
    model.bias -= rate * delta
    return -WEIGHTS[document] * np.log(p[LABELS[document]])


@pytest.mark.parametrize("encoder", POOLED)
def test_the_gradient_is_that_of_finite_differences(encoder):
    """One step of plain SGD is the gradient, which the loss around it must have."""
    options, rate = ModelOptions(batch_size=len(ORDER), schedule="constant"), 1e-4
    model = new(encoder, np.float64)
    before = model.embedding.copy()

    def loss():
        scores = model.features(DOCUMENTS) @ model.weights.T + model.bias
        scores = scores - scores.max(axis=1, keepdims=True)
        log_p = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        return -(WEIGHTS * log_p[np.arange(len(LABELS)), LABELS]).sum() / len(ORDER)

    examples = Examples(DOCUMENTS, LABELS, WEIGHTS)
    learned = new(encoder, np.float64)
    Engine(learned, TrainingPlan(options, rate, Seeds(0))).epoch(1, examples, ORDER)
    gradient = (before - learned.embedding) / rate
    for row, column in [(0, 0), (5, 2), (N_WORDS, 1), (N_WORDS + 7, 4), (END, 3)]:
        losses = []
        for shift in (1e-5, -1e-5):
            model.embedding[row, column] = before[row, column] + shift
            losses.append(loss())
        model.embedding[row, column] = before[row, column]
        slope = (losses[0] - losses[1]) / 2e-5
        np.testing.assert_allclose(gradient[row, column], slope, rtol=1e-3, atol=1e-7)


def test_documents_without_a_row_get_the_prior(block_words):
    model = new()
    model.log_prior = np.log(np.array([0.2, 0.3, 0.5], np.float32))
    scores = model.logits(DOCUMENTS)
    is_empty = WRITTEN.lengths == 0
    assert is_empty.any()
    np.testing.assert_array_equal(scores[is_empty], np.tile(model.log_prior, (is_empty.sum(), 1)))
    none = replace(
        DOCUMENTS.take(np.empty(0, int)), char_ngrams=replace(NGRAMS, words=WORDS.take([]))
    )
    assert model.logits(none).shape == (0, N_CLASSES)
    assert model.features(none).shape == (0, DIM)


@pytest.mark.parametrize("options", [ModelOptions(epochs=2), ModelOptions(epochs=2, batch_size=2)])
def test_pauses_change_no_bit_wherever_blocks_end(options, block_words):
    documents = DOCUMENTS
    for places in ((2,), (2, 4, 6)):
        plain, paused, looks = new(), new(), []
        expected = train(plain, documents, options)
        engine = Engine(paused, TrainingPlan(options, 0.1, Seeds(0), 0))
        pauses = Pauses(places, looks.append)
        examples = Examples(documents, LABELS, WEIGHTS)
        losses = [engine.epoch(1, examples, ORDER, pauses), engine.epoch(2, examples, ORDER)]
        assert losses == expected
        assert tuple(looks) == places
        for name in ("embedding", "weights", "bias"):
            assert getattr(paused, name).tobytes() == getattr(plain, name).tobytes()
