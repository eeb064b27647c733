"""Compare random, frozen and fine-tuned embeddings: ``python scripts/compare.py --help``."""

import sys

from embedstudy.cli import main

main(["compare", *sys.argv[1:]])
