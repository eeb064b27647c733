"""The kernels' target against this processor's own: the time of a training with each encoder.

    python benchmarks/target.py          (or: --encoder cnn --repeats 5)

The kernels are compiled for x86-64-v3, so that all processors with AVX2 make the same bytes. One
process has them so, another has them compiled for this processor, by turns. Texts are made up: word
frequencies by Zipf's law, two classes. Times are CPU seconds, the BLAS has one thread.
"""

import argparse
import json
import subprocess
import sys
from statistics import median
from time import process_time

import numpy as np
from rich.console import Console
from rich.table import Table
from threadpoolctl import threadpool_limits

from embedstudy.text.encoding import EncodedDocuments, compute_offsets

# By encoder: texts, words of a text, epochs.
SIZES = {
    "mean": (8500, 20, 10),
    "max": (8500, 20, 2),
    "concat": (8500, 20, 2),
    "hier": (8500, 20, 2),
    "dan": (8500, 20, 2),
    "cnn": (2000, 20, 1),
}
DIM, N_WORDS, RATE = 100, 18_000, 0.001


def make_texts(n_texts: int, length: int) -> EncodedDocuments:
    rng = np.random.default_rng(0)
    offsets = compute_offsets(rng.poisson(length, n_texts) + 1)
    frequencies = 1 / np.arange(1, N_WORDS + 1)
    words = rng.choice(N_WORDS, offsets[-1], p=frequencies / frequencies.sum())
    return EncodedDocuments(words.astype(np.int32), offsets)


def serve(target: str) -> None:
    """Train with each encoder that is named on stdin, and print the seconds."""
    import embedstudy.nn.kernels

    if target == "native":  # before the modules of kernels are imported
        embedstudy.nn.kernels.register_target = lambda: "cpu"
    from embedstudy.nn.compile import warm_up
    from embedstudy.nn.engine import TrainingPlan
    from embedstudy.nn.examples import Examples
    from embedstudy.nn.model import Seeds, new_model
    from embedstudy.nn.model_config import recommended
    from embedstudy.nn.training import train

    for line in sys.stdin:
        encoder = line.strip()
        n_texts, length, epochs = SIZES[encoder]
        labels = np.random.default_rng(1).integers(0, 2, n_texts).astype(np.int32)
        examples = Examples.unweighted(make_texts(n_texts, length), labels)
        config, seeds = recommended(encoder, epochs=epochs), Seeds(0)
        warm_up(config)
        table = np.random.default_rng(2).random((N_WORDS, DIM), np.float32) - np.float32(0.5)
        model = new_model(config.new_encoder(), table, 2, seeds)
        started = process_time()
        train(model, examples, TrainingPlan(config.options, RATE, seeds))
        print(json.dumps(process_time() - started), flush=True)


def ask(server: subprocess.Popen[str], encoder: str) -> float:
    assert server.stdin is not None
    assert server.stdout is not None
    server.stdin.write(f"{encoder}\n")
    server.stdin.flush()
    return float(server.stdout.readline())


def start(target: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, __file__, "--serve", target],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--encoder", action="append", choices=SIZES, help="repeatable")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--serve", choices=("native", "fixed"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        with threadpool_limits(1):
            serve(options.serve)
        return
    table = Table("encoder", "native, s", "x86-64-v3, s", "ratio (lowest to highest)", box=None)
    servers = [start("native"), start("fixed")]
    for encoder in options.encoder or SIZES:
        rounds = [[ask(server, encoder) for server in servers] for _ in range(options.repeats + 1)]
        native, fixed = zip(*rounds[1:], strict=True)  # the first warms up
        ratios = [b / a for a, b in zip(native, fixed, strict=True)]
        ratio = f"{median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
        table.add_row(encoder, f"{median(native):.3f}", f"{median(fixed):.3f}", ratio)
    for server in servers:
        assert server.stdin is not None
        server.stdin.close()
        server.wait()
    Console().print(table)


if __name__ == "__main__":
    main()
