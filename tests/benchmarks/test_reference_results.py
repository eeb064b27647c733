from pathlib import Path

from benchmarks.reference_results import DOCS, write_results
from benchmarks.reference_study.page import write_page
from benchmarks.reference_study.short_page import write_short_page
from benchmarks.reference_study.tables import read_tables

ROOT = Path(__file__).parents[2]


def test_the_pages_of_the_docs_say_what_their_tables_say():
    assert DOCS == ROOT / "docs"
    tables = read_tables(DOCS / "results" / "reference")
    page = (DOCS / "results" / "reference.md").read_text(encoding="utf-8")
    assert page == write_page(tables)
    short = (DOCS / "do-i-need-vectors.md").read_text(encoding="utf-8")
    assert short == write_short_page(tables)


def test_the_tables_of_the_docs_are_small():
    files = [*(DOCS / "results" / "reference").iterdir()]
    assert sum(file.stat().st_size for file in files if file.suffix == ".csv") < 500_000
    assert {file.suffix for file in files} == {".csv", ".svg"}


def test_two_tiny_studies_make_the_pages(reference_folder, tmp_path):
    for name in ("tiny", "small"):  # among the built-in names, by which studies are looked for
        alias = tmp_path / "studies" / "mean" / {"tiny": "r8", "small": "r52"}[name]
        alias.parent.mkdir(parents=True, exist_ok=True)
        alias.symlink_to(reference_folder / "mean" / name, target_is_directory=True)
    docs = tmp_path / "docs"
    (docs / "results").mkdir(parents=True)
    write_results([tmp_path / "studies"], docs)
    page = (docs / "results" / "reference.md").read_text(encoding="utf-8")
    assert "on 2 of the built-in data sets" in page
    assert "`imdb`" in page
    once = {path: path.read_bytes() for path in docs.rglob("*") if path.is_file()}
    write_results([], docs)
    assert {path: path.read_bytes() for path in docs.rglob("*") if path.is_file()} == once
