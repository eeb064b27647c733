"""The encoder `cnn` against PyTorch's convolution, where PyTorch is installed."""

import numpy as np
import pytest

from embedstudy.nn.encoders.cnn import CNN
from tests.peers import peer

torch = peer("torch")

DIM, N_ROWS = 60, 40
LENGTHS = (0, 1, 2, 3, 4, 5, 6, 18, 51, 18, 18, 1)


def of_pytorch(encoder, weights, documents, slopes):
    """Return the features and gradients of a padded convolution for each document."""
    tensors = {name: torch.tensor(array, requires_grad=True) for name, array in weights.items()}
    rows = tensors["filters"].split([width * encoder.maps for width in encoder.widths])
    features = []
    for words in documents:
        largest = []
        for width, part in zip(encoder.widths, rows, strict=True):
            kernel = part.reshape(width, encoder.maps, DIM).permute(1, 2, 0)
            x = tensors["table"][words.astype(np.int64)].T
            x = torch.nn.functional.pad(x, (0, max(width - len(words), 0)))
            largest.append(torch.nn.functional.conv1d(x[None], kernel)[0].amax(dim=1))
        features.append(torch.relu(torch.cat(largest) + tensors["filters_bias"]))
    features = torch.stack(features)
    (features * torch.tensor(slopes)).sum().backward()
    return features.detach().numpy(), {name: t.grad.numpy() for name, t in tensors.items()}


@pytest.mark.parametrize("encoder", [CNN(), CNN((1, 7), 33)], ids=["kim", "odd"])
@pytest.mark.parametrize("lengths", [LENGTHS, (18,), (0,)], ids=["many", "one", "empty"])
def test_features_and_gradients_agree(encoder, lengths):
    rng = np.random.default_rng(4)
    weights = {"table": rng.normal(0, 0.2, (N_ROWS, DIM)).astype(np.float32)}
    weights |= encoder.parameters(DIM, rng)
    weights["filters_bias"] = rng.normal(0, 0.1, encoder.width(DIM)).astype(np.float32)
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    values = rng.integers(0, N_ROWS, offsets[-1]).astype(np.int32)
    slopes = rng.normal(0, 0.1, (len(lengths), encoder.width(DIM))).astype(np.float32)
    slopes[rng.random(slopes.shape) < 0.5] = 0

    features, backward = encoder.forward(weights["table"], values, offsets, weights)
    d_table = np.zeros_like(weights["table"])
    ours = backward(slopes, d_table)
    documents = np.split(values, offsets[1:-1])
    expected, gradients = of_pytorch(encoder, weights, documents, slopes)
    np.testing.assert_allclose(features, expected, rtol=0, atol=1e-5)
    for name, gradient in {"table": d_table, **ours}.items():
        np.testing.assert_allclose(gradient, gradients[name], rtol=0, atol=1e-5, err_msg=name)
