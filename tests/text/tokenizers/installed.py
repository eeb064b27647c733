"""The tokenizers that learn nothing, and whose libraries are installed."""

from importlib.util import find_spec

from embedstudy.text.tokenizers import TOKENIZERS

INSTALLED = {
    name: tokenizer
    for name, tokenizer in TOKENIZERS.items()
    if all(map(find_spec, tokenizer.modules)) and tokenizer.learner is None
}
