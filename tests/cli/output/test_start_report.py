from pathlib import Path

from embedstudy.cli.output.start_report import print_start_report
from embedstudy.cli.output.tables import make_table
from embedstudy.report.scales import REPORT
from tests.report.made_up_scales import make_results


def test_the_answer_the_table_what_it_leaves_out_its_caption_notes_and_the_page(capsys):
    def tabulate(results, summaries):
        table = make_table("", ["scale"], ["rate"])
        table.caption = "a caption"
        for summary in summaries:
            table.add_row(f"{summary.scale:g}", "0.1")
        return table, "and 7 more: scales.csv"

    results = make_results()
    print_start_report(REPORT, results, Path("x/report.html"), tabulate, ["at an edge"])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(REPORT.question)
    parts = (
        " and 7 more: scales.csv",
        "a caption",
        "note: at an edge",
        "next  report: x/report.html",
    )
    places = [lines.index(part) for part in parts]
    assert places == sorted(places)
    assert lines[places[1] - 1] == ""
    assert lines[places[0] - 6].split() == []
    rows = [line.split() for line in lines[: places[0]]]
    assert all([scale, "0.1"] in rows for scale in ("0.001", "0.1", "1"))
