import numpy as np
import pytest

from embedstudy.errors import DivergedError, InputError
from embedstudy.nn.initial_embedding import initial_embedding
from embedstudy.nn.model import Seeds, new_model
from embedstudy.nn.model_config import recommended
from embedstudy.nn.training import Stopped, train
from embedstudy.options.model import ModelOptions
from embedstudy.strategies import STRATEGIES, strategy_named
from embedstudy.text.encoding import EncodedDocuments

RNG = np.random.default_rng(1)
LABELS = np.arange(120, dtype=np.int32) % 2
# Words 0-9 belong to class 0, 10-19 to class 1.
DOCUMENTS = EncodedDocuments(
    (RNG.integers(0, 10, (120, 5)) + 10 * LABELS[:, None]).ravel().astype(np.int32),
    np.arange(0, 601, 5, dtype=np.int64),
)
DEV = (DOCUMENTS, LABELS)


def model(seed=0, encoder="mean"):
    table = initial_embedding(STRATEGIES["random"], (20, 6), Seeds(seed).embedding)
    return new_model(recommended(encoder).new_encoder(), table, 2, Seeds(seed))


def options(**changes):
    usual = {
        "options": ModelOptions(epochs=8),
        "learning_rate": 1.0,
        "seeds": Seeds(0),
    }
    return {**usual, **changes}


def test_training_learns_and_says_so():
    trained = model()
    result = train(trained, DOCUMENTS, LABELS, dev=DEV, **options())
    assert (trained.predict(DOCUMENTS) == LABELS).mean() == 1
    assert result.best.dev_accuracy == 1
    assert result.epochs[-1].train_loss < result.epochs[0].train_loss
    assert [epoch.epoch for epoch in result.epochs] == list(range(1, 9))
    assert result.tokens == 8 * 600


def test_the_weights_are_those_of_the_first_best_epoch():
    trained = model()
    result = train(trained, DOCUMENTS, LABELS, dev=DEV, **options())
    again = model()
    train(again, DOCUMENTS, LABELS, **options(stop_after=result.best.epoch))
    assert result.best.epoch < 8
    assert trained.embedding.tobytes() == again.embedding.tobytes()
    assert trained.weights.tobytes() == again.weights.tobytes()


def test_without_dev_the_last_epoch_counts():
    result = train(model(), DOCUMENTS, LABELS, **options())
    assert result.best == result.epochs[-1]


def test_a_seed_fixes_every_byte():
    models = [model(), model(), model(seed=1)]
    for each, seed in zip(models, (0, 0, 1), strict=True):
        train(each, DOCUMENTS, LABELS, **options(seeds=Seeds(seed)))
    assert models[0].embedding.tobytes() == models[1].embedding.tobytes()
    assert models[0].embedding.tobytes() != models[2].embedding.tobytes()


def test_a_frozen_embedding_stays():
    trained = model()
    before = trained.embedding.copy()
    train(trained, DOCUMENTS, LABELS, dev=DEV, **options(frozen_rows=20))
    assert np.array_equal(trained.embedding, before)


def test_divergence_names_rate_epoch_and_step():
    with pytest.raises(DivergedError) as caught:
        train(model(), DOCUMENTS, LABELS, **options(learning_rate=1e30))
    assert caught.value.learning_rate == 1e30
    assert caught.value.epoch == 1
    assert 1 <= caught.value.step <= 120


def test_zero_weights_never_learn_from_the_words():
    """With a zero embedding and zero output weights no gradient reaches either: only the bias."""
    trained = model()
    trained.embedding[:], trained.weights[:] = 0, 0
    train(trained, DOCUMENTS, LABELS, **options())
    assert not trained.embedding.any()
    assert not trained.weights.any()


def test_training_can_be_stopped():
    asked = []
    with pytest.raises(Stopped):
        train(
            model(),
            DOCUMENTS,
            LABELS,
            **options(should_stop=lambda: len(asked) == 3 or asked.append(1)),
        )
    assert len(asked) == 3


