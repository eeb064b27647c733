"""How a table for a paper is written: LaTeX with booktabs, Markdown, HTML."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape as escape_html

from embedstudy.entries import Entries
from embedstudy.report.formatting import MINUS
from embedstudy.report.paper.table import PaperTable

_LATEX = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
    "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    MINUS: "$-$", "±": r"$\pm$", "−": "$-$", "<": "$<$", ">": "$>$", "…": r"\dots{}",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class PaperFormat:
    """A format of tables for a paper: its ending, and from a table to its text."""

    ending: str
    write: Callable[[PaperTable], str]


def escape_latex(text: str) -> str:
    r"""Write a text for LaTeX.

    Examples
    --------
    >>> print(escape_latex("train_word2vec: 5 % ± 1"))
    train\_word2vec: 5 \% $\pm$ 1
    """
    return "".join(_LATEX.get(c, c) for c in flatten(text))


def flatten(text: str) -> str:
    """Write line ends and other control characters as spaces: a cell is one line."""
    return re.sub(r"[\x00-\x1f\x7f\u2028\u2029]+", " ", text)


def write_latex(table: PaperTable) -> str:
    """Write a table with booktabs; wide columns of words break their lines."""
    is_words = table.n_labels == len(table.headings)
    columns = "l" * table.n_labels + "r" * (len(table.headings) - table.n_labels)
    if is_words:
        columns = "l" * (table.n_labels - 1) + r"p{0.7\linewidth}"
    # After \\, LaTeX takes a star or a bracket for an option.
    rows = [
        ("{}" if row[0].lstrip().startswith(("[", "*")) else "")
        + " & ".join(map(escape_latex, row))
        + r" \\"
        for row in table.rows
    ]
    lines = [
        "% Needs \\usepackage{booktabs}.",
        r"\begin{table}",
        r"\centering",
        rf"\caption{{{escape_latex(table.caption)}}}",
        rf"\label{{tab:{table.name}}}",
        rf"\begin{{tabular}}{{{columns}}}",
        r"\toprule",
        " & ".join(map(escape_latex, table.headings)) + r" \\",
        r"\midrule",
        *rows,
        r"\bottomrule",
        r"\end{tabular}",
        r"\end{table}",
    ]
    return "\n".join(lines) + "\n"


def write_markdown(table: PaperTable) -> str:
    """Write a table of pipes, with its caption above it."""
    rule = ["---"] * table.n_labels + ["---:"] * (len(table.headings) - table.n_labels)
    lines = [_join_pipes(table.headings), _join_pipes(rule), *map(_join_pipes, table.rows)]
    return "\n".join([flatten(table.caption), "", *lines]) + "\n"


def _join_pipes(cells: Sequence[str]) -> str:
    return f"| {' | '.join(_escape_markdown(cell) for cell in cells)} |"


def _escape_markdown(text: str) -> str:
    return re.sub(r"([\\`*_|<\[\]])", r"\\\1", flatten(text))


def write_html(table: PaperTable) -> str:
    """Write a table that a page or a word processor takes."""
    rows = [f"<caption>{escape_html(table.caption)}</caption>", "<thead>",
            _make_row(table, table.headings, "th"), "</thead>", "<tbody>",
            *(_make_row(table, row, "td") for row in table.rows), "</tbody>"]  # fmt: skip
    return "\n".join(["<table>", *rows, "</table>"]) + "\n"


def _make_row(table: PaperTable, cells: Sequence[str], tag: str) -> str:
    right = ' style="text-align: right"'
    written = (
        f"<{tag}{right if index >= table.n_labels else ''}>{escape_html(flatten(cell))}</{tag}>"
        for index, cell in enumerate(cells)
    )
    return f"<tr>{''.join(written)}</tr>"


PAPER_FORMATS: Entries[PaperFormat] = Entries(
    "format",
    {
        "latex": PaperFormat(ending=".tex", write=write_latex),
        "markdown": PaperFormat(ending=".md", write=write_markdown),
        "html": PaperFormat(ending=".html", write=write_html),
    },
)

# The formats of Matplotlib that figures are written in.
FIGURE_FORMATS = ("svg", "pdf", "png")
