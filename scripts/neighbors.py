"""Show a word's neighbours in a finished study: ``python scripts/neighbors.py --help``."""

import sys

from embedstudy.cli import app

app(["neighbors", *sys.argv[1:]], prog_name="scripts")
