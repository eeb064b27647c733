"""The page of ``embedstudy initializers``: why weights start at random."""

from embedstudy.report.initializers.page import page, write_page

__all__ = ["page", "write_page"]
