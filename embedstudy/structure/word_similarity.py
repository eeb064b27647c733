"""General meaning: whether a space agrees with people on how similar words are.

The judgements are those that gensim ships. WordSim-353 is of relatedness (Finkelstein et al. 2002,
Placing search in context; gabrilovich.com/resources/data/wordsim353). SimLex-999 is of similarity
(Hill, Reichart and Korhonen 2015, SimLex-999: evaluating semantic models with genuine similarity
estimation; fh295.github.io/simlex.html). They are read from the installed gensim, each under the
terms of its authors, and are no part of this package.
"""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from embedstudy.structure.geometry import cosines, have_directions, spearman, spearman_scores
from embedstudy.structure.measurement import Measure, MeasuredSpace, Measurement
from embedstudy.vectors.evaluation import WORD_PAIRS

# Below this a correlation says nothing.
MIN_PAIRS = 10


@cache
def read_judgements(task: str) -> tuple[tuple[str, str, float], ...]:
    """Return pairs of words, in lower case, with the mean rating that people gave them.

    Parameters
    ----------
    task : {"WordSim-353", "SimLex-999"}
    """
    # As gensim.test.utils.datapath finds it; importing gensim takes a second.
    gensim = find_spec("gensim")
    folder = Path(next(iter(gensim.submodule_search_locations or ()))) if gensim else Path()
    text = (folder / "test" / "test_data" / WORD_PAIRS[task]).read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    return tuple((a.lower(), b.lower(), float(rating)) for a, b, rating in rows)


def general_meaning(a: np.ndarray, b: np.ndarray, ratings: np.ndarray) -> float | None:
    """Return Spearman's correlation of the cosines of word pairs with people's ratings of them.

    None where all cosines are the same.

    Parameters
    ----------
    a, b : ndarray, shape (n_pairs, dim)
        The vectors of the words of each pair.
    ratings : ndarray, shape (n_pairs,)
    """
    return spearman(cosines(a, b), ratings)


def measure_general_meaning(space: MeasuredSpace) -> list[Measurement]:
    """Measure a space by each set of judgements, on the pairs of which it has both words.

    A vocabulary that keeps capitals is searched in lower case only.
    """
    ids, matrix, measurements = space.words.ids, space.space.vectors.matrix, []
    for task in WORD_PAIRS:
        judged = read_judgements(task)
        pairs = [(ids[a], ids[b], s) for a, b, s in judged if a in ids and b in ids]
        if len(pairs) < MIN_PAIRS:
            note = (
                f"only {len(pairs)} of its {len(judged)} pairs in the vocabulary, and "
                f"{MIN_PAIRS} are needed"
            )
            measurements.append(Measurement(None, len(pairs), task, note))
            continue
        a, b, ratings = zip(*pairs, strict=True)
        vectors, judged_by = (matrix[list(a)], matrix[list(b)]), np.array(ratings)
        is_defined = have_directions(*vectors)
        vectors, judged_by = (vectors[0][is_defined], vectors[1][is_defined]), judged_by[is_defined]
        if len(judged_by) < MIN_PAIRS:
            note = f"only {len(judged_by)} of its pairs have two directions"
            measurements.append(Measurement(None, len(judged_by), task, note))
            continue
        value = general_meaning(*vectors, judged_by)
        note = "all pairs have the same cosine" if value is None else ""
        scores = None if value is None else spearman_scores(cosines(*vectors), judged_by)
        measurements.append(Measurement(value, len(judged_by), task, note, scores))
    return measurements


GENERAL_MEANING = Measure(
    group="general meaning",
    title="general meaning: are words as similar as people say?",
    caption="Spearman's rank correlation of cosines with people's judgements of n pairs.",
    heading="",
    counts="pair",
    measure_space=measure_general_meaning,
)
