"""The page of a study: the accuracies, and the structure of the embeddings."""

from embedstudy.report.study.page import page, write_page

__all__ = ["page", "write_page"]
