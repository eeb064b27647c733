"""The verdict of a study: whether pretrained word vectors are needed, as data and in sentences."""

import re
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from embedstudy.results.directory import StudyDirectory
from embedstudy.verdict.decision import Answer
from embedstudy.verdict.outlook import BEST_GAIN, FORECAST, GAIN, OVERTAKING
from embedstudy.verdict.question import Question, Tables, list_questions
from embedstudy.verdict.sentences import write_answer

DIFFERS: Answer = "differs by data set"
# What the commands in study.json call the study.
_STUDY = "STUDY"


@dataclass(frozen=True)
class Verdict:
    """The answer to the question whether pretrained word vectors are needed.

    Attributes
    ----------
    dataset : str
        The data set; the names of all where a verdict sums up several.
    answer : {"yes", "no", "not shown", "nothing learned", "only with few texts", \
"differs by data set"}
    headline : str
        The same in capitals, with the train size where it matters.
    sentences : tuple of str
        The evidence in one or two lines, and what to do next in the last one.
    evidence : mapping
        The numbers that the sentences state, as plain data.
    """

    dataset: str
    answer: Answer
    headline: str
    sentences: tuple[str, ...]
    evidence: Mapping[str, Any] = field(hash=False)

    def __str__(self) -> str:
        """Return the headline and the sentences, a line each."""
        return "\n".join([f"{self.dataset}: {self.headline}", *self.sentences])

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {**asdict(self), "sentences": list(self.sentences)}


def read_verdicts(study: Tables, folder: Path | None = None) -> tuple[Verdict, ...]:
    """Return a verdict on each data set of a study; none until it has its tables.

    Where a finished study lacks one of the tables, which may be damaged, its verdicts are those of
    study.json.

    Parameters
    ----------
    study : StudyDirectory
    folder : Path, optional
        What commands call the study; its own path by default.
    """
    stored = study.meta.get("verdict")
    parts = stored.get("datasets", [stored]) if stored else []
    if parts and (_lacks_table(study) or _lacks_forecast(study, parts)):
        place = shlex.quote(str(folder or study.path))
        return tuple(_parse_verdict(part, place) for part in parts)
    return _give_verdicts(study, folder)


def _give_verdicts(study: Tables, folder: Path | None) -> tuple[Verdict, ...]:
    return tuple(map(_give_verdict, list_questions(study, folder)))


def _lacks_table(study: Tables) -> bool:
    """Tell whether one of the tables that a verdict rests on has no rows."""
    has_sizes = len(study.meta.get("identity", {}).get("train_sizes", ())) > 1
    tables = (study.runs, study.summary, study.comparisons)
    return not all(tables) or (has_sizes and not study.crossovers)


def _lacks_forecast(study: Tables, parts: Iterable[Mapping[str, Any]]) -> bool:
    """Tell whether the study has no longer the forecast that its verdict states."""
    stated = {key for part in parts for key in part["evidence"].get(FORECAST, ())}
    return (OVERTAKING in stated and not study.forecast_crossovers) or (
        bool(stated & {GAIN, BEST_GAIN}) and not study.forecast_gains
    )


def _parse_verdict(stored: Mapping[str, Any], place: str) -> Verdict:
    """Return a verdict of study.json, whose commands call the study by its place."""
    evidence = dict(stored["evidence"])
    if "command" in evidence:
        evidence["command"] = _name_study(evidence["command"], place)
    sentences = tuple(_name_study(sentence, place) for sentence in stored["sentences"])
    return Verdict(stored["dataset"], stored["answer"], stored["headline"], sentences, evidence)


def _name_study(text: str, place: str) -> str:
    return re.sub(rf"\b{_STUDY}\b", lambda _: place, text)


def _give_verdict(question: Question) -> Verdict:
    written = write_answer(question)
    return Verdict(
        question.dataset, written.answer, written.headline, written.sentences, written.evidence
    )


def sum_up(verdicts: Iterable[Verdict]) -> Verdict | None:
    """Return one verdict for a study: the only one, or one that names those of all data sets."""
    every = tuple(verdicts)
    if len(every) < 2:
        return every[0] if every else None
    answers = {verdict.answer for verdict in every}
    answer = every[0].answer if len(answers) == 1 else DIFFERS
    headlines = {verdict.headline for verdict in every}
    return Verdict(
        dataset=", ".join(verdict.dataset for verdict in every),
        answer=answer,
        headline=every[0].headline if len(headlines) == 1 else answer.upper(),
        sentences=tuple(f"{verdict.dataset}: {verdict.headline}." for verdict in every),
        evidence={"datasets": {verdict.dataset: dict(verdict.evidence) for verdict in every}},
    )


def make_document(verdicts: Iterable[Verdict]) -> dict[str, Any] | None:
    """Return verdicts as plain data: that of the study, with those of data sets if several."""
    every = tuple(verdicts)
    whole = sum_up(every)
    if whole is None:
        return None
    if len(every) == 1:
        return whole.to_json()
    document = {**whole.to_json(), "evidence": {}}
    return {**document, "datasets": [verdict.to_json() for verdict in every]}


def write_verdict(study: StudyDirectory) -> None:
    """Write the verdict of a finished study into its study.json.

    Its commands call the study STUDY, so that the same study has the same bytes in any folder.
    """
    document = make_document(_give_verdicts(study, Path(_STUDY)))
    study.write_meta({**study.meta, "verdict": document})
