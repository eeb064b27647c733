"""Types of Matplotlib for annotations; Matplotlib itself is imported when something is drawn."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
else:
    Axes = Figure = object

__all__ = ["Axes", "Figure"]
