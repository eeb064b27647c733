import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_first_lines_are_the_two_commands():
    assert re.search(r"```\nmake compare .*\nmake test .*\n```", README[:400])


def test_it_is_short():
    assert len(README.splitlines()) <= 150


def test_nothing_is_left_to_fill_in():
    assert not re.search(r"@@|^\W*(TODO|TBD|XXX|[A-Z]{4,})\W*$", README, flags=re.MULTILINE)


def test_its_links_lead_to_files_and_headings():
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", README):
        assert (ROOT / target).is_file(), target
    for page, heading in re.findall(r"\]\(([^)#]+\.md)#([^)]+)\)", README):
        titles = re.findall(r"^#+ (.+)$", (ROOT / page).read_text("utf-8"), flags=re.MULTILINE)
        assert heading in {re.sub(r"[^\w -]", "", t).lower().replace(" ", "-") for t in titles}


def test_what_it_shows_of_python_is_there():
    (code,) = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)
    import embedstudy

    names = re.search(r"from embedstudy import (.+)", code)[1].split(", ")
    assert set(names) <= set(embedstudy.__all__)
    for method in re.findall(r"study\.(\w+)", code):
        assert hasattr(embedstudy.Study, method)


def test_the_study_file_of_the_docs_is_one(tmp_path):
    from embedstudy.study.plan.study_file import read_study

    page = (ROOT / "docs" / "study-file.md").read_text(encoding="utf-8")
    text = re.findall(r"```toml\n(.*?)```", page, flags=re.DOTALL)[0]
    (tmp_path / "study.toml").write_text(text, encoding="utf-8")
    read = read_study(tmp_path / "study.toml")
    assert read["dataset"] == ["rotten-tomatoes", "imdb"]
    assert read["out"] == tmp_path / "studies" / "reviews"
