"""The verdict of a study: whether pretrained word vectors are needed, as data and in sentences."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from embedstudy.results.directory import StudyDirectory
from embedstudy.verdict.decision import Answer
from embedstudy.verdict.question import Question, Tables, list_questions
from embedstudy.verdict.sentences import write_answer

DIFFERS: Answer = "differs by data set"


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

    Parameters
    ----------
    study : StudyDirectory
    folder : Path, optional
        What commands call the study; its own path by default.
    """
    return tuple(map(_give_verdict, list_questions(study, folder)))


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
    document = make_document(read_verdicts(study, Path("STUDY")))
    study.write_meta({**study.meta, "verdict": document})
