"""Figures: drawn by Matplotlib as SVG that takes its colours and type from the page."""

from embedstudy.report.figures.chart import Chart, draw
from embedstudy.report.figures.matplotlib_types import Axes, Figure

__all__ = ["Axes", "Chart", "Figure", "draw"]
