"""The report of ``embedstudy initializers``: why weights start at random."""

from embedstudy.report.initializers.page import REPORT

__all__ = ["REPORT"]
