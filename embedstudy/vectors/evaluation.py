"""Scores of a table of vectors at word similarity and analogies, by gensim's evaluators."""

import tempfile
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from embedstudy.progress import progress_bar, show_step
from embedstudy.storage import remove_if_ended
from embedstudy.validation import whole_number
from embedstudy.vectors.word_vectors import WordVectors

# Files that gensim ships, and what a person calls them.
WORD_PAIRS = {"WordSim-353": "wordsim353.tsv", "SimLex-999": "simlex999.txt"}
ANALOGIES = "questions-words.txt"

# gensim's own default for pairs. For analogies it is the same, but their cost grows with it
# (minutes for a large table); word2vec's own compute-accuracy script takes 30,000.
PAIRS_AMONG, ANALOGIES_AMONG = 300_000, 30_000


@dataclass(frozen=True)
class EvaluationRow:
    """The score of a table at one task.

    Attributes
    ----------
    task : str
    section : str
        Section of the analogies; ``total`` is all of them. Empty for word pairs.
    measure : {"spearman", "accuracy"}
    score : float, optional
        None where nothing is covered, or the correlation is not defined.
    covered, total : int
        Pairs or analogies whose words are all in the table, and all of them.
    """

    task: str
    section: str
    measure: str
    score: float | None
    covered: int
    total: int


def evaluate_vectors(
    vectors: WordVectors,
    *,
    pairs_among: int = PAIRS_AMONG,
    analogies_among: int = ANALOGIES_AMONG,
    progress: bool = True,
) -> list[EvaluationRow]:
    """Score vectors on WordSim-353, SimLex-999 and the Google analogies, with gensim's evaluators.

    Case is ignored: among words that differ in case only, the first in the table counts. Pairs and
    analogies with other words are left out of the score.

    Parameters
    ----------
    vectors : WordVectors
        The most frequent words first, as published tables have them.
    pairs_among, analogies_among : int
        Only so many words from the top of the table are taken into account: gensim's
        `restrict_vocab`.
    progress : bool
        Whether to show progress on stderr.

    Returns
    -------
    list of EvaluationRow
        A row for each set of pairs, for each section of the analogies, and for their total.

    Raises
    ------
    InputError
        If a number is below 1.

    References
    ----------
    Finkelstein et al. (2002), Placing search in context. Hill, Reichart and Korhonen (2015),
    SimLex-999. Mikolov et al. (2013), Efficient estimation of word representations in vector space.
    """
    with show_step("loading gensim", show=progress):
        from gensim.test.utils import datapath

    for name, number in (("pairs_among", pairs_among), ("analogies_among", analogies_among)):
        whole_number(name, number)
    peer = _wrap_vectors(vectors)
    # A zero vector has no direction; gensim divides by its length and ranks it last.
    with np.errstate(invalid="ignore", divide="ignore"):
        rows = []
        for task, file in WORD_PAIRS.items():
            with show_step(task, show=progress):
                rows.append(_score_word_pairs(peer, task, Path(datapath(file)), pairs_among))
        sections = _read_sections(Path(datapath(ANALOGIES)))
        return rows + _score_analogies(peer, sections, analogies_among, progress)


def _wrap_vectors(vectors: WordVectors) -> Any:
    """Lend the table to gensim, without a copy."""
    from gensim.models import KeyedVectors

    peer = KeyedVectors(vectors.dim)
    peer.vectors = vectors.matrix
    peer.index_to_key = list(vectors.words)
    peer.key_to_index = vectors.ids
    return peer


def _score_word_pairs(peer: Any, task: str, path: Path, among: int) -> EvaluationRow:
    from scipy.stats import ConstantInputWarning

    lines = path.read_text(encoding="utf-8").splitlines()
    pairs = [line.upper().split("\t")[:2] for line in lines if line.count("\t") == 2]
    pairs = [pair for pair in pairs if not pair[0].startswith("#")]
    known = {word.upper() for word in peer.index_to_key[:among]}
    covered, total = sum(map(known.issuperset, pairs)), len(pairs)
    if covered < 2:  # a correlation takes two
        return EvaluationRow(task, "", "spearman", None, covered, total)
    with warnings.catch_warnings():  # of a correlation that is not defined, which is None here
        warnings.simplefilter("ignore", ConstantInputWarning)
        _, spearman, _ = peer.evaluate_word_pairs(str(path), restrict_vocab=among)
    score = float(spearman[0]) if np.isfinite(spearman[0]) else None
    return EvaluationRow(task, "", "spearman", score, covered, total)


def _read_sections(path: Path) -> dict[str, list[str]]:
    """Return the lines of each section of the analogies, its heading first."""
    sections: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith(": "):
            lines = sections.setdefault(line.removeprefix(": ").strip(), [])
        if line.strip():
            lines.append(line)
    return sections


def _score_analogies(
    peer: Any, sections: dict[str, list[str]], among: int, progress: bool
) -> list[EvaluationRow]:
    rows: list[EvaluationRow] = []
    right = covered = total = 0
    everything = sum(len(lines) - 1 for lines in sections.values())
    with (
        progress_bar("analogies", everything, show=progress) as advance,
        tempfile.TemporaryDirectory() as folder,
        remove_if_ended(Path(folder)),
    ):
        # gensim reads a file and reports at its end: a file a section, so that a bar can move.
        for number, (section, lines) in enumerate(sections.items()):
            advance(total, section)
            path = Path(folder) / f"{number}.txt"
            path.write_text("\n".join(lines), encoding="utf-8")
            _, (answers, _) = peer.evaluate_word_analogies(str(path), restrict_vocab=among)
            correct = len(answers["correct"])
            answered = correct + len(answers["incorrect"])
            rows.append(_make_accuracy_row(section, correct, answered, len(lines) - 1))
            right, covered, total = right + correct, covered + answered, total + len(lines) - 1
    return [*rows, _make_accuracy_row("total", right, covered, total)]


def _make_accuracy_row(section: str, correct: int, covered: int, total: int) -> EvaluationRow:
    score = correct / covered if covered else None
    return EvaluationRow("Google analogies", section, "accuracy", score, covered, total)
