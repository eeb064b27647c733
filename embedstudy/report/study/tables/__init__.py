"""The tables of a study's page: functions from rows to a table of text."""

from embedstudy.report.study.tables.table import HtmlRow, HtmlTable

__all__ = ["HtmlRow", "HtmlTable"]
