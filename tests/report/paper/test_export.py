import pytest

from embedstudy.errors import InputError
from embedstudy.options.declaration import list_options
from embedstudy.options.looking import ExportOptions, ExportOutputOptions
from embedstudy.report.paper.export import export_paper, list_paper_tables
from embedstudy.report.paper.formats import FIGURE_FORMATS, PAPER_FORMATS
from embedstudy.structure.export.formats import TABLES
from tests.report.study import made_up


@pytest.mark.parametrize(
    ("kind", "ending"), [("latex", "tex"), ("markdown", "md"), ("html", "html")]
)
def test_a_file_for_each_table(study, tmp_path, kind, ending):
    output = ExportOutputOptions(out=str(tmp_path / "tables"))
    exported = export_paper(study, ExportOptions(format=kind), output)
    names = [f"{table.name}.{ending}" for table in list_paper_tables(study)]
    assert [path.name for path in exported.files] == names
    assert {"accuracy", "pairs", "tuning", "checklist"} <= {name.split(".")[0] for name in names}
    assert all(path.read_text() for path in exported.files)
    with pytest.raises(InputError, match="--force"):
        export_paper(study, ExportOptions(format=kind), output)


def test_the_options_of_spaces_are_refused(study):
    with pytest.raises(InputError, match="latex shows the whole study"):
        export_paper(study, ExportOptions(format="latex", limit=3))


def test_a_study_without_results(tmp_path):
    study = made_up.bare(tmp_path / "s")
    with pytest.raises(InputError, match="has no results yet"):
        export_paper(study, ExportOptions(format="latex"))
    assert not (tmp_path / "s-latex").exists()


def test_a_file_for_each_figure(study, tmp_path):
    output = ExportOutputOptions(out=str(tmp_path / "figures"))
    exported = export_paper(study, ExportOptions(format="svg"), output)
    assert [path.name for path in exported.files] == [
        "accuracy.svg", "curve.svg", "meaning.svg", "drift.svg", "dynamics.svg",
        "tuning.svg",
    ]  # fmt: skip
    assert all(b"<svg" in path.read_bytes() for path in exported.files)


def test_the_command_offers_these_formats():
    (choices,) = [o.choices for o in list_options(ExportOptions) if o.name == "format"]
    assert {TABLES, *PAPER_FORMATS, *FIGURE_FORMATS} < set(choices.names)
