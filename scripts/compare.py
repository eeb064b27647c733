"""Compare random, frozen and fine-tuned embeddings: ``python scripts/compare.py --help``."""

import sys

from embedstudy.cli import main

sys.argv[1:1] = ["compare"]
main()
