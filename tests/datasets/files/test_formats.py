import subprocess
import sys

from embedstudy.datasets.files.formats import FORMATS


def test_every_format_has_the_name_of_its_entry_and_a_way_to_be_recognized():
    for name, entry in FORMATS.items():
        assert entry.name == name
        assert callable(entry.read)
    endings = [ending for entry in FORMATS.values() for ending in entry.endings]
    assert len(endings) == len(set(endings))


def test_the_names_import_no_reader():
    script = (
        "import sys; from embedstudy.datasets.files.data_format import DataFormat; "
        "print(any(m.endswith('delimited') for m in sys.modules))"
    )
    assert subprocess.check_output([sys.executable, "-c", script], text=True)
    assert list(FORMATS)[:2] == ["csv", "tsv"]
