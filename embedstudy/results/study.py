"""A study as people meet it in Python: its tables, as pandas has them, and itself in a notebook."""

from typing import Any

from embedstudy.results.directory import StudyDirectory
from embedstudy.results.display import make_frame, make_html
from embedstudy.results.rows import TABLES
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

    def _repr_html_(self) -> str:
        return make_html(self)
