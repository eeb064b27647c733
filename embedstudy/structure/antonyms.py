"""Whether a space holds opposites apart.

Words of opposite meaning stand in the same contexts, so vectors from plain text bring them
together. A task that turns on the difference should pull them apart.
"""

import numpy as np

from embedstudy.structure.geometry import cosines, have_directions
from embedstudy.structure.measurement import Measure, MeasuredSpace, Measurement

# Written for this project: common words, each pair in one sense that both have.
OPPOSITES = {
    "polarity": (
        ("good", "bad"), ("best", "worst"), ("better", "worse"), ("great", "terrible"),
        ("wonderful", "awful"), ("excellent", "poor"), ("funny", "unfunny"),
        ("brilliant", "stupid"), ("interesting", "boring"), ("fresh", "stale"),
        ("exciting", "dull"), ("original", "derivative"), ("beautiful", "ugly"), ("love", "hate"),
        ("success", "failure"), ("succeeds", "fails"), ("clever", "dumb"),
        ("pleasant", "unpleasant"), ("believable", "unbelievable"), ("likable", "unlikable"),
        ("happy", "sad"), ("positive", "negative"), ("right", "wrong"), ("fascinating", "tedious"),
        ("subtle", "obvious"), ("gain", "loss"), ("rise", "fall"), ("profit", "deficit"),
    ),
    "temperature": (
        ("hot", "cold"), ("warm", "cool"), ("heat", "chill"), ("hotter", "colder"),
        ("warmer", "cooler"), ("warmth", "coldness"), ("summer", "winter"), ("fire", "ice"),
        ("burning", "freezing"), ("boiling", "frozen"), ("melt", "freeze"), ("sunny", "snowy"),
        ("tropical", "arctic"), ("fiery", "icy"),
    ),
    "size": (
        ("big", "small"), ("large", "little"), ("bigger", "smaller"), ("biggest", "smallest"),
        ("huge", "tiny"), ("giant", "dwarf"), ("tall", "short"), ("long", "brief"),
        ("wide", "narrow"), ("broad", "slim"), ("deep", "shallow"), ("thick", "thin"),
        ("fat", "skinny"), ("heavy", "light"), ("high", "low"), ("major", "minor"),
        ("maximum", "minimum"), ("epic", "miniature"),
    ),
    "time": (
        ("old", "new"), ("early", "late"), ("before", "after"), ("first", "last"),
        ("past", "future"), ("ancient", "modern"), ("old", "young"), ("older", "younger"),
        ("begin", "end"), ("start", "finish"), ("beginning", "ending"), ("opening", "closing"),
        ("always", "never"), ("often", "seldom"), ("day", "night"), ("morning", "evening"),
        ("fast", "slow"), ("quick", "lengthy"), ("yesterday", "tomorrow"), ("birth", "death"),
        ("temporary", "permanent"),
    ),
}  # fmt: skip


def opposition(a: np.ndarray, b: np.ndarray) -> float:
    """Return the mean cosine of the words of each pair: the lower, the further apart.

    `embedstudy.structure.geometry.mean_cosine` is the same for any two words.

    Parameters
    ----------
    a, b : ndarray, shape (n_pairs, dim)

    References
    ----------
    Mrkšić et al. (2016), Counter-fitting word vectors to linguistic constraints.
    """
    return float(cosines(a, b).mean())


def measure_opposites(space: MeasuredSpace) -> list[Measurement]:
    """Measure the pairs of each kind whose words the space has, and all of them together."""
    ids, matrix, measurements = space.words.ids, space.space.vectors.matrix, []
    groups = {**OPPOSITES, "all": tuple(pair for group in OPPOSITES.values() for pair in group)}
    for name, pairs in groups.items():
        rows = [(ids[a], ids[b]) for a, b in pairs if a in ids and b in ids]
        if not rows:
            note = f"none of its {len(pairs)} pairs is in the vocabulary"
            measurements.append(Measurement(None, 0, name, note))
            continue
        a, b = (matrix[list(side)] for side in zip(*rows, strict=True))
        is_defined = have_directions(a, b)
        if not is_defined.any():
            measurements.append(Measurement(None, 0, name, "no pair has two directions"))
            continue
        vectors = a[is_defined], b[is_defined]
        value, scores = opposition(*vectors), cosines(*vectors).astype(np.float64)
        measurements.append(Measurement(value, len(scores), name, scores=scores))
    return measurements


ANTONYMS = Measure(
    group="opposites",
    title="opposites: mean cosine of pairs such as good and bad",
    caption="The lower, the further apart.",
    heading="",
    counts="pair",
    measure_space=measure_opposites,
)
