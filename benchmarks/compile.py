"""The first compilation of the kernels: seconds, each in a process of its own with an empty cache.

    python benchmarks/compile.py [--model mean] [--repeats 1]

It compiles each encoder with its recommended options, and `max` with every other optimizer too. The
column "again" is the same with the cache of the first call on disk. The seconds leave out imports.
They include the encoding of texts, which is compiled as well.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from statistics import median

from rich.console import Console
from rich.table import Table
from training import name_processor

MODELS: dict[str, dict[str, object]] = {
    **{encoder: {} for encoder in ("mean", "max", "concat", "hier", "dan", "cnn")},
    **{f"max, {name}": {"optimizer": name} for name in ("sgd", "adagrad", "adadelta")},
    "max, sgd with momentum": {"optimizer": "sgd", "momentum": 0.9},
    "mean, bigrams": {"ngrams": 2},
}
# Prints the seconds after its imports.
CHILD = """
import json
import sys
from time import perf_counter
from embedstudy.nn.model_config import recommended
from embedstudy.nn.compile import warm_up
from embedstudy.text.encoding import encode
from embedstudy.text.ngrams import append_ngrams, hash_words
from embedstudy.text.vocabulary import Vocabulary

name, chosen = sys.argv[1], json.loads(sys.argv[2])
started = perf_counter()
model_config = recommended(name, **chosen)
ngrams = model_config.options.ngrams
tokens = [["a", "b"], ["b"]]
vocabulary = Vocabulary.from_documents(tokens)
documents = encode(tokens, vocabulary)
if ngrams > 1:
    hashes = hash_words(vocabulary.words)
    append_ngrams(documents, hashes, up_to=ngrams, buckets=8, first=len(vocabulary))
warm_up(model_config)
print(perf_counter() - started)
"""


def measure_seconds(encoder: str, options: dict[str, object], cache: str) -> float:
    finished = subprocess.run(
        [sys.executable, "-c", CHILD, encoder, json.dumps(options)],
        env={**os.environ, "NUMBA_CACHE_DIR": cache}, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return float(finished.stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--model", action="append", choices=MODELS, help="repeatable")
    parser.add_argument("--repeats", type=int, default=1)
    options = parser.parse_args()
    table = Table(
        title=f"first compilation; median of {options.repeats}; {name_processor()}, "
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    )
    for heading in ("model", "first, s", "again, s"):
        table.add_column(heading, justify="right")
    for model in options.model or MODELS:
        first, again = [], []
        for _ in range(options.repeats):
            with tempfile.TemporaryDirectory() as cache:
                for times in (first, again):
                    times.append(measure_seconds(model.split(",")[0], MODELS[model], cache))
        table.add_row(model, f"{median(first):.1f}", f"{median(again):.2f}")
    Console().print(table)


if __name__ == "__main__":
    main()
