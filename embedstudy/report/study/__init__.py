"""The page of a study: the accuracies, and the structure of the embeddings."""

from embedstudy.report.study.page import render_page, write_page

__all__ = ["render_page", "write_page"]
