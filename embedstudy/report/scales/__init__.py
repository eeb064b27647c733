"""The report of ``embedstudy initializers --scales``: how small a start must be."""

from embedstudy.report.scales.page import REPORT

__all__ = ["REPORT"]
