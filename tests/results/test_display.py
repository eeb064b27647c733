from html.parser import HTMLParser

import pytest

from embedstudy.errors import InputError
from embedstudy.notebook import Study
from embedstudy.results.create import claim_directory
from embedstudy.results.rows import RunRow, SummaryRow
from tests.results.made_up import run_row

HOSTILE = ["<script>alert(1)</script>", "a\u202eb\n", "'\"><img src=x onerror=alert(1)>", "&amp;"]


class Table(HTMLParser):
    """The cells of a table, and every tag that was met."""

    def __init__(self, html):
        super().__init__()
        self.rows, self.tags, self.caption, self._into = [], set(), "", None
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        if tag == "img":
            assert [name for name, _ in attrs] == ["alt", "style", "src"]
            assert attrs[2][1].startswith("data:image/png;base64,")
        else:
            assert attrs == []
        self.tags.add(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
        self._into = tag

    def handle_data(self, data):
        if self._into in ("td", "th"):
            self.rows[-1][-1] += data
        elif self._into == "caption":
            self.caption += data


def table_of(study):
    table = Table(study._repr_html_())
    assert table.tags <= {"p", "img", "table", "caption", "thead", "tbody", "tr", "th", "td"}
    return table


def test_a_finished_study_shows_its_cells(finished):
    table = table_of(finished)
    assert table.caption == f"{finished.path}: complete, 6 of 6 runs"
    assert table.rows[0] == [
        "data set", "texts", "vectors", "encoder", "strategy", "n", "mean, %", "95 % interval",
        "macro F1, %",
    ]  # fmt: skip
    assert len(table.rows) == 4
    for shown, row in zip(table.rows[1:], finished.summary, strict=True):
        interval = f"[{100 * row.ci_low:.1f}, {100 * row.ci_high:.1f}]"
        assert shown == [
            "made-up", "320", row.vectors, "mean", row.strategy, "2", f"{100 * row.mean:.1f}",
            interval, f"{100 * row.macro_f1:.1f}",
        ]  # fmt: skip


def test_an_unfinished_study_shows_its_runs_so_far(begun):
    assert table_of(begun).caption.endswith("interrupted, 0 of 18 trials, 0 of 6 runs")
    assert len(table_of(begun).rows) == 1
    rows = [
        run_row("random", 0, dev=0.5, test=0.2),
        run_row("random", 1, dev=0.7, test=0.4),
        run_row("frozen", 0, dev=None, test=None, status="diverged"),
    ]
    begun.write_rows(RunRow, rows)
    assert table_of(begun).rows[1:] == [
        ["d", "1,000", "", "mean", "random", "2", "60.0", "30.0"],
        ["d", "1,000", "", "mean", "frozen", "1 (1 failed)", "", ""],
    ]
    with claim_directory(begun.path, "resume"):
        assert table_of(begun).caption.endswith("running, 0 of 18 trials, 3 of 6 runs")


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_shown_as_text(begun, name):
    begun.write_rows(RunRow, [run_row(name, 0, dataset=name)])
    shown = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in name)
    assert table_of(begun).rows[1][0] == shown
    assert table_of(begun).rows[1][4] == shown


def test_an_incomplete_cell_says_so(begun):
    begun.write_meta({**begun.meta, "status": "incomplete"})
    row = SummaryRow("d", "", "random", "mean", 1000, 0.1, 1, *[None] * 11, "incomplete")
    begun.write_rows(SummaryRow, [row])
    assert table_of(begun).rows[1][5:] == ["1 (incomplete)", "", "", ""]


def test_a_study_by_another_metric_names_it(begun):
    row = SummaryRow(
        "d", "", "random", "mean", 9, 0.1, 2, mean=0.51234, ci_low=0.4, ci_high=0.6,
        macro_f1=0.75, metric="log-loss",
    )  # fmt: skip
    begun.write_rows(SummaryRow, [row])
    begun.write_meta({**begun.meta, "status": "complete"})
    heads, cells = table_of(begun).rows
    assert heads[6:] == ["log loss (less is better): mean", "95 % interval", "macro F1, %"]
    assert cells[6:] == ["0.512", "[0.400, 0.600]", "75.0"]


def test_a_damaged_table_is_named(finished, begun):
    (begun.path / "runs.csv").write_text("run,seed\nx,0\n")
    for read in (begun.to_pandas, begun._repr_html_):
        with pytest.raises(InputError, match=r"runs.csv: damaged"):
            read()
    assert isinstance(finished, Study)
