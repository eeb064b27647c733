"""The page of a study as a person finds it in a browser."""

import pytest

from embedstudy.report.explorer import draw_explorer
from embedstudy.report.study import render_page
from tests.report.explorer.made_up import made_up as made_up_spaces
from tests.report.study.made_up import (
    ACCURACIES,
    forecast,
    forecast_crossovers,
    forecast_gains,
    made_up,
    neighbors,
    reference,
    runs,
)

ENTER, TAB = "\ue007", "\ue004"
BASELINES = ("tfidf-logistic-regression", "tfidf-linear-svm")
# Width and height of a window, and the height that the page may have.
DESKTOP, TABLET, PHONE = (1400, 900, 7000), (1000, 800, 9000), (390, 844, 10_000)


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """A page with as much on it as a real study has."""
    folder = tmp_path_factory.mktemp("page")
    ten = {
        kind: tuple(f"{kind[:6]}{i}" for i in range(10))
        for kind in ("random-before", "random", "pretrained", "finetuned")
    }
    words = ("bad", "good", "cinema", "performances", "dull", "culture")
    rows = runs(accuracies={**ACCURACIES, **dict.fromkeys(BASELINES, (0.78, 0.79, 0.8))})
    near = [row for word in words for row in neighbors(word, ten)]
    outlook = {
        "forecast": forecast(),
        "forecast_crossovers": forecast_crossovers(),
        "forecast_gains": forecast_gains(),
        "reference": reference(),
    }
    study = made_up(folder / "s", runs=rows, neighbors=near, **outlook)
    path = study.path / "page.html"
    explorer = draw_explorer(made_up_spaces(folder / "spaces"))
    path.write_bytes(render_page(study, explorer=explorer))
    return path


def is_seen(browser, selector):
    return browser.run(
        "return document.querySelector(arguments[0])"
        ".checkVisibility({contentVisibilityAuto: true})",
        selector,
    )


@pytest.mark.parametrize(("width", "height", "most"), [DESKTOP, TABLET, PHONE])
def test_the_page_is_no_longer_than_a_person_reads(browser, page, width, height, most):
    browser.open(page, width=width, height=height)
    browser.wait(lambda: browser.word() != "")
    page_width, page_height = browser.run(
        "const it = document.documentElement; return [it.scrollWidth, it.scrollHeight]"
    )
    assert page_width <= width
    assert page_height <= most


@pytest.mark.parametrize(("width", "height", "_"), [DESKTOP, PHONE])
def test_the_first_screen_has_the_answer_and_the_ways(browser, page, width, height, _):
    browser.open(page, width=width, height=height)
    for selector in (".verdict", "#d0-scores", ".way a"):
        bottom = browser.run(
            "return document.querySelector(arguments[0]).getBoundingClientRect().bottom", selector
        )
        assert bottom <= height, selector


def test_a_link_into_a_folded_section_unfolds_it(browser, page):
    browser.open(page)
    assert not is_seen(browser, "#d0-pairs-0")
    browser.one('nav a[href="#d0-section-accuracy"]').send_keys(ENTER)
    browser.wait(lambda: is_seen(browser, "#d0-pairs-0"))
    assert not is_seen(browser, "#command")
    browser.open(page, "#command")
    browser.wait(lambda: is_seen(browser, "#command"))
    top = browser.run("return document.getElementById('command').getBoundingClientRect().top")
    assert 0 <= top < 900
    browser.open(page, "#d0-seeds")  # in a fold within a fold
    browser.wait(lambda: is_seen(browser, "#d0-seeds"))


def test_an_address_that_is_nowhere_changes_nothing(browser, page):
    for address in ("#nowhere", "#word=bad1", "#%", "#%E0%A4%A"):
        browser.open(page, address)
        browser.wait(lambda: browser.word() != "")
        assert browser.all("details[open]") == []


def test_on_paper_all_is_unfolded(browser, page):
    browser.open(page, media="print")
    for selector in ("#d0-pairs-0", "#d0-seeds", "#command", "#d0-section-tuning"):
        assert is_seen(browser, selector), selector
    assert not is_seen(browser, "nav")
    browser.open(page)
    browser.run("dispatchEvent(new Event('beforeprint'))")
    assert browser.all("details:not([open])") == []
    browser.run("dispatchEvent(new Event('afterprint'))")
    assert browser.all("details[open]") == []


def test_a_button_copies_the_command(browser, page):
    browser.open(page, "#command")
    browser.cdp("Browser.grantPermissions", permissions=["clipboardReadWrite"])
    button = "[data-copies=command]"
    browser.one(button).click()
    browser.wait(lambda: browser.text(button) == "Copied")
    browser.run("navigator.clipboard.readText().then((text) => { window.copied = text })")
    browser.wait(lambda: browser.run("return window.copied") == browser.text("#command"))


def test_a_table_that_is_cut_says_so(browser, page):
    browser.open(page, "#d0-cells", width=390, height=844)
    box = "document.querySelector('[aria-labelledby=d0-cells].scrolling')"
    browser.wait(lambda: browser.run(f"return {box}.classList.contains('cut')"))
    browser.run(f"{box}.scrollLeft = {box}.scrollWidth")
    browser.wait(lambda: not browser.run(f"return {box}.classList.contains('cut')"))
    browser.open(page, "#d0-cells", width=1400)
    browser.wait(lambda: is_seen(browser, "#d0-cells"))
    assert not browser.run(f"return {box}.classList.contains('cut')")


@pytest.mark.parametrize("chart", ["#d0-scores", "#d0-forecast-0", "#d0-reference-0"])
def test_a_chart_can_be_read_on_a_phone(browser, page, chart):
    browser.open(page, width=390, height=844)
    sizes = browser.run(
        "const chart = document.querySelector(arguments[0]);"
        "const scale = chart.getBoundingClientRect().width / chart.viewBox.baseVal.width;"
        "return [...chart.querySelectorAll('text')]"
        ".map((text) => scale * parseFloat(getComputedStyle(text).fontSize))",
        chart,
    )
    assert min(sizes) >= 10


def test_the_table_of_gains_fits_a_phone(browser, page):
    browser.open(page, width=390, height=844)
    box = browser.run(
        "const box = document.querySelector('[aria-labelledby=d0-forecast-table-0].scrolling');"
        "return [box.scrollWidth, box.clientWidth]"
    )
    assert box[0] <= box[1]
