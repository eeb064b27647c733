"""Fetch pretrained vectors: ``python scripts/download_vectors.py glove-6b-50d``."""

import sys

from embedstudy.cli import app

app(["vectors", "download", *sys.argv[1:]], prog_name="scripts")
