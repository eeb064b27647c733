"""What character n-grams gain, and the same of fastText at the same setting.

    python benchmarks/char_ngrams.py        (or: --dataset r8 --seeds 5 --cross-validate)

Words alone, words and character n-grams, and fastText with minn and maxn: the same tokens, 100
dimensions, 10 epochs, a million buckets, one thread, orders of the texts that the seed draws. Each
gets the learning rate that does best on dev (median over the seeds); test accuracies are means
over the seeds at that rate. The interval of a difference takes seeds and texts as samples. Times
are those of one training at that rate, in turn. Cross-validated, the training and dev texts are
divided into five folds, each the test part once.
"""

import argparse
import tempfile
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import fmean, median, stdev

import numpy as np
from quality import test_at_best_rate
from rich.console import Console
from rich.table import Table
from training import (
    BUCKETS,
    DIM,
    EPOCHS,
    FOLDS,
    Data,
    FastText,
    Ours,
    measure_seconds,
    name_processor,
)

from embedstudy.initializers import RandomUniform
from embedstudy.nn.compile import warm_up
from embedstudy.nn.model_config import recommended
from embedstudy.options.model import ModelOptions
from embedstudy.statistics.estimates import difference_interval, estimate, estimate_over_folds
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
        self.n_rows = n_words + len(used) + 1
        self.encoded = {
            part: replace(
                data.encoded[part],
                char_ngrams=CharNgrams(encode(tokens, every), rows, n_words, end=self.n_rows - 1),
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


def test_programs(
    data: Data, n_seeds: int, char_ngrams: str
) -> list[tuple[float, np.ndarray, float]]:
    """Return the rate, what is right and the seconds of words, of n-grams, and of fastText."""
    shortest, _, longest = char_ngrams.partition("-")
    with tempfile.TemporaryDirectory() as folder:
        peer = FastText(data, Path(folder), minn=int(shortest), maxn=int(longest or shortest))
        peer.options["bucket"] = BUCKETS
        programs = [Ours(data), WithCharNgrams(data, char_ngrams), peer]
        results = []
        for program in programs:
            program.rates = RATES
            results.append(test_at_best_rate(program, n_seeds))
        times = [[], [], []]
        for _ in range(3):
            for program, (rate, _), seconds in zip(programs, results, times, strict=True):
                if program is peer:
                    seconds.append(peer.seconds(rate, EPOCHS))
                else:
                    seconds.append(measure_seconds(partial(program.train, rate)))
    return [
        (rate, correct.astype(float), median(seconds))
        for (rate, correct), seconds in zip(results, times, strict=True)
    ]


def measure(name: str, n_seeds: int, char_ngrams: str, table: Table, *, folds: int | None) -> None:
    results = [
        test_programs(Data(name, fold=fold), n_seeds, char_ngrams)
        for fold in (range(folds) if folds else [None])
    ]
    sizes = [correct.shape[1] for (_, correct, _), *_ in results]
    cells, scores = [], []
    for by_fold in zip(*results, strict=True):
        rates = ", ".join(f"{rate:g}" for rate in sorted({rate for rate, _, _ in by_fold}))
        correct = np.concatenate([correct_of_fold for _, correct_of_fold, _ in by_fold], axis=1)
        seconds = median(seconds_of_fold for _, _, seconds_of_fold in by_fold)
        by_seed = 100 * correct.mean(axis=1)
        scores.append(correct)
        cells.append(f"{fmean(by_seed):.1f} ± {stdev(by_seed):.1f} ({rates}; {seconds:.1f} s)")
    words, ngrams, fasttext = scores
    fold_of_text = np.repeat(np.arange(len(sizes)), sizes)
    for baseline in (words, fasttext):
        difference = ngrams - baseline
        sure = (
            estimate_over_folds(difference, fold_of_text, len(fold_of_text) - sizes[0])
            if folds
            else estimate(difference)
        )
        low, high = (100 * bound for bound in difference_interval(sure, len(fold_of_text)))
        cells.append(f"{100 * sure.mean:+.1f} [{low:+.1f}, {high:+.1f}]")
    table.add_row(name, *cells)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--dataset", action="append", help="repeatable")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--char-ngrams", default="3-6")
    parser.add_argument("--cross-validate", action="store_true", help="on the training texts")
    options = parser.parse_args()
    folds = FOLDS if options.cross_validate else None
    where = f"{FOLDS} folds of the training texts" if folds else "the test part"
    table = Table(
        title=f"accuracy in % on {where} (rate; seconds of one training), {DIM} dimensions, "
        f"{EPOCHS} epochs, {options.seeds} seeds, n-grams of {options.char_ngrams}; "
        f"{name_processor()}"
    )
    columns = ("data set", "words", "words and n-grams", "fastText", "gain", "to fastText")
    for heading in columns:
        table.add_column(heading, justify="left" if heading == "data set" else "right")
    for name in options.dataset or ["rotten-tomatoes", "r8", "slo-opinion"]:
        measure(name, options.seeds, options.char_ngrams, table, folds=folds)
    Console(width=max(Console().width, 140)).print(table)


if __name__ == "__main__":
    main()
