from dataclasses import replace

from embedstudy.report.study.sections import SECTIONS
from tests.report.study.made_up import dynamics, meta, study_data

SECTION = SECTIONS["dynamics"]


def test_it_has_charts_a_key_and_every_moment(tmp_path):
    content = SECTION.content(study_data(tmp_path))
    assert [len(drawn.charts) for drawn in content["families"]] == [4]
    assert [kind for kind, _ in content["looks"]] == ["random", "finetuned"]
    assert len(content["table"].rows) == 8


def test_a_study_without_snapshots_has_no_section_and_says_why(tmp_path):
    gaps = SECTIONS["gaps"]
    old = study_data(tmp_path / "old", dynamics=())
    assert SECTION.content(old) is None
    assert gaps.content(old)["gaps"] == [
        "Snapshots of the training were not kept by the version that made this."
    ]
    for plan, expected in (
        ({"kept": False, "reason": "a run would keep 30 MB, more than 20 MB"},
         "No snapshots of the training were kept: a run would keep 30 MB, more than 20 MB "
         "(--snapshots --resume adds them)."),
        ({"kept": False, "reason": ""}, None),
        ("x", None),
    ):  # fmt: skip
        out = tmp_path / str(expected is None) / str(plan)
        data = study_data(out, dynamics=(), study_meta=meta(snapshots=plan))
        content = gaps.content(data)
        assert (content and content["gaps"]) == (expected and [expected])


def test_a_run_that_diverged_is_named(tmp_path):
    lacking = replace(dynamics()[-1], train_loss=None, note="the run diverged: loss not finite")
    data = study_data(tmp_path, dynamics=(*dynamics()[:4], lacking))
    assert SECTIONS["gaps"].content(data)["gaps"] == [
        "finetuned has no snapshots of its training: the run diverged: loss not finite."
    ]
    assert len(SECTION.content(data)["table"].rows) == 4
