from pathlib import Path

from embedstudy import registry
from embedstudy.report.paper.citations import cite_embedstudy, cite_study, format_citation
from embedstudy.version import __version__
from tests.report.study import made_up

ROOT = Path(__file__).parents[3]


def test_the_file_names_this_version():
    lines = (ROOT / "CITATION.cff").read_text(encoding="utf-8").splitlines()
    assert f"version: {__version__}" in lines
    assert f"version = {{{__version__}}}" in cite_embedstudy()


def test_every_citation_of_the_registry_has_authors_year_and_title():
    citations = [registry.dataset(name).citation for name in registry.dataset_names()]
    citations += [registry.hub_dataset(name).citation for name in registry.hub_dataset_names()]
    citations += [registry.vectors(name).citation for name in registry.vectors_names()]
    entries = [format_citation(citation)[1] for citation in citations]
    assert [entry for entry in entries if "note = " in entry] == []


def test_a_study_cites_what_is_known_by_name(tmp_path):
    names = {"datasets": ["r8", "mine.csv", "r52"], "vectors": ["glove-6b-50d"]}
    study = made_up.bare(tmp_path / "s", identity=names)
    entries = cite_study(study)
    assert [entry.partition("{")[2].partition(",")[0] for entry in entries] == [
        "lewis1997reuters21578", "pennington2014glove",
    ]  # fmt: skip


def test_a_citation_of_another_form_is_a_note():
    assert "note = {no form at all}" in format_citation("no form at all")[1]
