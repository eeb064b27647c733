"""The page of ``embedstudy initializers --scales``: how small a start must be."""

from embedstudy.report.scales.page import render_page, write_page

__all__ = ["render_page", "write_page"]
