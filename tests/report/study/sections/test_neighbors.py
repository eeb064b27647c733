"""The section on neighbours."""

from embedstudy.report.study.sections import SECTIONS
from tests.report.study.made_up import neighbors, study_data


def test_four_words_are_shown_and_the_others_folded(tmp_path):
    rows = [row for word in "abcdef" for row in neighbors(word)]
    content = SECTIONS["neighbors"].content(study_data(tmp_path, neighbors=rows))
    assert [probe.word for probe in content["probes"]] == [*"abcd"]
    assert [probe.word for probe in content["more"]] == [*"ef"]
    assert SECTIONS["neighbors"].content(study_data(tmp_path / "b", neighbors=())) is None
