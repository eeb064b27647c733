"""The test texts that a study keeps."""

from embedstudy.results.row_format import split_words
from embedstudy.results.rows import TextRow
from embedstudy.structure.log_odds import log_odds
from embedstudy.study.data.example_texts import CHARACTERS, shorten
from tests.studies import compare


def test_a_study_keeps_the_texts_with_their_words_and_log_odds(corpus, vectors, tmp_path):
    study = compare(
        corpus, vectors, strategies=["random", "frozen"], seeds=2, learning_rate=0.1, epochs=2,
        out=tmp_path / "s", progress=False,
    )  # fmt: skip
    assert study.has_table(TextRow)
    rows = study.texts
    assert rows
    counts = study.word_counts("made-up")
    texts = dict(zip(corpus.test.ids, corpus.test.texts, strict=True))
    labels = dict(zip(corpus.test.ids, corpus.test.labels, strict=True))
    for row in rows:
        assert (row.text, row.label) == (texts[row.id], labels[row.id])
        words = split_words(row.words)
        assert words == [word for word in row.text.split() if word in counts.words]
        columns = [counts.classes.index(name) for name in (row.label, row.predicted)]
        for cell, values in zip(
            (row.log_odds, row.z), log_odds(counts.train[:, columns]), strict=True
        ):
            expected = [f"{values[counts.words.index(word), 0]:z.2f}" for word in words]
            assert cell.split() == expected
    assert set(study.to_pandas("texts").columns) >= {"group", "id", "text"}


def test_a_long_text_is_cut_between_words_on_one_line():
    text = "one  two\n" * 200
    short = shorten(text)
    assert len(short) <= CHARACTERS + 1
    assert short.endswith(("one…", "two…"))
    assert "\n" not in short
    assert shorten("字" * 500) == "字" * CHARACTERS + "…"
    assert shorten("") == ""
