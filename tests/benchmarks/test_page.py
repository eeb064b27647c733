import re

import pytest

from benchmarks.reference_study.page import write_page
from benchmarks.reference_study.tables import Tables
from embedstudy.report.formatting import NO_BREAK
from tests.benchmarks.made_up_reference import make_tables

NAMES = {"a": 50, "b": 200, "c": 400, "d": 800, "e": 1600, "f": 9000, "r8": 300, "r52": 500}


def read_page(tables):
    return write_page(tables).replace(NO_BREAK, " ")


@pytest.fixture(scope="module")
def page():
    return read_page(make_tables(NAMES, missing=["imdb"]))


def test_each_question_has_a_section(page):
    assert re.findall(r"^## (.+)$", page, flags=re.MULTILINE) == [
        "The data sets",
        "Does frozen ever win with all texts?",
        "From what size does random overtake?",
        "Does fine-tuning beat random, and by how much?",
        "Does a larger or a better table change that?",
        "All strategies together",
        "Do pretrained vectors miss the task's meaning?",
        "What it costs",
        "What this can and cannot show",
        "Files",
    ]


def test_what_is_not_finished_is_named(page):
    assert "**Not finished yet: mean: `imdb`.**" in page
    assert "| `imdb` | `mean` | not finished |  |  |  |  |  |  |" in page


def test_numbers_are_those_of_the_tables(page):
    assert "behind on `a`, `b`, `c`, `d`, `e`, `r8` and `r52`" in page
    assert "| `c` | 400 [200, …] |" in page
    assert "| `a` | from the start |" in page
    assert "| `f` | not yet |" in page
    assert "past the crossing by 400 texts" in page
    assert "With data sets of one source as one (`r8` and `r52`)" in page
    assert "A run of random takes 2.0 (2.0 to 2.0) times as long as one of frozen" in page
    assert "random is shown to be above its own start on 8 of 8 data sets" in page
    assert "shown above random on 8 of 8 data sets that have enough of its words" in page
    assert "Pretrained vectors have less of it wherever a difference is shown" in page


def test_tables_have_one_number_of_cells(page):
    for table in re.findall(r"(?:^\|.*\n)+", page, flags=re.MULTILINE):
        assert len({line.count("|") for line in table.splitlines()}) == 1, table


def test_no_number_is_left_out(page):
    assert not re.search(r"\bnan\b|\bNone\b|\binf\b", page)


def test_few_texts_and_a_second_encoder_have_their_parts():
    mean = make_tables(NAMES, few_texts=True)
    cnn = make_tables({"a": 50, "b": 200, "c": 400}, encoder="cnn")
    both = Tables(**{
        name: (*getattr(mean, name), *getattr(cnn, name)) for name in Tables.__dataclass_fields__
    })  # fmt: skip
    page = read_page(both)
    assert "| `a` | **−0.10 [−0.12, −0.08]** | **0.20 [0.18, 0.22]** |" in page
    assert "Random is shown with 100 texts above on 0 and below on 8 of 8; with all texts" in page
    assert "`cnn` was run on 3 data sets with short texts" in page
    assert "no test over data sets can reach p < 0.25" in page


@pytest.mark.parametrize("n_datasets", [0, 1, 2, 3])
def test_few_data_sets_leave_a_page(n_datasets):
    page = read_page(make_tables(dict(list(NAMES.items())[1 : 1 + n_datasets])))
    assert page.startswith("# The reference study")
    assert not re.search(r"\bnan\b|\bNone\b|\binf\b", page)
