"""Large documents, which are made piece by piece and stay in a file."""

import numpy as np
import pytest

from embedstudy.storage import scratch
from embedstudy.text import encoding
from embedstudy.text.encoding import EncodedDocuments, compute_offsets
from embedstudy.text.large import change_documents, store_documents, take_documents


@pytest.fixture
def documents(tmp_path, monkeypatch):
    """Documents of 0 to 9 words."""
    monkeypatch.setenv("EMBEDSTUDY_HOME", str(tmp_path))
    rng = np.random.default_rng(0)
    offsets = compute_offsets(rng.integers(10, size=200))
    return EncodedDocuments(rng.integers(50, size=offsets[-1], dtype=np.int32), offsets)


def force_files(monkeypatch):
    monkeypatch.setattr(scratch, "LARGE", 1)
    monkeypatch.setattr(encoding, "BLOCK_SIZE", 16)


def assert_equal(actual, expected, *, mapped):
    assert actual.values.tolist() == expected.values.tolist()
    assert actual.offsets.tolist() == expected.offsets.tolist()
    assert (actual.values.dtype, actual.offsets.dtype) == (np.int32, np.int64)
    assert actual.values.flags.writeable != mapped


@pytest.mark.parametrize("mapped", [False, True])
def test_changed_documents_are_the_same_in_memory_and_in_a_file(documents, monkeypatch, mapped):
    expected = documents.restrict(20)
    if mapped:
        force_files(monkeypatch)
    assert_equal(
        change_documents(documents, lambda some: some.restrict(20)), expected, mapped=mapped
    )


@pytest.mark.parametrize("mapped", [False, True])
@pytest.mark.parametrize("max_tokens", [None, 3])
def test_taken_documents_are_the_same_in_memory_and_in_a_file(
    documents, monkeypatch, mapped, max_tokens
):
    rows = np.random.default_rng(1).permutation(200)[:77]
    ids = np.where(np.arange(50) % 3, 100 - np.arange(50), -1).astype(np.int32)
    expected = documents.take(rows, max_tokens).renumber(ids)
    if mapped:
        force_files(monkeypatch)
    taken = take_documents(documents, rows, max_tokens, lambda some: some.renumber(ids))
    assert_equal(taken, expected, mapped=mapped)


def test_a_small_part_of_a_large_corpus_stays_in_memory(documents, monkeypatch):
    monkeypatch.setattr(scratch, "LARGE", documents.values.nbytes)
    rows = np.arange(200)
    assert take_documents(documents, rows[:1], None).values.flags.writeable
    part = take_documents(documents, rows[:50], None)
    assert_equal(part, documents.take(rows[:50]), mapped=True)
    assert_equal(
        change_documents(part, lambda some: some.restrict(9)), part.restrict(9), mapped=True
    )


def test_stored_documents_follow_each_other(documents, monkeypatch):
    force_files(monkeypatch)
    assert_equal(store_documents(documents.pieces), documents, mapped=True)
