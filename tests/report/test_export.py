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


@pytest.mark.parametrize(
    ("kind", "name", "cure"),
    [
        ("mp4", "x.gif", "ends in .mp4; replace the ending .gif, or choose --format gif"),
        ("gif", "x.MP4", "ends in .gif; replace the ending .mp4, or choose --format mp4"),
        ("gif", "x.svg", "replace the ending .svg, or choose --format svg"),
        ("parquet", "x.csv", "ends in .parquet; replace the ending .csv, or choose --format csv"),
        ("glove", "x.vec", "replace the ending .vec, or choose --format word2vec-text"),
        ("svg-frames", "x.gif", "leave out the ending .gif, or choose --format gif"),
        ("latex", "x.html", "leave out the ending .html, or choose --format html"),
        ("csv", "x.parquet", "leave out the ending .parquet, or choose --format parquet"),
        ("projector", "x.txt", "leave out the ending .txt, or choose --format glove"),
        ("svg", "x.svg", "svg is written to a folder of several files; leave out the ending .svg"),
    ],
)
def test_a_file_has_no_ending_of_another_format(tmp_path, kind, name, cure):
    study = made_up(tmp_path / "study", epochs=(0, 1))
    output = ExportOutputOptions(out=str(tmp_path / name), force=True)
    with pytest.raises(InputError) as error:
        export(
            study, ExportOptions(format=kind, run=None if kind in "csv latex" else "random"), output
        )
    assert str(error.value).startswith(f"{tmp_path / name}: {kind} is written to a ")
    assert str(error.value).endswith(cure)
    assert not (tmp_path / name).exists()


@pytest.mark.parametrize(
    ("kind", "name"),
    [("glove", "v1.2"), ("word2vec-text", "x.txt"), ("gif", "x.GIF"), ("svg-frames", "there.gif")],
)
def test_other_endings_are_anyones(tmp_path, kind, name):
    study = made_up(tmp_path / "study", epochs=(0, 1))
    (tmp_path / "there.gif").mkdir()
    output = ExportOutputOptions(out=str(tmp_path / name))
    export(study, ExportOptions(format=kind, run="random"), output)
    assert (tmp_path / name).exists()