def test_streams_of_chance_are_apart():
    seeds = Seeds(3)
    streams = (seeds.embedding, seeds.output, seeds.order, seeds.encoder, seeds.dropout)
    draws = [rng.random(4).tolist() for rng in streams]
    assert len({tuple(draw) for draw in draws}) == len(draws)
    assert seeds.order.random(4).tolist() == draws[2]


def test_unknown_names():
    with pytest.raises(InputError, match="no strategy 'fine-tuned'; there are: finetuned"):
        strategy_named("fine-tuned", has_vectors=True)
    with pytest.raises(InputError, match="'frozen' needs vectors"):
        strategy_named("frozen", has_vectors=False)
    with pytest.raises(InputError, match="no encoder 'men'; there are: mean"):
        recommended("men")


def test_frozen_vectors_learn_once_they_are_unfrozen():
    trained = model()
    before = trained.embedding.copy()
    chosen = ModelOptions(epochs=4, unfreeze_after=2)
    train(trained, DOCUMENTS, LABELS, **options(options=chosen, frozen_rows=20,
                                                stop_after=2))  # fmt: skip
    assert np.array_equal(trained.embedding, before)
    train(trained, DOCUMENTS, LABELS, **options(options=chosen, frozen_rows=20))
    assert not np.array_equal(trained.embedding, before)


def test_training_stops_when_dev_has_not_risen_for_a_while():
    result = train(
        model(), DOCUMENTS, LABELS, dev=DEV,
        **options(options=ModelOptions(epochs=50, patience=3)),
    )  # fmt: skip
    assert len(result.epochs) == result.best.epoch + 3


def test_a_document_without_words_is_predicted_as_the_prior():
    labels = np.where(np.arange(120) % 4 == 0, 0, 1).astype(np.int32)
    empty = EncodedDocuments(np.empty(0, np.int32), np.zeros(3, np.int64))
    for encoder in ("mean", "max", "concat", "hier", "dan"):
        trained = model(encoder=encoder)
        chosen = ModelOptions(epochs=2, batch_size=16)
        train(trained, DOCUMENTS, labels, **options(options=chosen))
        np.testing.assert_allclose(np.exp(trained.logits(empty)), [[0.25, 0.75]] * 2, rtol=1e-5)


@pytest.mark.parametrize("encoder", ["max", "concat", "hier", "dan"])
@pytest.mark.parametrize("optimizer", ["sgd", "adagrad", "adam", "adadelta"])
def test_every_encoder_learns_with_every_optimizer(encoder, optimizer):
    rate = {"sgd": 1.0, "adagrad": 0.1, "adam": 0.02, "adadelta": 3.0}[optimizer]
    chosen = ModelOptions(epochs=30, batch_size=20, optimizer=optimizer, dropout=0.1,
                             word_dropout=0.1)  # fmt: skip
    bytes_ = []
    for _ in range(2):
        trained = model(encoder=encoder)
        result = train(
            trained, DOCUMENTS, LABELS,
            **options(options=chosen, learning_rate=rate),
        )  # fmt: skip
        bytes_.append(trained.embedding.tobytes() + trained.weights.tobytes())
    assert (trained.predict(DOCUMENTS) == LABELS).mean() > 0.95
    assert result.epochs[-1].train_loss < result.epochs[0].train_loss
    assert bytes_[0] == bytes_[1]


def test_divergence_in_batches_names_the_step():
    chosen = ModelOptions(epochs=8, batch_size=16)
    with pytest.raises(DivergedError, match=r"epoch 1, step [1-8], learning rate 1e\+30") as caught:
        train(model(encoder="dan"), DOCUMENTS, LABELS,
              **options(options=chosen, learning_rate=1e30))  # fmt: skip
    assert 1 <= caught.value.step <= 8
