from embedstudy.report.paper.formats import PAPER_FORMATS, write_html, write_latex, write_markdown
from embedstudy.report.paper.table import PaperTable

HOSTILE = "50 % & a_b | <i>\nx\\ ± −1"
TABLE = PaperTable("results", "A caption: 5 %", ("Name", "n"), ((HOSTILE, "−1.5"), ("b", "2")))


def test_latex():
    assert write_latex(TABLE).splitlines() == [
        "% Needs \\usepackage{booktabs}.",
        r"\begin{table}",
        r"\centering",
        r"\caption{A caption: 5 \%}",
        r"\label{tab:results}",
        r"\begin{tabular}{lr}",
        r"\toprule",
        r"Name & n \\",
        r"\midrule",
        r"50 \% \& a\_b | $<$i$>$ x\textbackslash{} $\pm$ $-$1 & $-$1.5 \\",
        r"b & 2 \\",
        r"\bottomrule",
        r"\end{tabular}",
        r"\end{table}",
    ]


def test_a_row_of_latex_starts_with_no_option_of_the_row_above():
    table = PaperTable("t", "c", ("Name", "n"), (("[a].txt", "1"), ("*", "2")))
    assert [line for line in write_latex(table).splitlines() if "{}" in line] == [
        r"{}[a].txt & 1 \\", r"{}* & 2 \\",
    ]  # fmt: skip


def test_markdown():
    assert write_markdown(TABLE).splitlines() == [
        "A caption: 5 %",
        "",
        "| Name | n |",
        "| --- | ---: |",
        r"| 50 % & a\_b \| \<i> x\\ ± −1 | −1.5 |",
        "| b | 2 |",
    ]


def test_html():
    text = write_html(TABLE)
    assert "<td>50 % &amp; a_b | &lt;i&gt; x\\ ± −1</td>" in text
    assert '<td style="text-align: right">−1.5</td>' in text
    assert text.count("<tr>") == 3


def test_a_table_of_words_breaks_its_lines():
    text = write_latex(PaperTable("t", "", ("Item", "Text"), (("a", "b"),), 2))
    assert r"\begin{tabular}{lp{0.7\linewidth}}" in text


def test_the_formats():
    assert list(PAPER_FORMATS) == ["latex", "markdown", "html"]
