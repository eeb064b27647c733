"""The tables of a study's page: each a function from rows to a table of text."""

from embedstudy.report.study.tables.table import HtmlTable, Row

__all__ = ["HtmlTable", "Row"]
