"""fastText models, made by gensim, which writes fastText's own layout."""

from pathlib import Path

import numpy as np
from gensim.models import FastText
from gensim.models.fasttext import save_facebook_model

WORDS = ["film", "Good", "naïve", "日本語", "šuma", "😀", "it's", "a", "filmography", "nbsp\u00a0x"]
UNSEEN = ["films", "日本", "ž", "unheard", "😀😀", "it"]


def train_model(path: Path, texts: list[list[str]] | None = None, **options: object) -> FastText:
    """Train a model, of ten words by default, write it to a file, and return it."""
    rng = np.random.default_rng(3)
    texts = texts or [[str(word) for word in rng.choice(WORDS, 8)] for _ in range(60)]
    settings = {"vector_size": 6, "min_n": 2, "max_n": 4, "bucket": 300, **options}
    model = FastText(texts, min_count=1, epochs=2, seed=1, workers=1, **settings)
    save_facebook_model(model, str(path))
    return model
