import re
from pathlib import Path

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def test_the_first_lines_are_the_two_commands():
    assert re.search(r"```\nmake compare .*\nmake test .*\n```", README[:400])


def test_nothing_is_left_to_fill_in():
    assert not re.search(r"^\W*(TODO|TBD|XXX|[A-Z]{4,})\W*$", README, flags=re.MULTILINE)


def test_the_study_file_is_one(tmp_path):
    from embedstudy.study.plan.study_file import read_study

    (text,) = re.findall(r"```toml\n(.*?)```", README, flags=re.DOTALL)
    (tmp_path / "study.toml").write_text(text, encoding="utf-8")
    read = read_study(tmp_path / "study.toml")
    assert read["dataset"] == ["rotten-tomatoes", "imdb"]
    assert read["out"] == tmp_path / "runs" / "reviews"
