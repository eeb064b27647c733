"""All that a study can be exported as."""

import pytest

from embedstudy.errors import InputError
from embedstudy.options.looking import ExportOptions, ExportOutputOptions
from embedstudy.report.export import export, list_export_formats
from tests.report.explorer.made_up import made_up


def test_the_formats_of_all_tables_are_there_once():
    names = list_export_formats()
    assert len(names) == len(set(names))
    assert {"word2vec-text", "csv", "latex", "svg", "gif", "svg-frames"} <= set(names)


@pytest.mark.parametrize(("kind", "ending"), [("glove", ".txt"), ("gif", ".gif")])
def test_a_format_finds_its_way(tmp_path, kind, ending):
    study = made_up(tmp_path / "study", epochs=(0, 1))
    output = ExportOutputOptions(out=str(tmp_path / f"file{ending}"))
    exported = export(study, ExportOptions(format=kind, run="random"), output)
    assert [path.name for path in exported.files] == [f"file{ending}"]
    with pytest.raises(InputError, match="no results"):
        export(study, ExportOptions(format="latex"))
