"""Lines and tables about data sets."""

import pytest

from embedstudy.cli.output.datasets import (
    LISTED_CLASSES,
    list_documents,
    make_info_document,
    print_info,
)
from embedstudy.options.data import DataOptions
from embedstudy.registry import all_dataset_names
from embedstudy.text.tokenizers import get_tokenizer


@pytest.fixture
def document(tmp_path, home):
    path = tmp_path / "many.csv"
    rows = (f"word{i} text [b],class {i % 20:02}\n" for i in range(400))
    path.write_text("text,label\n" + "".join(rows))
    return make_info_document(str(path), DataOptions(), get_tokenizer("basic"), (), progress=False)


def test_all_data_sets_are_listed():
    assert [document["name"] for document in list_documents()] == all_dataset_names()


def test_of_many_classes_the_largest_and_the_smallest_are_shown(document, capsys):
    print_info(document)
    lines = capsys.readouterr().out.splitlines()
    shown = [line for line in lines if line.strip().startswith("class ") and "train" not in line]
    assert len(shown) == LISTED_CLASSES
    assert any("(8 more are not shown)" in line for line in lines)
    assert any(line.startswith("split     made here") for line in lines)


def test_ratings_are_shown_in_the_order_of_their_values(document, capsys):
    counts = {str(rating): 20 + rating for rating in (-1, 2, 9, 10)}
    by_part = dict.fromkeys(("train", "dev", "test"), counts)
    print_info({**document, "classes": by_part})
    lines = capsys.readouterr().out.splitlines()
    start = next(i for i, line in enumerate(lines) if "of train" in line and "class" in line)
    assert [line.split()[0] for line in lines[start + 2 : start + 6]] == list(counts)


def test_notes_and_coverage_are_lines(document, capsys):
    coverage = {
        "vectors": "v", "types_known": 0.5, "tokens_known": 1, "without_vector": [],
        "words_known": 4, "distinct_vectors": 3,
    }  # fmt: skip
    print_info({**document, "coverage": [coverage], "notes": ["[x] was left out"]})
    text = capsys.readouterr().out
    assert "v knows 50.0% of the words of train and 100.0% of its running words" in text
    assert "; its 4 known words have 3 distinct vectors; most frequent" in " ".join(text.split())
    assert "without a vector: none\n" in text
    ngrams = {"types_from_ngrams": 0.4, "tokens_from_ngrams": 0.7, "from_ngrams": ["c"]}
    print_info({**document, "coverage": [{**coverage, **ngrams}], "notes": []})
    shown = " ".join(capsys.readouterr().out.split())
    assert "running words, and makes vectors for 40.0% and 70.0% from n-grams of char" in shown
    assert "note: [x] was left out\n" in text


def test_a_protocol_is_a_line(document, capsys):
    print_info({**document, "protocol": "random split"})
    assert "protocol  random split\n" in capsys.readouterr().out
