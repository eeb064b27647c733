"""The section on neighbours."""

from dataclasses import replace

from embedstudy.report.study.sections import SECTIONS
from tests.report.study.made_up import dynamics_row, neighbors, study_data


def test_four_words_are_shown_and_the_others_folded(tmp_path):
    rows = [row for word in "abcdef" for row in neighbors(word)]
    content = SECTIONS["neighbors"].content(study_data(tmp_path, neighbors=rows))
    assert [probe.word for probe in content["probes"]] == [*"abcd"]
    assert [probe.word for probe in content["more"]] == [*"ef"]
    assert SECTIONS["neighbors"].content(study_data(tmp_path / "b", neighbors=())) is None


def test_several_data_sets_share_the_words_that_are_shown(tmp_path):
    rows = [row for word in "abcdef" for row in neighbors(word)]
    data = study_data(tmp_path, neighbors=rows)
    for number, shown in ((2, 2), (9, 1)):
        several = replace(data, meta={**data.meta, "data": {key: {} for key in range(number)}})
        assert len(SECTIONS["neighbors"].content(several)["probes"]) == shown


def test_what_was_learned_stands_above_the_words(tmp_path):
    content = SECTIONS["neighbors"].content(study_data(tmp_path, dynamics=[dynamics_row()]))
    (sentence,) = content["directions"]
    assert sentence.startswith(
        "From random weights, training moved the words in 1.3\u00a0directions (an effective rank, "
    )
    # An old study has no such table.
    old = study_data(tmp_path / "b", dynamics=())
    assert SECTIONS["neighbors"].content(old)["directions"] == []
