"""The page of a study: what ``compare`` found, and what the embeddings learned."""

from embedstudy.report.study.page import page, write_page

__all__ = ["page", "write_page"]
