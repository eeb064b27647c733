"""What every command prints with: JSON for programs, plain text and tables for people."""

import json
import sys
from typing import Any

from rich import box
from rich.table import Table
from rich.text import Text


def print_json(document: dict[str, Any]) -> None:
    """Print one JSON document and nothing else."""
    json.dump(document, sys.stdout, indent=2, ensure_ascii=True, allow_nan=False)
    sys.stdout.write("\n")


def plain_table(title: str) -> Table:
    """Make an empty table as all of them are."""
    return Table(
        title=plain(title, "bold"), title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0)
    )


def plain(text: str, style: str = "") -> Text:
    """Text that is shown as it is: no markup, no control characters."""
    return Text("".join(c if c.isprintable() else repr(c)[1:-1] for c in text), style)
