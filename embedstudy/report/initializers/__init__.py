"""The page of ``embedstudy initializers``: why weights start at random."""

from embedstudy.report.initializers.page import render_page, write_page

__all__ = ["render_page", "write_page"]
