"""The command line: parses, calls one function, prints; it decides nothing."""

from embedstudy.cli.app import main as main
