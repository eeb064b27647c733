"""Encoding texts, compared with scikit-learn's CountVectorizer and a regular expression alone.

    python benchmarks/text.py            (or: --dataset imdb --repeats 5)

All read the same texts from the data home and find the same tokens. Ours go to word ids in an empty
data home, counted and sorted. The last line is the work of a second study before it trains.
"""

import argparse
import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

from rich.console import Console
from rich.table import Table
from sklearn.feature_extraction.text import CountVectorizer

from embedstudy import load_dataset
from embedstudy.datasets.corpus import Corpus
from embedstudy.storage import use_home
from embedstudy.study.data.study_datasets import encode_examples
from embedstudy.text.corpus import encode_corpus
from embedstudy.text.tokenizers import TOKENIZERS
from embedstudy.text.tokenizers.cleaning import clean
from embedstudy.text.word_ids import TextBatches

# That of the tokenizer `basic`, where no marks stand on letters.
PATTERN = r"[^\W_]+(?:['’][^\W_]+)*"
PEER = "CountVectorizer"


def encode_texts(corpus: Corpus, tokenizer: str, jobs: int) -> int:
    examples = corpus.examples
    with tempfile.TemporaryDirectory() as home, use_home(Path(home)):
        corpus_ids = encode_corpus(
            TextBatches(examples.batches, len(examples), examples.sha256, corpus.name),
            TOKENIZERS[tokenizer],
            jobs=jobs,
            progress=False,
        )
    return len(corpus_ids.documents.values)


def count_words(corpus: Corpus) -> int:
    vectorizer = CountVectorizer(
        preprocessor=lambda text: clean(text, lower=True), token_pattern=PATTERN
    )
    return int(vectorizer.fit_transform(corpus.examples.texts.to_pylist()).sum())


def find_words(corpus: Corpus) -> Callable[[], int]:
    texts = [clean(text, lower=True) for text in corpus.examples.texts.to_pylist()]
    return lambda: sum(len(re.findall(PATTERN, text)) for text in texts)


def open_second_study(name: str) -> int:
    corpus = load_dataset(name, progress=False)
    texts = encode_examples(corpus, TOKENIZERS["basic"], progress=False)
    vocabulary = texts.vocabulary(corpus.train.rows)
    for split in corpus.splits.values():
        texts.encoded(split.rows, vocabulary)
    return len(texts.documents.values)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--dataset", default="imdb")
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    corpus = load_dataset(options.dataset)
    runs: dict[str, Callable[[], int]] = {
        PEER: lambda: count_words(corpus),
        "regular expression, one core": find_words(corpus),
        "basic, 1 job": lambda: encode_texts(corpus, "basic", 1),
        "basic, 2 jobs": lambda: encode_texts(corpus, "basic", 2),
        "treebank": lambda: encode_texts(corpus, "treebank", 1),
        "whitespace": lambda: encode_texts(corpus, "whitespace", 1),
        "basic, opened again": lambda: open_second_study(options.dataset),
    }
    open_second_study(options.dataset)
    seconds_of: dict[str, list[float]] = {name: [] for name in runs}
    tokens = {}
    for _ in range(options.repeats):
        for name, run in runs.items():
            started = perf_counter()
            tokens[name] = run()
            seconds_of[name].append(perf_counter() - started)
    table = Table(title=f"{options.dataset}; median of {options.repeats}, in turn")
    for heading in ("", "tokens, million", "seconds", "million a second", f"x {PEER}"):
        table.add_column(heading, justify="right" if heading else "left")
    for name, seconds in seconds_of.items():
        millions, rate = tokens[name] / 1e6, tokens[name] / 1e6 / median(seconds)
        times = median(
            peer / own_seconds for peer, own_seconds in zip(seconds_of[PEER], seconds, strict=True)
        )
        table.add_row(
            name, f"{millions:.2f}", f"{median(seconds):.3f}", f"{rate:.2f}",
            f"{times * tokens[name] / tokens[PEER]:.1f}",
        )  # fmt: skip
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
