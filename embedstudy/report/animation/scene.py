"""The picture of a film at one moment, drawn by Matplotlib."""

from typing import Any

import numpy as np

from embedstudy.report.animation.film import Film
from embedstudy.report.figures.chart import UNITS_PER_INCH
from embedstudy.report.formatting import clip, clip_middle
from embedstudy.report.palette import light
from embedstudy.results.snapshots import format_epoch, format_loss

# In CSS pixels.
WIDTH, HEIGHT = 640, 720
_MARGIN, _TOP, _BOTTOM = 20, 108, 48
_LONGEST = 22
# The legend: a row's height, and the width of a letter and of the mark before a name.
_ROW, _LETTER, _BEFORE_NAME = 18, 5.4, 28
_LONGEST_CLASS = 40
# What the signs of the picture mean, and how far its line stands above the map.
_MEANING = "line: its way so far; diamond: the epoch that dev chose"
_COLOUR = "colour: the class a word speaks for in held-out texts"
_ABOVE_MAP = 7
# Where the parts of the second line begin: epoch, train loss, dev accuracy, chosen.
_CAPTIONS = (0, 150, 285, 440)
# The room of a label, and of the number at a tick of the time bar, in pixels; the first number has
# words with it, and takes a share of the whole bar.
_LABEL_LETTER, _LABEL_HEIGHT = 6.4, 13
# From the middle of a word's dot to its label, in points; the dot of such a word, in square points.
_BEFORE_LABEL, _LABELLED_DOT = 8, 34
_TICK_ROOM, _FIRST_TICK = 26, 0.05


