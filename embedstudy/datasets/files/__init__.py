"""Local files as data sets: CSV, TSV, JSON Lines, Parquet, fastText's lines, folders of .txt."""

from embedstudy.datasets.files.paths import is_files
from embedstudy.datasets.files.sources import make_files_source

__all__ = ["is_files", "make_files_source"]
