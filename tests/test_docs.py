"""The documentation site; `make docs` builds it, and finds dead links."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_every_page_is_in_the_navigation():
    navigation = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").split("\nnav:\n")[1]
    docs = ROOT / "docs"
    paths = [*docs.rglob("*.md"), *(docs / "tutorials").glob("*.ipynb")]
    pages = {path.relative_to(docs).as_posix() for path in paths}
    assert set(re.findall(r"[\w/-]+\.(?:md|ipynb)", navigation)) == pages


def test_every_public_name_is_in_the_reference():
    import embedstudy

    page = (ROOT / "docs" / "reference" / "python.md").read_text(encoding="utf-8")
    names = re.findall(r"^::: embedstudy\.(\w+)$", page, flags=re.MULTILINE)
    assert sorted(names) == sorted(embedstudy.__all__)
