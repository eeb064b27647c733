"""Figures: drawn by Matplotlib as SVG that takes its colours and type from the page."""

from embedstudy.report.figures.chart import Chart, draw

__all__ = ["Chart", "draw"]
