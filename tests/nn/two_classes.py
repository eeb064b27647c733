"""Documents of two classes that share no word, and models for them."""

import numpy as np

from embedstudy.nn.examples import Examples
from embedstudy.nn.initial_embedding import initial_embedding
from embedstudy.nn.model import Seeds, new_model
from embedstudy.nn.model_config import recommended
from embedstudy.strategies import STRATEGIES
from embedstudy.text.encoding import EncodedDocuments

N_WORDS, DIM, N_DOCUMENTS = 20, 6, 120
LABELS = np.arange(N_DOCUMENTS, dtype=np.int32) % 2
# Words 0-9 belong to class 0, 10-19 to class 1.
DOCUMENTS = EncodedDocuments(
    (np.random.default_rng(1).integers(0, 10, (N_DOCUMENTS, 5)) + 10 * LABELS[:, None])
    .ravel()
    .astype(np.int32),
    np.arange(0, 5 * N_DOCUMENTS + 1, 5, dtype=np.int64),
)
EXAMPLES = Examples.unweighted(DOCUMENTS, LABELS)


def make_model(seed=0, encoder="mean"):
    """Return an untrained model."""
    seeds = Seeds(seed)
    embedding = initial_embedding(STRATEGIES["random"], (N_WORDS, DIM), seeds.embedding)
    return new_model(recommended(encoder).new_encoder(), embedding, 2, seeds)
