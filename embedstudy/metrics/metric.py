"""A metric of labelled texts: its score, and what each text adds to it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from embedstudy.errors import InputError
from embedstudy.wording import join_names

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, eq=False)
class Outputs:
    """The outputs of a model for some texts, and their labels.

    Attributes
    ----------
    labels : ndarray of int, shape (n_texts,)
        Class ids.
    predicted : ndarray of int, shape (n_texts,)
    probabilities : ndarray of float, shape (n_texts, n_classes), optional
        None where they were not stored.
    """

    labels: "np.ndarray"
    predicted: "np.ndarray"
    probabilities: "np.ndarray | None" = None


@dataclass(frozen=True, kw_only=True)
class Metric:
    """A metric.

    Attributes
    ----------
    title : str
        Its name within a sentence.
    text_scores : callable
        From `Outputs` to a float for each text. Their mean is the score, and their variance over
        the number of texts is that of the score. A metric that is no mean over texts gives the
        score plus the influence of each text (Hampel 1974).
    score : callable, optional
        From `Outputs` to the score; the mean of `text_scores` by default.
    text_differences : callable, optional
        From the `Outputs` of two models for the same texts to a float for each text, whose mean is
        the difference of their scores. If the two models change places for a text, its sign turns,
        as a permutation test asks. The difference of `text_scores` by default.
    is_share : bool
        Whether it is shown in percent, and lies between 0 and 1.
    lower_is_better : bool
    needs_probabilities : bool
    weighs_classes : bool
        Whether each class counts the same, however many texts it has.
    needs_two_classes : bool
        Whether texts of one class have no score.
    """

    title: str
    text_scores: "Callable[[Outputs], np.ndarray]"
    score: Callable[[Outputs], float] | None = None
    text_differences: "Callable[[Outputs, Outputs], np.ndarray] | None" = None
    is_share: bool = True
    lower_is_better: bool = False
    needs_probabilities: bool = False
    weighs_classes: bool = False
    needs_two_classes: bool = False

    def has_score(self, labels: "np.ndarray") -> bool:
        """Tell whether texts with these labels have a score."""
        return not self.needs_two_classes or bool((labels != labels[0]).any())

    def describe_absent(
        self, labels: "np.ndarray", classes: "Sequence[str] | np.ndarray", part: str
    ) -> list[str]:
        """Return a sentence on classes that the score of a part leaves out; nothing if it has all.

        Parameters
        ----------
        labels : ndarray of int, shape (n_texts,)
            Class ids; -1 for a label outside the classes.
        classes : sequence of str
        part : str
            A name for the texts: ``dev``.

        Raises
        ------
        InputError
            If the texts have no score.
        """
        if not self.has_score(labels):
            raise InputError(
                f"all texts of {part} have one class, so {self.title} is not defined there: give "
                "texts of other classes too, or another metric"
            )
        present = set(labels.tolist())
        absent = [repr(name) for i, name in enumerate(classes) if i not in present]
        if not absent or not self.weighs_classes:
            return []
        noun = "class" if len(absent) == 1 else "classes"
        names = join_names(absent, "and", most=5)
        return [f"no text of {part} has the {noun} {names}, so {self.title} there is of the others"]

    def compute(self, outputs: Outputs) -> float:
        """Return the score."""
        if self.score is not None:
            return float(self.score(outputs))
        return float(self.text_scores(outputs).mean())

    def compare_texts(self, one: Outputs, other: Outputs) -> "np.ndarray":
        """Return by how much one model scores higher than another on each text."""
        if self.text_differences is not None:
            return self.text_differences(one, other)
        difference: np.ndarray = self.text_scores(one) - self.text_scores(other)
        return difference

    @property
    def sign(self) -> int:
        """1, or −1 where less is better."""
        return -1 if self.lower_is_better else 1

    @property
    def limits(self) -> tuple[float, float]:
        """The lowest and the highest value that there can be; a loss is at least 0."""
        if self.is_share:
            return 0.0, 1.0
        return (0.0 if self.lower_is_better else float("-inf")), float("inf")

    @property
    def factor(self) -> float:
        """The factor from a score to the number that is shown."""
        return 100.0 if self.is_share else 1.0

    @property
    def digits(self) -> int:
        """The digits that are shown after the point."""
        return 1 if self.is_share else 3

    @property
    def unit(self) -> str:
        """What follows a score that is shown."""
        return " %" if self.is_share else ""

    @property
    def unit_in_words(self) -> str:
        """The unit, in the middle of a sentence."""
        return ", in percent" if self.is_share else ""

    @property
    def unit_of_difference(self) -> str:
        """What follows a difference of scores that is shown."""
        return " points" if self.is_share else ""

    def format(self, value: float | None, sign: str = "") -> str:
        """Write a score, or a difference of scores, without its unit.

        Parameters
        ----------
        value : float, optional
            None is written as nothing.
        sign : {"", "+"}
            Whether a positive number has a sign.
        """
        if value is None:
            return ""
        text = f"{self.factor * value:z.{self.digits}f}".replace("-", "−")
        is_positive = text[0] != "−" and any(digit in text for digit in "123456789")
        return f"{sign}{text}" if is_positive else text

    def format_interval(self, low: float | None, high: float | None, sign: str = "") -> str:
        """Write an interval without its unit."""
        return f"{self.format(low, sign)} to {self.format(high, sign)}"

    @property
    def note(self) -> str:
        """What follows its name where it has to be said that less is better."""
        return " (less is better)" if self.lower_is_better else ""

    @property
    def heading(self) -> str:
        """Its name with its unit, and whether less is better."""
        return f"{self.title}{' in %' if self.is_share else ''}{self.note}"

    @property
    def axis(self) -> str:
        """The same, as the label of an axis."""
        return f"{self.title}{', %' if self.is_share else ''}{self.note}"
