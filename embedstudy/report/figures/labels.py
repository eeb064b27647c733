"""Places for labels, where they cover no mark, no line and no other label."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from embedstudy.report.figures.markers import to_points
from embedstudy.report.figures.matplotlib_types import Axes

# The room that a character of a label takes, and half a mark, in points of the figure.
_CHARACTER, _HEIGHT, _MARK = 6.2, 13.0, 5.0
_STEPS = 24  # points along a line that a label is kept away from

Point = tuple[float, float]


@dataclass(frozen=True)
class _Box:
    left: float
    bottom: float
    right: float
    top: float

    def overlaps(self, other: "_Box") -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.bottom < other.top
            and other.bottom < self.top
        )

    def is_within(self, other: "_Box") -> bool:
        return (
            other.left <= self.left
            and self.right <= other.right
            and other.bottom <= self.bottom
            and self.top <= other.top
        )


class LabelPlacer:
    """Places labels one after another; all numbers are points of the figure.

    Parameters
    ----------
    size : (float, float)
        Width and height of the drawing, whose lower left corner is 0, 0. Labels keep within it.
    marks : iterable of (float, float)
        The middles of all marks.
    lines : iterable of pairs of (float, float)
        The ends of straight lines.
    """

    def __init__(
        self,
        size: Point,
        marks: Iterable[Point],
        lines: Iterable[tuple[Point, Point]] = (),
    ) -> None:
        self._frame = _Box(0, 0, *size)
        self._taken = [_Box(x - _MARK, y - _MARK, x + _MARK, y + _MARK) for x, y in marks]
        self._crossed = [
            _Box(x - 1, y - 1, x + 1, y + 1) for line in lines for x, y in _list_steps(*line)
        ]

    def place(self, text: str, marks: Sequence[Point]) -> Point:
        """Return the middle of a label for some marks: at their right, above, below or left.

        It is the first place that covers nothing, or else the one that covers least.
        """
        width = _CHARACTER * len(text)
        left, right = min(x for x, _ in marks), max(x for x, _ in marks)
        bottom, top = min(y for _, y in marks), max(y for _, y in marks)
        across, up = (left + right) / 2, (bottom + top) / 2
        besides, above = _MARK + 3 + width / 2, _MARK + 1 + _HEIGHT / 2
        middles = [
            (right + besides, up), (across, top + above), (across, bottom - above),
            (left - besides, up), (right + besides, top + above), (right + besides, bottom - above),
            (left - besides, top + above), (left - besides, bottom - above),
        ]  # fmt: skip
        boxes = [
            _Box(x - width / 2, y - _HEIGHT / 2, x + width / 2, y + _HEIGHT / 2) for x, y in middles
        ]
        costs = [self._count_overlaps(box) for box in boxes]
        best = costs.index(min(costs))
        self._taken.append(boxes[best])
        return middles[best]

    def _count_overlaps(self, box: _Box) -> float:
        covered = sum(box.overlaps(other) for other in self._taken)
        crossed = any(box.overlaps(other) for other in self._crossed)
        return covered + 0.5 * crossed + (0 if box.is_within(self._frame) else 100)


def make_placer(
    axes: Axes, marks: Iterable[Point], lines: Iterable[Sequence[Point]]
) -> LabelPlacer:
    """Return a placer for axes with set limits.

    Parameters
    ----------
    axes : Axes
    marks : iterable of (float, float)
        The data at the middles of all marks.
    lines : iterable of sequences of (float, float)
        The data that straight lines join, one after another.
    """
    _, corner = to_points(axes, zip(axes.get_xlim(), axes.get_ylim(), strict=True))
    ends = [pair for line in lines for pair in pairwise(to_points(axes, line))]
    return LabelPlacer(corner, to_points(axes, marks), ends)


def _list_steps(start: Point, end: Point) -> Iterator[Point]:
    for step in range(_STEPS + 1):
        share = step / _STEPS
        yield start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])
