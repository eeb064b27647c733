"""What holds for every entry of the table of vector formats."""

import subprocess
import sys

import pytest

from embedstudy.vectors.formats import FORMATS


@pytest.mark.parametrize("name", FORMATS)
def test_an_entry_has_its_name_and_can_be_recognized_and_read(name, tmp_path):
    entry = FORMATS[name]
    assert entry.name == name
    assert entry.title
    assert callable(entry.read)
    assert entry.endings or entry.is_package
    assert not entry.matches(b"no table of any kind\n", tmp_path)
    assert entry.companions(tmp_path / "v") == []


def test_endings_are_of_one_format():
    endings = [ending for entry in FORMATS.values() for ending in entry.endings]
    assert len(endings) == len(set(endings))


def test_the_names_import_no_format():
    script = (
        "import sys; from embedstudy.vectors.formats import FORMATS; list(FORMATS); "
        "print([m for m in sys.modules if m == 'numpy' or m.endswith('formats.glove')])"
    )
    assert subprocess.check_output([sys.executable, "-c", script], text=True) == "[]\n"
