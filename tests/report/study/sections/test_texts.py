"""The section on texts."""

from dataclasses import replace

from embedstudy.report.page import make_environment
from embedstudy.report.study.sections import SECTIONS
from embedstudy.report.study.study_data import read_study_data
from embedstudy.results.rows import ALL_WRONG, ONLY_PRETRAINED, ONLY_RANDOM, TextRow
from tests.report.study.made_up import made_up, runs, study_data

ROW = TextRow(
    dataset="d", group=ALL_WRONG, rank=1, id=7, label="neg", predicted="pos", probability=0.987,
    pretrained="finetuned", pretrained_right=0, pretrained_seeds=5, random_right=0, random_seeds=5,
    text="A <b>dull</b> film, mostly", words="dull film", log_odds="1.50 -0.10", z="3.00 -1.00",
)  # fmt: skip


def content_of(tmp_path, rows):
    study = made_up(tmp_path / "s")
    study.write_rows(TextRow, rows)
    return SECTIONS["texts"].content(read_study_data(study).for_dataset("d"))


def test_texts_stand_in_their_groups(tmp_path):
    right = {"pretrained_right": 5, "random_right": 1}
    rows = [ROW, replace(ROW, group=ONLY_PRETRAINED, **right)]
    first, second, third = content_of(tmp_path, rows)["groups"]
    (text,) = first["texts"]
    assert [(p.text, p.mark) for p in text["pieces"] if p.mark] == [("dull", 2)]
    assert (text["label"], text["predicted"], text["sure"]) == ("neg", "pos", "99")
    assert text["right"] == []
    assert second["title"] == "Only finetuned gets these right, not random"
    assert second["texts"][0]["right"] == ["finetuned 5 of 5", "random 1 of 5"]
    assert third["texts"] == []
    assert ONLY_RANDOM not in {row.group for row in rows}


def test_a_text_that_would_be_markup_is_text(tmp_path):
    content = content_of(tmp_path, [replace(ROW, label="<i>neg</i>")])
    html = make_environment().get_template("study/texts.html").render(content=content)
    assert 'A &lt;b&gt;<span class="mark-2">dull</span>&lt;/b&gt; film' in html
    assert "&lt;i&gt;neg&lt;/i&gt;" in html
    assert "There is no such text." in html


def test_without_vectors_there_is_one_group(tmp_path):
    row = replace(ROW, pretrained="", pretrained_right=None, pretrained_seeds=None)
    assert len(content_of(tmp_path, [row])["groups"]) == 1


def test_a_study_without_the_file_says_so(tmp_path):
    content = SECTIONS["texts"].content(study_data(tmp_path))
    html = make_environment().get_template("study/texts.html").render(content=content)
    assert "This study has no texts.csv" in html


def test_an_unfinished_study_says_it_once_at_the_top(tmp_path):
    assert SECTIONS["texts"].content(study_data(tmp_path, summary=[])) is None


def test_a_study_of_controls_alone_has_no_such_texts(tmp_path):
    study = made_up(tmp_path / "s", runs=runs(accuracies={"zeros": (0.5, 0.5)}))
    study.write_rows(TextRow, [])
    assert SECTIONS["texts"].content(read_study_data(study).for_dataset("d")) is None
