"""Compare random, frozen and fine-tuned embeddings: ``python scripts/compare.py --help``."""

import sys

from embedstudy.cli import app

app(["compare", *sys.argv[1:]], prog_name="scripts")
