import errno

import numpy as np
import pytest

from embedstudy.nn import best_weights
from embedstudy.nn.best_weights import BestWeights
from tests.nn.two_classes import make_model


@pytest.fixture(params=["memory", "file", "full disk"])
def place(request, monkeypatch):
    if request.param != "memory":
        monkeypatch.setattr(best_weights, "LARGE", 0)
    if request.param == "full disk":

        def refuse():
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(best_weights.tempfile, "TemporaryFile", refuse)
    return request.param


@pytest.mark.usefixtures("place")
def test_the_weights_come_back_to_the_bit():
    model, best = make_model(), BestWeights()
    best.keep(model, embedding=True)
    for array in (model.embedding, model.weights, model.bias):
        array += 1
    best.keep(model, embedding=True)  # in place of the first ones
    expected = [array.tobytes() for array in (model.embedding, model.weights, model.bias)]
    for array in (model.embedding, model.weights, model.bias):
        array[:] = np.nan
    best.restore(model)
    restored = [array.tobytes() for array in (model.embedding, model.weights, model.bias)]
    assert restored == expected


@pytest.mark.usefixtures("place")
def test_an_embedding_that_does_not_change_is_not_kept():
    model, best = make_model(), BestWeights()
    best.keep(model, embedding=False)
    before = model.embedding
    model.weights += 1
    best.restore(model)
    assert model.embedding is before
    assert model.weights.tobytes() == make_model().weights.tobytes()


def test_without_weights_nothing_is_restored():
    model = make_model()
    BestWeights().restore(model)
    assert model.weights.tobytes() == make_model().weights.tobytes()


def test_a_file_that_is_cut_short_is_an_error(monkeypatch):
    monkeypatch.setattr(best_weights, "LARGE", 0)
    files, open_file = [], best_weights.tempfile.TemporaryFile
    monkeypatch.setattr(
        best_weights.tempfile, "TemporaryFile", lambda: files.append(open_file()) or files[-1]
    )
    model, best = make_model(), BestWeights()
    best.keep(model, embedding=True)
    files[0].truncate(10)
    with pytest.raises(OSError, match="10 of"):
        best.restore(model)
