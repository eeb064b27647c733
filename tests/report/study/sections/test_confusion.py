"""The section on confusions."""

import pytest

from embedstudy.report.study import render_page
from embedstudy.report.study.sections import SECTIONS
from embedstudy.report.study.study_data import read_study_data
from embedstudy.results.rows import SummaryRow
from tests.report.study.made_up import meta
from tests.statistics.made_up import predicted_study

CLASSES = ("a", "b", "c")
LABELS = list("aaaabbbbcc")


def study_of(path):
    predicted = {
        "random": [list("aaabbbbacc"), list("aaaabbbacc")],
        "frozen": [list("aaaabbbbca"), list("aaaabbbbca")],
        "tfidf-linear-svm": [LABELS],
    }
    return predicted_study(path, CLASSES, LABELS, predicted)


def content_of(study):
    return SECTIONS["confusion"].content(read_study_data(study).for_dataset("reviews"))


def test_the_best_strategy_is_shown_in_percent_of_each_class(tmp_path):
    study = study_of(tmp_path / "s")
    best = {"random": 0.9, "frozen": 0.8, "tfidf-linear-svm": 1.0}  # a baseline is no strategy
    study.write_rows(
        SummaryRow,
        [
            SummaryRow(row.dataset, row.vectors, row.strategy, row.encoder, 1000, None, 2,
                       mean=best[row.strategy])
            for row in study.summary
        ],
    )  # fmt: skip
    content = content_of(study)
    assert (content["strategy"], content["n_seeds"]) == ("random", 2)
    assert content["classes"] == CLASSES
    shares = [[share for share, _ in row["cells"]] for row in content["rows"]]
    assert shares == [["88", "12", ""], ["25", "75", ""], ["", "", "100"]]
    shades = [[shade for _, shade in row["cells"]] for row in content["rows"]]
    assert shades == [[8, 2, 0], [3, 7, 0], [0, 0, 8]]
    assert content["most_confused"] == [
        {"label": "b", "predicted": "a", "count": "1.0", "n_texts": "4"},
        {"label": "a", "predicted": "b", "count": "0.5", "n_texts": "4"},
    ]
    assert not content["is_large"]


def test_small_shares_are_neither_nothing_nor_all(tmp_path):
    labels = ["a"] * 500 + ["b"]
    study = predicted_study(
        tmp_path / "s", ("a", "b"), labels, {"random": [["b"] + ["a"] * 499 + ["b"]]}
    )
    content = content_of(study)
    assert content["rows"][0]["cells"] == [("99", 8), ("·", 0)]
    assert content["rows"][1]["cells"] == [("", 0), ("100", 8)]
    assert content["most_confused"] == []  # of two classes, the matrix says it


@pytest.mark.parametrize("width", [390, 1400])
def test_many_classes_with_long_names_can_be_read_at_any_width(browser, tmp_path, width):
    classes = tuple(f"complaints about orders that never arrived, number {i}" for i in range(30))
    study = predicted_study(tmp_path / "s", classes, classes, {"random": [list(classes[::-1])]})
    content = meta("reviews")
    content["data"]["reviews"]["classes"] = list(classes)
    study.write_meta(content)
    path = study.path / "page.html"
    path.write_bytes(render_page(study))
    browser.open(path, width=width)
    browser.run("for (const fold of document.querySelectorAll('details')) fold.open = true")
    assert browser.run("return document.documentElement.scrollWidth") <= width
    measure = (
        "return [...document.querySelectorAll(arguments[0])]"
        ".map((part) => part.getBoundingClientRect().height)"
    )
    for table in (".matrix", ".by-class"):
        rows = browser.run(measure, f"{table} tbody tr")
        assert len(rows) == 30
        assert max(rows) < 130  # no letter a line
        (box,) = browser.run(measure, f".scrolling:has({table})")
        assert box <= 34 * 16 + 1
