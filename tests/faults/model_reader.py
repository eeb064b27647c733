"""Reads model folders, a line of stdin each, and says what came of it: run by test_models."""

import json
import sys
import time
import warnings
from pathlib import Path

import numpy as np

from embedstudy import EmbeddingClassifier
from embedstudy.errors import EmbedstudyError

TEXTS = ["good film bad", "zzz", ""]
MOST_SECONDS, MOST_MEGABYTES = 2.0, 300.0


def read_peak() -> float:
    """Return the most memory of this process since it was reset, in MB."""
    with Path("/proc/self/status").open(encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024


def reset_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def judge(folder: str) -> str:
    """Return what is wrong with the answer to a folder; empty if nothing is."""
    reset_peak()
    peak, started = read_peak(), time.process_time()
    try:
        shares = EmbeddingClassifier.load(folder).predict_proba(TEXTS)
        is_valid = bool(np.isfinite(shares).all() and np.allclose(shares.sum(axis=1), 1, atol=1e-3))
        fault = "" if is_valid else "predicts no probabilities"
    except EmbedstudyError as error:
        message = str(error)
        is_good = folder in message and "\n" not in message and len(message) < 2000
        fault = "" if is_good else f"a bad message: {message[:200]!r}"
    except Exception as error:
        fault = f"{type(error).__name__}: {str(error)[:200]}"
    seconds, megabytes = time.process_time() - started, read_peak() - peak
    if seconds > MOST_SECONDS:
        return f"{seconds:.1f} s of CPU ({fault})"
    return f"{megabytes:.0f} MB ({fault})" if megabytes > MOST_MEGABYTES else fault


def main() -> None:
    warnings.simplefilter("ignore")
    judge(sys.argv[1])  # imports and compiles
    for line in sys.stdin:
        sys.stdout.write(json.dumps(judge(line.rstrip("\n"))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
