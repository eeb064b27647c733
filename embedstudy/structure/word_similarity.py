"""How far a space knows general meaning: what people say of how alike words are.

The judgements are those that gensim ships: WordSim-353 of relatedness (Finkelstein et al. 2002,
Placing search in context; gabrilovich.com/resources/data/wordsim353) and SimLex-999 of similarity
(Hill, Reichart and Korhonen 2015, SimLex-999: evaluating semantic models with genuine similarity
estimation; fh295.github.io/simlex.html). They are read where gensim is installed, each under the
terms of its authors, and are no part of this package.
"""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from embedstudy.structure.geometry import cosines, spearman
from embedstudy.structure.measurement import Measurement, Place
from embedstudy.vectors.evaluation import WORD_PAIRS

# A correlation of fewer pairs says nothing.
MIN_PAIRS = 10


@cache
def judgements(task: str) -> tuple[tuple[str, str, float], ...]:
    """Read pairs of words, in lower case, with the mean judgement of people.

    Parameters
    ----------
    task : {"WordSim-353", "SimLex-999"}
    """
    # As gensim.test.utils.datapath finds it; importing gensim takes a second.
    found = find_spec("gensim")
    folder = Path(next(iter(found.submodule_search_locations or ()))) if found else Path()
    text = (folder / "test" / "test_data" / WORD_PAIRS[task]).read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    return tuple((a.lower(), b.lower(), float(said)) for a, b, said in rows)


def general_meaning(a: np.ndarray, b: np.ndarray, said: np.ndarray) -> float | None:
    """Return Spearman's correlation of the cosines of word pairs with what people said of them.

    None where it is not defined: all cosines are the same.

    Parameters
    ----------
    a, b : ndarray, shape (n_pairs, dim)
        The vectors of the words of each pair.
    said : ndarray, shape (n_pairs,)
    """
    return spearman(cosines(a, b), said)


def findings(place: Place) -> list[Measurement]:
    """Hold a space against each set of judgements, on the pairs that it has both words of.

    Words of a vocabulary that keeps capitals are found in lower case alone.
    """
    ids, matrix, found = place.words.ids, place.space.vectors.matrix, []
    for task in WORD_PAIRS:
        pairs = [(ids[a], ids[b], s) for a, b, s in judgements(task) if a in ids and b in ids]
        if len(pairs) < MIN_PAIRS:
            few = (
                f"only {len(pairs)} of its {len(judgements(task))} pairs in the vocabulary, and "
                f"{MIN_PAIRS} are needed"
            )
            found.append(Measurement("general_meaning", task, None, len(pairs), few))
            continue
        a, b, said = zip(*pairs, strict=True)
        value = general_meaning(matrix[list(a)], matrix[list(b)], np.array(said))
        note = "all pairs are equally alike" if value is None else ""
        found.append(Measurement("general_meaning", task, value, len(pairs), note))
    return found
