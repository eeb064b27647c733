"""The section on where the data set stands among the reference ones."""

from embedstudy.forecast.reference import write_reference
from embedstudy.report.study import render_page
from embedstudy.report.study.sections import SECTIONS
from embedstudy.report.study.study_data import read_study_data
from tests.report.study.made_up import made_up, study_data


def test_only_a_study_that_asked_has_it(tmp_path):
    assert SECTIONS["reference"].content(study_data(tmp_path)) is None
    study = made_up(tmp_path / "b")
    write_reference(study)
    content = SECTIONS["reference"].content(read_study_data(study).for_dataset("d"))
    assert len(content["charts"]) == 3
    assert len(content["sentences"]) >= 2
    assert len(content["tables"]) == 1
    page = render_page(study).decode()
    assert "Among the reference data sets" in page


def test_a_damaged_table_leaves_the_rest(tmp_path):
    study = made_up(tmp_path / "s")
    write_reference(study)
    (study.path / "reference.csv").write_bytes(b"dataset,\xff\n")
    page = render_page(study).decode()
    assert "Among the reference data sets" not in page
    assert "With fewer training texts" in page
    assert "reference.csv" in page


def test_a_study_that_cannot_be_compared_says_why(tmp_path):
    study = made_up(tmp_path / "s")
    study.write_rows(type(study.summary[0]), [])
    write_reference(study)
    assert study.reference == []
