"""The command line: parses, calls one function, prints; it decides nothing."""

from embedstudy.cli.app import app


def main() -> None:
    """Run the command line."""
    app(prog_name="embedstudy")
