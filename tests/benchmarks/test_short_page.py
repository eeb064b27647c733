import re

import pytest

from benchmarks.reference_study.short_page import write_short_page
from embedstudy.report.formatting import NO_BREAK
from tests.benchmarks.made_up_reference import make_tables

NAMES = {"a": 50, "b": 200, "c": 400, "d": 800, "e": 1600, "f": 9000}


def read_page(tables):
    return write_short_page(tables).replace(NO_BREAK, " ")


def test_it_has_five_sentences_and_a_figure():
    page = read_page(make_tables(NAMES, missing=["imdb"]))
    assert re.findall(r"^(\d)\. \*\*", page, flags=re.MULTILINE) == list("12345")
    assert 'src="results/reference/curves.svg"' in page
    assert "Not finished yet, and not shown: `imdb`" in page
    assert "on 5 of 6 data sets**. The median size over all data sets is 400 texts" in page
    assert "[With more texts](forecast.md)" in page
    assert "TF-IDF with a linear classifier does better than fine-tuned vectors**" in page
    assert "| `c` | 4,000 | 20 | 400 [200, …] |" in page


@pytest.mark.parametrize("n_datasets", [0, 1])
def test_it_says_nothing_of_too_few_data_sets(n_datasets):
    page = read_page(make_tables(dict(list(NAMES.items())[:n_datasets])))
    assert "points" not in page
