"""The formats of an animation, in one table."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from embedstudy.entries import Entries

if TYPE_CHECKING:
    from embedstudy.progress import Advance
    from embedstudy.report.animation.film import Film


@dataclass(frozen=True, kw_only=True)
class AnimationFormat:
    """A format that a film is written in.

    Attributes
    ----------
    ending : str
        The ending of the file; empty for a folder of several.
    list_names : callable
        From a `Film` to the names of the files in the folder.
    is_frame : callable
        From a name in the folder to whether it is that of a file of some film, which a new film
        replaces.
    write : callable
        From a `Film`, and a callable that takes the number of pictures drawn so far, to the
        contents of its files, in the order of their names.
    count_pictures : callable
        From a `Film` to how many pictures it has; by default one of each moment.
    check : callable
        Raise `InputError` if a program that it needs is missing.
    """

    write: Callable[["Film", "Advance"], list[bytes]]
    ending: str = ""
    list_names: Callable[["Film"], list[str]] = lambda _: []
    is_frame: Callable[[str], bool] = lambda _: False
    count_pictures: Callable[["Film"], int] = lambda film: len(film.moments)
    check: Callable[[], None] = lambda: None


ANIMATION_FORMATS: Entries[AnimationFormat] = Entries(
    "format",
    {
        "gif": "embedstudy.report.animation.writers:GIF",
        "mp4": "embedstudy.report.animation.writers:MP4",
        "svg-frames": "embedstudy.report.animation.writers:SVG_FRAMES",
    },
)