class Scene:
    """A figure that shows a film, one moment at a time.

    Parameters
    ----------
    film : Film
    """

    def __init__(self, film: Film) -> None:
        from matplotlib.figure import Figure

        self._film = film
        self.figure = Figure(figsize=(WIDTH / UNITS_PER_INCH, HEIGHT / UNITS_PER_INCH))
        self._write(HEIGHT - 30, film.title, size=15, weight="bold", color=light("ink"))
        # Each part has a place of its own: SVG shows several blanks as one.
        self._captions = [
            self._write(HEIGHT - 54, "", right=right, size=12, color=light("muted"))
            for right in _CAPTIONS
        ]
        self._draw_legend()
        self._draw_words()
        self._draw_time()
        self.show(0)

    def show(self, time: float) -> None:
        """Show a time: 1.5 is half way from the second moment to the third."""
        film = self._film
        at = min(int(time), len(film.moments) - 1)
        share, after = time - at, min(at + 1, len(film.moments) - 1)
        places = film.places[at] + share * (film.places[after] - film.places[at])
        self._dots.set_offsets(places[film.order])
        self._labelled_dots.set_offsets(places[[word for word, _ in film.labels]])
        for (word, _), label in zip(film.labels, self._labels, strict=True):
            label.xy = places[word]
        self._hide_covered(places)
        for (word, _), line in zip(film.labels, self._paths, strict=True):
            line.set_data(*np.vstack([film.places[: at + 1, word], places[word]]).T)
        moment = film.moments[at]
        parts = [f"epoch {format_epoch(moment.epoch)} of {format_epoch(film.moments[-1].epoch)}"]
        parts.append(f"train loss {format_loss(moment.train_loss)}")
        accuracy = moment.dev_accuracy
        parts.append("" if accuracy is None else f"dev accuracy {100 * accuracy:.1f} %")
        parts.append("chosen on dev" if at == film.chosen and not share else "")
        for caption, part in zip(self._captions, parts, strict=True):
            caption.set_text(part)
        self._now.set_data([self._find_time(0), self._find_time(time)], [0, 0])
        self._mark.set_data([self._find_time(time)], [0])

    def _find_time(self, time: float) -> float:
        return time / max(1, len(self._film.moments) - 1)

    def _hide_covered(self, places: np.ndarray) -> None:
        """Hide each label that would lie on one of a word that moves further."""
        boxes: list[tuple[float, float, float, float]] = []
        for (word, _), label in zip(self._film.labels, self._labels, strict=True):
            # The figure has a point for each pixel; the display may have another size.
            x, y = self._map.transData.transform(places[word]) * UNITS_PER_INCH / self.figure.dpi
            width = _BEFORE_LABEL + _LABEL_LETTER * len(label.get_text())
            left = x - width if label.get_horizontalalignment() == "right" else x
            box = (left, left + width, y - _LABEL_HEIGHT / 2, y + _LABEL_HEIGHT / 2)
            is_covered = any(
                box[0] < right and left < box[1] and box[2] < top and bottom < box[3]
                for left, right, bottom, top in boxes
            )
            label.set_visible(not is_covered)
            if not is_covered:
                boxes.append(box)

    def _write(self, up: float, text: str, right: float = 0, **how: Any) -> Any:
        x, y = (_MARGIN + right) / WIDTH, up / HEIGHT
        return self.figure.text(x, y, text, ha="left", va="baseline", **how)

    def _draw_legend(self) -> None:
        from matplotlib.lines import Line2D

        film = self._film
        meaning = f"{_COLOUR}; {_MEANING}" if film.legend else _MEANING
        self._write(HEIGHT - _find_top(film) + _ABOVE_MAP, meaning, size=9, color=light("muted"))
        if not film.legend:
            return
        handles = [
            Line2D([], [], ls="", marker="o", ms=7, mec="none", mfc=colour,
                   label=clip_middle(name, _LONGEST_CLASS))
            for name, colour in film.legend
        ]  # fmt: skip
        self.figure.legend(
            handles=handles, loc="upper left", ncols=_count_columns(film), frameon=False,
            bbox_to_anchor=(_MARGIN / WIDTH, (HEIGHT - 66) / HEIGHT), borderpad=0,
            borderaxespad=0, fontsize=10, handletextpad=0.1, columnspacing=1.2,
            labelcolor=light("muted"),
        )  # fmt: skip

    def _draw_words(self) -> None:
        film = self._film
        top = _find_top(film)
        axes = self.figure.add_axes(
            (_MARGIN / WIDTH, _BOTTOM / HEIGHT, 1 - 2 * _MARGIN / WIDTH,
             (HEIGHT - top - _BOTTOM) / HEIGHT)
        )  # fmt: skip
        axes.set(xlim=(-1.06, 1.06), ylim=(-1.06, 1.06), xticks=[], yticks=[])
        for spine in axes.spines.values():
            spine.set(visible=True, color=light("line"))
        self._map = axes
        size = 14 if len(film.order) < 1000 else 7
        across, up = film.places[0][film.order].T
        self._dots = axes.scatter(
            across, up, s=size, c=film.colours[film.order], alpha=0.8,
            linewidths=0,
        )  # fmt: skip
        ink, paper = light("ink"), light("paper")
        labelled = [word for word, _ in film.labels]
        across, up = film.places[0][labelled].T
        # Above all labels, so that none lies on them.
        self._labelled_dots = axes.scatter(
            across, up, s=_LABELLED_DOT, c=film.colours[labelled],
            edgecolors=paper, linewidths=0.8, zorder=6,
        )  # fmt: skip
        self._paths = [axes.plot([], [], color=ink, lw=0.8, alpha=0.5)[0] for _ in film.labels]
        self._labels = []
        for word, text in film.labels:
            is_right = film.places[-1, word, 0] > 0.6
            label = axes.annotate(
                clip(text, _LONGEST), film.places[0, word], fontsize=10.5, color=ink,
                xytext=(-_BEFORE_LABEL if is_right else _BEFORE_LABEL, 0),
                textcoords="offset points",
                ha="right" if is_right else "left", va="center", zorder=5,
                annotation_clip=False,
            )  # fmt: skip
            label.set_path_effects(_make_halo(paper))
            self._labels.append(label)

    def _draw_time(self) -> None:
        film = self._film
        axes = self.figure.add_axes(
            (_MARGIN / WIDTH, 22 / HEIGHT, 1 - 2 * _MARGIN / WIDTH, 16 / HEIGHT), frameon=False
        )
        axes.set(xlim=(-0.01, 1.01), ylim=(-1, 1))
        axes.set_axis_off()
        times = [self._find_time(at) for at in range(len(film.moments))]
        axes.plot([0, 1], [0, 0], color=light("line"), lw=2)
        axes.plot(times, [0] * len(times), ls="", marker="|", ms=7, color=light("context"))
        (self._now,) = axes.plot([], [], color=light("ink"), lw=2)
        (self._mark,) = axes.plot([], [], ls="", marker="o", ms=8, color=light("ink"))
        chosen = self._find_time(film.chosen)
        axes.plot([chosen], [0], ls="", marker="D", ms=6, mfc=light("paper"), mec=light("ink"))
        width = WIDTH - 2 * _MARGIN
        for time, side, text in _list_ticks(film, times, width):
            self.figure.text(
                (_MARGIN + (0.01 + time) / 1.02 * width) / WIDTH, 6 / HEIGHT, text, ha=side,
                fontsize=9, color=light("muted"),
            )  # fmt: skip


def _count_columns(film: Film) -> int:
    """Return the columns of the legend: as many as its longest name has room for."""
    longest = max((len(name) for name, _ in film.legend), default=0)
    width = _BEFORE_NAME + _LETTER * min(longest, _LONGEST_CLASS)
    return max(1, min(4, len(film.legend), int((WIDTH - 2 * _MARGIN) / width)))


def _find_top(film: Film) -> float:
    """Return where the map begins, from the top of the picture."""
    rows = max(1, -(-len(film.legend) // _count_columns(film)))
    return _TOP + _ROW * (rows - 1)


def _list_ticks(film: Film, times: list[float], width: float) -> list[tuple[float, str, str]]:
    """List the place, the side and the text of each number at the time bar: the whole epochs."""
    last = format_epoch(film.moments[-1].epoch)
    ticks = [(0.0, "left", "epoch 0")]
    for time, moment in zip(times[1:-1], film.moments[1:-1], strict=True):
        has_room = min(time - max(ticks[-1][0], _FIRST_TICK), 1 - time) * width >= _TICK_ROOM
        if moment.epoch == int(moment.epoch) and has_room:
            ticks.append((time, "center", format_epoch(moment.epoch)))
    return [*ticks, (1.0, "right", last)] if len(times) > 1 else ticks


def _make_halo(colour: str) -> list[Any]:
    from matplotlib.patheffects import withStroke

    return [withStroke(linewidth=3, foreground=colour)]
