import numpy as np
import pytest

from embedstudy.initializers import Constant, HeNormal
from embedstudy.nn.encoders import ENCODERS
from embedstudy.nn.model import AT_ONCE, Seeds, new_model
from embedstudy.nn.model_config import recommended
from embedstudy.text.encoding import EncodedDocuments
from tests.nn.two_classes import DIM, DOCUMENTS, N_DOCUMENTS, make_model


def test_streams_of_chance_are_apart():
    seeds = Seeds(3)
    streams = (seeds.embedding, seeds.output, seeds.order, seeds.encoder, seeds.dropout)
    draws = [rng.random(4).tolist() for rng in streams]
    assert len({tuple(draw) for draw in draws}) == len(draws)
    assert seeds.order.random(4).tolist() == draws[2]


@pytest.mark.parametrize("encoder", ENCODERS)
def test_features_are_what_the_output_layer_sees(encoder):
    model = make_model(encoder=encoder)
    features = model.features(DOCUMENTS)
    assert features.shape == (N_DOCUMENTS, model.encoder.width(DIM))
    np.testing.assert_allclose(
        model.logits(DOCUMENTS), features @ model.weights.T + model.bias, rtol=1e-4, atol=1e-5
    )
    assert model.features(DOCUMENTS.take(np.empty(0, np.int64))).shape == (0, features.shape[1])


def test_many_documents_have_the_features_that_each_has_alone():
    model = make_model(encoder="max")
    documents = DOCUMENTS.take(np.arange(2 * AT_ONCE + 5) % N_DOCUMENTS)
    features = model.features(documents)
    last = len(documents) - 1
    for i in (0, AT_ONCE - 1, AT_ONCE, last):
        assert np.array_equal(features[[i]], model.features(documents.take(np.array([i]))))


def test_the_lower_class_is_predicted_of_two_that_tie():
    model = make_model()
    model.weights[:] = 0
    assert not model.predict(DOCUMENTS).any()


def test_a_second_channel_is_added():
    model = make_model(encoder="max")
    model.channel = np.ones_like(model.embedding)
    places = np.array([3, 0], np.int32)
    np.testing.assert_allclose(model.rows(places), model.embedding[places] + 1, rtol=1e-6)
    out = np.empty((2, DIM), np.float32)
    assert model.rows(places, out) is out


def test_documents_without_words_have_the_scores_of_the_prior():
    empty = EncodedDocuments(np.empty(0, np.int32), np.zeros(2, np.int64))
    model = make_model()
    assert not model.logits(empty).any()
    model.log_prior = np.array([-1, -2], np.float32)
    assert model.logits(empty).tolist() == [[-1, -2]]


def test_output_weights_are_drawn_in_the_layout_of_keras():
    embedding, seeds = np.zeros((3, 4), np.float32), Seeds(5)
    encoder = recommended("mean").new_encoder()
    model = new_model(encoder, embedding, 2, seeds, initializer=HeNormal())
    assert np.array_equal(model.weights, HeNormal()((4, 2), seeds.output).T)
    assert not model.bias.any()
    model = new_model(encoder, embedding, 2, seeds, initializer=Constant(0.5))
    assert (model.weights == 0.5).all()
