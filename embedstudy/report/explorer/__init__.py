"""The explorer: type a word, and see its place in each space of a study."""

from embedstudy.report.explorer.layouts import find_layout
from embedstudy.report.explorer.page import Explorer, draw_explorer

__all__ = ["Explorer", "draw_explorer", "find_layout"]
