"""A study as people meet it in Python: its tables, as pandas has them, and itself in a notebook."""

from typing import Any

from embedstudy.results.directory import StudyDirectory
from embedstudy.results.display import make_frame, make_html
from embedstudy.results.rows import TABLES
from embedstudy.results.status import is_finished, read_state
from embedstudy.statistics.verdict import Verdict, read_verdicts, sum_up
from embedstudy.validation import known_name


class Study(StudyDirectory):
    """A study on disk, with what a notebook shows of it.

    Parameters
    ----------
    path : Path or str
        Its directory.

    Raises
    ------
    InputError
        If there is no study there.
    """

    def to_pandas(self, table: str = "runs") -> Any:
        """Return one of the tables as a pandas.DataFrame.

        Parameters
        ----------
        table : {"runs", "tuning", "summary", "scores", "comparisons", "curve", "crossovers", \
"neighbors", "structure", "structure_differences", "drift", "words", \
"texts"}

        Raises
        ------
        InputError
            If there is no such table, or no pandas.
        """
        kind = TABLES[known_name("table", table, TABLES)]
        return make_frame(kind, self.rows(kind))

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """The verdict on each data set; none until the study has its tables."""
        return read_verdicts(self)

    @property
    def verdict(self) -> Verdict | None:
        """Whether pretrained vectors are needed, as data and in sentences; None until it is known.

        With several data sets it names the answer of each.
        """
        return sum_up(self.verdicts)

    def _repr_html_(self) -> str:
        verdicts = self.verdicts if is_finished(read_state(self)) else ()
        lines = [
            line
            for verdict in verdicts
            for line in (f"{verdict.dataset}: {verdict.headline}.", *verdict.sentences)
        ]
        return make_html(self, lines)
