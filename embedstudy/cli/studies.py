"""Studies as commands open them: what is damaged is named on stderr, and the rest is shown."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from embedstudy.cli.output.console import print_error, print_remark
from embedstudy.errors import FAILED, OK, InputError
from embedstudy.results.damage import Damage
from embedstudy.results.directory import StudyDirectory
from embedstudy.results.replacement import describe_replacement


@contextmanager
def open_study(place: str) -> Iterator[StudyDirectory]:
    """Open a study for a command that shows it.

    A damaged file counts as missing. After the block a line on stderr names each, and says how it
    is made again, apart from an error that ends the block; `find_status` then tells of it.

    Raises
    ------
    InputError
        If there is no study, or its study.json is damaged.
    """
    damage = Damage()
    study = StudyDirectory(Path(place), damage)
    remark = describe_replacement(study.path)
    if remark:
        print_remark(remark)
    ending: InputError | None = None
    try:
        yield study
    except InputError as error:
        ending = error
        raise
    finally:
        for line in damage.list_lines(ending):
            print_error(line)


def find_status(study: StudyDirectory) -> int:
    """Return the exit status of a command that has shown a study: 1 if a file is damaged."""
    return FAILED if study.damage is not None and study.damage.messages else OK
