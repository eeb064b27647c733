"""Marks and lines of a chart, as numbers."""

import re


def find_marks(chart, group):
    """The middle of each mark of a scatter."""
    (body,) = re.findall(
        rf'<g id="{chart.name}-{group}">(.*?)\n   ?</g>', chart.body, re.DOTALL
    )  # fmt: skip
    return [(float(x), float(y)) for x, y in re.findall(r'<use [^>]*x="(.*?)" y="(.*?)"', body)]


def find_line(chart, group):
    """The points of a line."""
    (path,) = re.findall(rf'<g id="{chart.name}-{group}">\s*<path d="([^"]*)"', chart.body)
    return [(float(x), float(y)) for x, y in re.findall(r"[ML] (\S+) (\S+)", path)]
