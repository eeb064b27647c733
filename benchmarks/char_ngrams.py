"""What character n-grams gain, and the same of fastText at the same setting.

    python benchmarks/char_ngrams.py        (or: --dataset r8 --seeds 5 --char-ngrams 3-6)

Words alone, words and character n-grams, and fastText with minn and maxn: the same tokens, 100
dimensions, 10 epochs, a million buckets, one thread, orders of the texts that the seed draws. Each
gets the learning rate that does best on dev (median over the seeds); test accuracies are means
over the seeds at that rate. The interval of a difference takes seeds and texts as samples. Times
are those of one training at that rate, in turn.
"""

import argparse
import tempfile
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import fmean, median, stdev

import numpy as np
from quality import tested
from rich.console import Console
from rich.table import Table
from training import BUCKETS, DIM, EPOCHS, Data, FastText, Ours, processor, seconds_of

from embedstudy.initializers import RandomUniform
from embedstudy.nn.compile import warm_up
from embedstudy.nn.model_config import recommended
from embedstudy.options.model import ModelOptions
from embedstudy.statistics.estimates import difference_interval, estimate
from embedstudy.text.char_ngrams import NgramHashing, hash_words
from embedstudy.text.encoding import CharNgrams, encode

RATES = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0)


class WithCharNgrams(Ours):
    """Reads words and their character n-grams, from a copy of the data."""

    name = "char_ngrams"

    def __init__(self, data: Data, char_ngrams: str) -> None:
        super().__init__(data)
        self.model_config = recommended("mean", epochs=EPOCHS, char_ngrams=char_ngrams)
        warm_up(self.model_config)
        lengths = ModelOptions(char_ngrams=char_ngrams).char_ngram_lengths
        every = data.vocabulary.extended(
            word for documents in data.tokens.values() for tokens in documents for word in tokens
        )
        hashed = hash_words(every.words, NgramHashing(*lengths, BUCKETS))
        used = hashed.find_used(np.arange(len(every)) < len(data.vocabulary))
        rows, n_words = hashed.find_rows(used), len(data.vocabulary)
        self.n_rows = n_words + len(used)
        self.encoded = {
            part: replace(
                data.encoded[part], char_ngrams=CharNgrams(encode(tokens, every), rows, n_words)
            )
            for part, tokens in data.tokens.items()
        }

    def table(self, rng: np.random.Generator) -> np.ndarray:
        return RandomUniform()((self.n_rows, self.dim), rng)

    def train(self, rate: float, seed: int = 0):
        return self._with_ngrams(lambda: super(WithCharNgrams, self).train(rate, seed))

    def correct(self, model, part: str) -> np.ndarray:
        return self._with_ngrams(lambda: super(WithCharNgrams, self).correct(model, part))

    def _with_ngrams(self, work):
        words, self.data.encoded = self.data.encoded, self.encoded
        try:
            return work()
        finally:
            self.data.encoded = words


def measure(name: str, n_seeds: int, char_ngrams: str, table: Table) -> None:
    data = Data(name)
    shortest, _, longest = char_ngrams.partition("-")
    with tempfile.TemporaryDirectory() as folder:
        peer = FastText(data, Path(folder), minn=int(shortest), maxn=int(longest or shortest))
        peer.options["bucket"] = BUCKETS
        programs = [Ours(data), WithCharNgrams(data, char_ngrams), peer]
        results = []
        for program in programs:
            program.rates = RATES
            results.append(tested(program, n_seeds))
        times = [[], [], []]
        for _ in range(3):
            for program, (rate, _), seconds in zip(programs, results, times, strict=True):
                if program is peer:
                    seconds.append(peer.seconds(rate, EPOCHS))
                else:
                    seconds.append(seconds_of(partial(program.train, rate)))
    words, ngrams, fasttext = (correct.astype(float) for _, correct in results)
    row = []
    for (rate, correct), seconds in zip(results, times, strict=True):
        by_seed = 100 * correct.mean(axis=1)
        row.append(
            f"{fmean(by_seed):.1f} ± {stdev(by_seed):.1f} ({rate:g}; {median(seconds):.1f} s)"
        )
    for baseline in (words, fasttext):
        sure = estimate(ngrams - baseline)
        low, high = (100 * bound for bound in difference_interval(sure, baseline.shape[1]))
        row.append(f"{100 * sure.mean:+.1f} [{low:+.1f}, {high:+.1f}]")
    table.add_row(name, *row)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--dataset", action="append", help="repeatable")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--char-ngrams", default="3-6")
    options = parser.parse_args()
    table = Table(
        title=f"test accuracy in % (rate; seconds of one training), {DIM} dimensions, {EPOCHS} "
        f"epochs, {options.seeds} seeds, n-grams of {options.char_ngrams}; {processor()}"
    )
    columns = ("data set", "words", "words and n-grams", "fastText", "gain", "to fastText")
    for heading in columns:
        table.add_column(heading, justify="left" if heading == "data set" else "right")
    for name in options.dataset or ["rotten-tomatoes", "r8"]:
        measure(name, options.seeds, options.char_ngrams, table)
    Console(width=max(Console().width, 140)).print(table)


if __name__ == "__main__":
    main()
