"""Show a word's neighbours in a finished study: ``python scripts/neighbors.py --help``."""

import sys

from embedstudy.cli import main

sys.argv[1:1] = ["neighbors"]
main()
