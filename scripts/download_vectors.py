"""Fetch pretrained vectors: ``python scripts/download_vectors.py glove-6b-50d``."""

import sys

from embedstudy.cli import main

sys.argv[1:1] = ["vectors", "download"]
main()
