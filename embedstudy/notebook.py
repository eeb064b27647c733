"""A study as people meet it in Python: its tables, as pandas has them, and itself in a notebook."""

from typing import TYPE_CHECKING, Any

from embedstudy.results.directory import StudyDirectory
from embedstudy.results.display import describe_state, make_frame, make_html
from embedstudy.results.rows import TABLES, ForecastRow
from embedstudy.results.status import is_finished, read_state
from embedstudy.validation import known_name
from embedstudy.verdict import Verdict, read_verdicts, sum_up

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from embedstudy.report.explorer.frame import ExplorerFrame


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
"forecast", "forecast_crossovers", "forecast_gains", "reference", "neighbors", "structure", \
"structure_differences", "dynamics", "drift", "words", "texts"}

        Raises
        ------
        InputError
            If there is no such table, or no pandas.
        """
        kind = TABLES[known_name("table", table, TABLES)]
        return make_frame(kind, self.rows(kind))

    def forecast_at(self, *sizes: int) -> tuple[ForecastRow, ...]:
        """Return the test accuracy to expect with other numbers of training texts.

        Parameters
        ----------
        *sizes : int

        Returns
        -------
        tuple of ForecastRow
            A row a strategy and size, as in forecast.csv.

        Raises
        ------
        InputError
            If the study has fewer than three train sizes, or a size is no whole number or more than
            100 times its own.
        """
        from embedstudy.forecast.forecast import check_sizes, make_forecast

        check_sizes(self.summary, str(self.path), sizes)
        return make_forecast(self.summary, self.meta, sizes).rows

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

    def plot(self, figure: str, dataset: str | None = None) -> "Figure":
        """Return a figure of the study, which a notebook shows.

        Parameters
        ----------
        figure : {"accuracy", "curve", "forecast", "meaning", "drift", "dynamics", "tuning"}
            Test scores; learning curves; the same beyond the data; task alignment against general
            meaning; how far words moved; how spaces take shape; dev scores of the values tried.
        dataset : str, optional
            The first one of the study by default.

        Returns
        -------
        matplotlib.figure.Figure
            Not known to pyplot: save it with `savefig`.

        Raises
        ------
        InputError
            If there is no such figure or data set, or the study has no numbers for it.
        """
        from embedstudy.report.study.plots import plot

        return plot(self, figure, dataset)

    def explore(self, word: str | None = None, dataset: str | None = None) -> "ExplorerFrame":
        """Return the explorer of the study, which a notebook shows.

        Parameters
        ----------
        word : str, optional
            The word to begin with; the most telling one by default.
        dataset : str, optional
            The first one of the study by default.

        Raises
        ------
        InputError
            If the study has no spaces, or the explorer does not know the word or the data set.
        """
        from embedstudy.report.explorer.frame import frame_explorer

        return frame_explorer(self, word, dataset)

    def __str__(self) -> str:
        return "\n".join(self._list_lines())

    def __repr__(self) -> str:
        return f"Study({str(self.path)!r})"

    def _answers(self) -> tuple[Verdict, ...]:
        return self.verdicts if is_finished(read_state(self)) else ()

    def _list_lines(self) -> list[str]:
        head = f"Study {self.path}: {describe_state(read_state(self))}"
        lines = [
            line
            for verdict in self._answers()
            for line in (f"{verdict.dataset}: {verdict.headline}.", *verdict.sentences)
        ]
        return [head, *lines]

    def _repr_html_(self) -> str:
        from embedstudy.report.study.plots import make_images

        images = make_images(self, "accuracy") if self._answers() else []
        return make_html(self, self._list_lines()[1:], images)
