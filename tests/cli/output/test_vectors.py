"""Lines and tables about vectors."""

from embedstudy.cli.output.vectors import (
    make_info_document,
    print_evaluation,
    print_info,
    print_trained,
)
from embedstudy.options.text import TextOptions
from embedstudy.options.vectors import VectorOptions
from embedstudy.vectors.evaluation import EvaluationRow
from tests.made_up_files import write_vectors


def test_a_file_is_described_by_its_shape_and_notes(tmp_path, home, capsys):
    path = tmp_path / "v.txt"
    write_vectors(path)
    document = make_info_document(str(path), VectorOptions(), None, TextOptions())
    assert document.keys() == {
        "name",
        "words_count",
        "dim",
        "mean_norm",
        "distinct_vectors",
        "notes",
        "reading",
    }
    assert document["reading"] == ""
    reading = "read v.txt: words from [x]"
    print_info({**document, "reading": reading, "notes": ["2 words [x] occur again"]})
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == str(path)
    assert lines[1] == f"words     {document['words_count']} x {document['dim']} dimensions"
    assert lines[2] == f"length    {document['mean_norm']:.4g} on average"
    assert lines[3] == f"distinct  {document['distinct_vectors']} vectors"
    assert lines[4:6] == [reading, "note      2 words [x] occur again"]


def test_coverage_is_said_with_what_is_missing(capsys):
    against = {
        "dataset": "d", "words": 1000, "tokens": 2000, "types_known": 0.5, "tokens_known": 0.25,
        "without_vector": ["a", "b"], "words_known": 500, "distinct_vectors": 90,
    }  # fmt: skip
    print_info({"name": "v", "words_count": 1, "dim": 2, "against": against})
    text = " ".join(capsys.readouterr().out.split())
    assert "v knows 50.0% of the 1,000 words of the training part of d and 25.0% of its 2" in text
    assert "most frequent without a vector: a, b" in text
    assert "running words; its 500 known words have 90 distinct vectors" in text
    assert "n-grams" not in text
    ngrams = {"types_from_ngrams": 0.4, "tokens_from_ngrams": 0.7, "from_ngrams": ["c"]}
    print_info({"name": "v", "words_count": 1, "dim": 2, "against": {**against, **ngrams}})
    text = " ".join(capsys.readouterr().out.split())
    assert "make vectors for 40.0% of the words and 70.0% of the running words, most" in text


def test_scores_and_training(capsys):
    print_evaluation(
        "v",
        [
            EvaluationRow("t", "s", "spearman", None, 0, 7),
            EvaluationRow("u", "s", "accuracy", 0.5, 3, 7),
        ],
    )
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["t", "s", "0", "7"] in rows
    assert ["u", "s", "50.0", "3", "7"] in rows
    settings = {"method": "fasttext", "architecture": "cbow", "dim": 3}
    print_trained({"settings": settings, "words": 1234, "part": "x", "seconds": 1, "out": "o"})
    assert capsys.readouterr().out == (
        "fasttext (cbow): 1,234 words x 3 from x, in 1.0 s\nwritten to o\n"
    )
