"""A page that people play with: type a word and see where it stands in each space."""

from embedstudy.report.explorer.layouts import layout_named
from embedstudy.report.explorer.page import Explorer, explorer_of

__all__ = ["Explorer", "explorer_of", "layout_named"]
