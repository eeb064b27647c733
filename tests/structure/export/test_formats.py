from pathlib import Path

import pytest

from embedstudy.structure.export.formats import FORMATS


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_names_its_files(name):
    target = FORMATS[name]
    files = target.list_files(Path(f"space{target.ending}"))
    assert files
    assert len(set(files)) == len(files)
    assert callable(target.write)


def test_no_two_formats_write_the_same_usual_name():
    endings = [FORMATS[name].ending for name in FORMATS]
    assert len(set(endings)) == len(endings)
