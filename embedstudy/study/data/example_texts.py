"""The few test texts that a study keeps, for people to read: texts.csv."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import accumulate

import numpy as np

from embedstudy.results.directory import StudyDirectory, WordCounts
from embedstudy.results.row_format import join_words
from embedstudy.results.rows import TextRow
from embedstudy.statistics.telling_texts import choose_texts
from embedstudy.structure.log_odds import log_odds
from embedstudy.study.data.study_datasets import StudyDataset, StudyDatasets

# The beginning of a text that is kept: enough for a person to understand most texts.
CHARACTERS = 400


def write_example_texts(study: StudyDirectory, datasets: StudyDatasets) -> None:
    """Publish the texts on which strategies differ, and those on which all of them fail.

    A study whose runs are not all summarized yet has none.
    """
    rows = choose_texts(study)
    study.write_rows(
        TextRow,
        [
            filled
            for name, source in datasets.sources.items()
            for filled in _fill(
                [row for row in rows if row.dataset == name], source, study.word_counts(name)
            )
        ],
    )


def _fill(rows: list[TextRow], source: StudyDataset, counts: WordCounts) -> Iterator[TextRow]:
    places = {word: place for place, word in enumerate(counts.words)}
    texts, encoded = source.corpus.examples.texts, source.encoded
    for row in rows:
        document = encoded.documents.take(np.array([row.id]), encoded.max_tokens)
        words = [encoded.words[i] for i in document.values[:CHARACTERS].tolist()]
        # The words of the text as it is kept; a tokenizer may have changed their lengths a little.
        ends = accumulate(map(len, words))
        words = [
            word
            for word, end in zip(words, ends, strict=True)
            if end <= CHARACTERS and word in places
        ]
        classes = [counts.classes.index(name) for name in (row.label, row.predicted)]
        odds, z = (
            " ".join(f"{values[places[word], 0]:z.2f}" for word in words)
            for values in log_odds(counts.train[:, classes])
        )
        text = shorten(texts[row.id].as_py())
        yield replace(row, text=text, words=join_words(words), log_odds=odds, z=z)


def shorten(text: str, most: int = CHARACTERS) -> str:
    """Return the beginning of a text, on one line.

    Examples
    --------
    >>> shorten("a  good film"), shorten("wonderful acting", 12)
    ('a good film', 'wonderful…')
    """
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    head = line[:most]
    space = head.rfind(" ", most // 2)  # a text without spaces is cut where it is long enough
    return f"{head[:space] if space > 0 else head}…"
