"""How films are written: by Matplotlib, Pillow and ffmpeg."""

import contextlib
import io
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from subprocess import CalledProcessError
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from embedstudy.errors import InputError
from embedstudy.progress import Advance
from embedstudy.report.animation.film import Film
from embedstudy.report.animation.formats import AnimationFormat
from embedstudy.report.animation.scene import Scene
from embedstudy.report.figures.chart import use_style
from embedstudy.report.figures.stack import save_figure
from embedstudy.report.formatting import clip
from embedstudy.results.snapshots import format_epoch
from embedstudy.storage import remove_if_ended
from embedstudy.wording import printable

# Pictures from one moment to the next, and in a second; the last one stays for some time.
_GIF_STEPS, _GIF_RATE = 6, 12.5
_MP4_STEPS, _MP4_RATE = 12, 25
_SECONDS_AT_END = 2
_ALMOST_WHITE = 247
_DOTS = 72  # an inch: a CSS pixel is a pixel
_MP4_DOTS = 108
_LONGEST_COMPLAINT = 120
_FRAME = re.compile(r"\d{2,}-epoch-[\d.]+(e[+-]\d+)?\.svg")


def list_times(film: Film, steps: int, rate: float) -> Iterator[float]:
    """Yield the time of each picture of a film that plays, the last one for some seconds."""
    count = (len(film.moments) - 1) * steps
    yield from (number / steps for number in range(count))
    for _ in range(round(_SECONDS_AT_END * rate)):
        yield count / steps


def write_gif(film: Film, advance: Advance) -> list[bytes]:
    """Return a GIF, which plays again and again."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL import Image

    pictures: list[Image.Image] = []
    shown = -1.0
    with use_style():
        scene = Scene(film)
        scene.figure.set_dpi(_DOTS)
        canvas = FigureCanvasAgg(scene.figure)
        for time in list_times(film, _GIF_STEPS, _GIF_RATE):
            if time == shown:
                pictures.append(pictures[-1])
                continue
            shown = time
            scene.show(time)
            canvas.draw()
            pictures.append(Image.fromarray(np.array(canvas.buffer_rgba())).convert("RGB"))
            advance(len(pictures))
    # One palette for all pictures, in which the colours of few dots have a place too.
    palette = _keep_white(pictures[-1].quantize(256, method=Image.Quantize.MAXCOVERAGE))
    first, *others = [
        picture.quantize(palette=palette, dither=Image.Dither.NONE) for picture in pictures
    ]
    file = io.BytesIO()
    first.save(
        file, "gif", save_all=True, append_images=others, duration=round(1000 / _GIF_RATE), loop=0
    )
    return [file.getvalue()]


def _keep_white(palette: Any) -> Any:
    """Make the palette's lightest colours white, as the background is.

    Pillow looks colours up in steps of a few shades, and would take a neighbour of white for it.
    """
    colours = np.array(palette.getpalette()).reshape(-1, 3)
    colours[(colours >= _ALMOST_WHITE).all(axis=1)] = 255
    palette.putpalette(colours.ravel().tolist())
    return palette


def count_gif_pictures(film: Film) -> int:
    """Return how many pictures the GIF of a film has; Pillow stores a still one once."""
    return len(set(list_times(film, _GIF_STEPS, _GIF_RATE)))


def count_mp4_pictures(film: Film) -> int:
    """Return how many pictures the MP4 of a film has."""
    return len(list(list_times(film, _MP4_STEPS, _MP4_RATE)))


def write_mp4(film: Film, advance: Advance) -> list[bytes]:
    """Return a film in H.264, which every browser and slide program plays."""
    from matplotlib.animation import FFMpegWriter

    arguments = ["-pix_fmt", "yuv420p", "-crf", "20", "-threads", "1", "-fflags", "+bitexact"]
    writer = FFMpegWriter(fps=_MP4_RATE, codec="libx264", extra_args=arguments)
    with use_style(), TemporaryDirectory() as folder, remove_if_ended(Path(folder)):
        scene, path = Scene(film), Path(folder) / "film.mp4"
        try:
            with _silence_matplotlib(), writer.saving(scene.figure, path, dpi=_MP4_DOTS):
                for number, time in enumerate(list_times(film, _MP4_STEPS, _MP4_RATE), start=1):
                    scene.show(time)
                    writer.grab_frame(facecolor="white")
                    advance(number)
        except (CalledProcessError, BrokenPipeError) as error:
            why = _find_complaint(error) or "does it have libx264?"
            raise InputError(
                f"ffmpeg could not write the film ({why}); choose gif or svg-frames"
            ) from None
        return [path.read_bytes()]


@contextlib.contextmanager
def _silence_matplotlib() -> Iterator[None]:
    """Keep off stderr all lines that ffmpeg wrote; the error has the first one."""
    logger = logging.getLogger("matplotlib.animation")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)


def _find_complaint(error: Exception) -> str:
    """Return the first line that ffmpeg wrote before it failed; empty if there is none."""
    lines = str(getattr(error, "stderr", None) or "").split("\n")
    return clip(printable(lines[0].strip()), _LONGEST_COMPLAINT)


def check_ffmpeg() -> None:
    """Make sure that ffmpeg is there.

    Raises
    ------
    InputError
    """
    from matplotlib.animation import FFMpegWriter

    if not FFMpegWriter.isAvailable():
        raise InputError(
            "mp4 needs the program ffmpeg, which is not on the PATH; install it, or choose gif or "
            "svg-frames"
        )


def write_svg_frames(film: Film, advance: Advance) -> list[bytes]:
    """Return a picture of each moment."""
    contents = []
    with use_style():
        scene = Scene(film)
        for at in range(len(film.moments)):
            scene.show(at)
            file = io.BytesIO()
            save_figure(scene.figure, file, "svg")
            contents.append(file.getvalue())
            advance(at + 1)
    return contents


def list_frames(film: Film) -> list[str]:
    """Return the name of the picture of each moment.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> list_frames(SimpleNamespace(moments=[SimpleNamespace(epoch=0.3)]))
    ['00-epoch-0.3.svg']
    """
    width = max(2, len(str(len(film.moments) - 1)))  # so that they sort as they follow each other
    return [
        f"{at:0{width}}-epoch-{format_epoch(moment.epoch)}.svg"
        for at, moment in enumerate(film.moments)
    ]


def is_frame(name: str) -> bool:
    """Tell whether a file has a name that `list_frames` gives.

    Examples
    --------
    >>> is_frame("00-epoch-0.3.svg"), is_frame("epochs.svg")
    (True, False)
    """
    return _FRAME.fullmatch(name) is not None


GIF = AnimationFormat(ending=".gif", write=write_gif, count_pictures=count_gif_pictures)
MP4 = AnimationFormat(
    ending=".mp4", write=write_mp4, count_pictures=count_mp4_pictures, check=check_ffmpeg
)
SVG_FRAMES = AnimationFormat(list_names=list_frames, is_frame=is_frame, write=write_svg_frames)
